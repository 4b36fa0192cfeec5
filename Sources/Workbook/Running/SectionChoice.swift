/// The sections that `--section` chooses: by number (`2` or `3.2`), by type (`BiasCorrection`) or by title.
struct SectionChoice<C: Chapter> {
    let chosen: [(number: Int, section: any Section)]

    /// - Throws: ``WorkbookError`` that lists the sections if none is called so.
    init(_ names: [String]) throws {
        let all = C.sections.enumerated().map { (number: $0.offset + 1, section: $0.element) }
        guard !names.isEmpty else {
            chosen = all
            return
        }
        var numbers: Set<Int> = []
        for name in names {
            let wanted = Self.normalised(name)
            let matches = all.filter { number, section in
                [String(number), "\(C.number).\(number)", type(of: section).name, type(of: section).title]
                    .contains { Self.normalised($0) == wanted }
            }
            guard !matches.isEmpty else {
                let known = C.sections.map { type(of: $0).name }.joined(separator: ", ")
                throw WorkbookError(
                    "Chapter \(C.number) has no section “\(name)”. "
                        + (known.isEmpty ? "It has none yet." : "Its sections are \(known)."))
            }
            numbers.formUnion(matches.map(\.number))
        }
        chosen = all.filter { numbers.contains($0.number) }
    }

    /// `bias-correction`, `Bias Correction` and `BiasCorrection` are the same.
    private static func normalised(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "." }
    }
}
