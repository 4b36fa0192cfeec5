/// A chapter's page as GitHub shows it: `Chapters/ChapterNN_Name/README.md`.
struct GitHubPage {
    let page: ChapterPage
    let previous: ChapterFolder?
    let next: ChapterFolder?
    /// That of the last chapter there is.
    let lastNumber: Int
    let root: String
    /// Relative to the package's root, or absolute outside of it.
    let location: String
    /// The folder of figures, likewise.
    let figures: String

    func markdown() -> String {
        let folder = page.folder
        let typesetter = PageTypesetter(dialect: .gitHub, link: link) { path(to: "\(figures)/\($0.file)") }
        var blocks = [
            "<!-- Woven from the Swift sources beside this file and the transcript of their run. To change the page, "
                + "change them, then: swift run workbook weave -->",
            navigation,
            "# \(folder.number). \(folder.title)",
            "Chapter \(folder.number) of \(lastNumber) · made by `swift run \(folder.name)\(options)` · "
                + "preset \(page.preset.rawValue), seed \(page.seed)",
        ]
        blocks += typesetter.markdown(page.introduction)
        if page.sections.count > 1 { blocks.append(contents(typesetter)) }
        for section in page.sections {
            blocks.append("<a id=\"\(section.anchor)\"></a>")
            blocks.append("## \(section.number) \(typesetter.markdown(section.title))")
            let name = section.file.split(separator: "/").last.map(String.init) ?? section.file
            blocks.append("<sub>[\(name)](\(path(to: section.file)))</sub>")
            blocks += typesetter.markdown(section.blocks)
        }
        blocks += exercises(typesetter)
        if !page.references.isEmpty {
            blocks.append("## References")
            blocks.append(page.references.map { "- <a id=\"\($0.anchor)\"></a>\($0.text)" }.joined(separator: "\n"))
        }
        blocks += ["---", footer, navigation]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var options: String {
        let preset = page.preset == .lecture ? "" : " --preset \(page.preset.rawValue)"
        return preset + (page.seed == RunOptions.defaultSeed ? "" : " --seed \(page.seed)")
    }

    private var navigation: String {
        func link(_ chapter: ChapterFolder) -> String {
            "[\(chapter.number). \(chapter.title)](\(path(to: chapter.page)))"
        }
        return [
            previous.map { "← \(link($0))" }, "[Contents](\(path(to: "README.md")))", next.map { "\(link($0)) →" },
        ].compactMap { $0 }.joined(separator: " · ")
    }

    private func contents(_ typesetter: PageTypesetter) -> String {
        var lines = page.sections.map { "- [\($0.number) \(typesetter.markdown($0.title))](#\($0.anchor))" }
        if !page.exercises.isEmpty { lines.append("- [Exercises](#exercises)") }
        if !page.references.isEmpty { lines.append("- [References](#references)") }
        return lines.joined(separator: "\n")
    }

    private func exercises(_ typesetter: PageTypesetter) -> [String] {
        guard !page.exercises.isEmpty else { return [] }
        let command = "swift run \(page.folder.name) exercises"
        var blocks = [
            "## Exercises",
            "Each exercise is a file with a gap to fill. `\(command)` checks the answers, "
                + "`swift run exercises --hint \(page.exercises[0].number)` gives a hint, and one more at each call; "
                + "with `--reset` it puts the shipped file back.",
        ]
        for exercise in page.exercises {
            blocks.append("<a id=\"\(exercise.anchor)\"></a>")
            blocks.append("### Exercise \(exercise.number): \(typesetter.markdown(exercise.title))")
            blocks += typesetter.markdown(exercise.blocks)
            let name = exercise.file.split(separator: "/").suffix(2).joined(separator: "/")
            blocks.append("→ [\(name)](\(path(to: exercise.file)))")
        }
        return blocks
    }

    /// What the run produced. Nothing in it differs from run to run.
    private var footer: String {
        let counts = page.counts
        let parts = [
            counts.figures.counted("figure"), counts.tables.counted("table"),
            counts.derivations.counted("derivation") + " (\(counts.steps.counted("step")), all checked)",
            counts.checks.counted("passed check"), counts.refuted.counted("check") + " that did not hold (✗)",
        ].filter { !$0.hasPrefix("0 ") }
        guard !parts.isEmpty else { return "" }
        return "The run that made this page produced \(parts.listed)."
    }

    private func link(_ destination: ChapterPage.Destination) -> String {
        switch destination {
        case .anchor(let anchor): return "#\(anchor)"
        case .chapter(let chapter, let anchor): return path(to: chapter.page) + (anchor.map { "#\($0)" } ?? "")
        case .file(let file): return path(to: file)
        }
    }

    /// The way from the page to a file, which is given like `location`.
    private func path(to target: String) -> String {
        guard location.hasPrefix("/") != target.hasPrefix("/") else {
            return RelativePath.from(location, to: target)
        }
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(root)/\(path)" }
        return RelativePath.from(absolute(location), to: absolute(target))
    }
}

extension ChapterPage {
    struct Counts: Equatable {
        var figures = 0, tables = 0, derivations = 0, steps = 0, checks = 0, refuted = 0
    }

    var counts: Counts {
        var counts = Counts()
        for block in sections.flatMap(\.blocks) {
            switch block {
            case .figure: counts.figures += 1
            case .table: counts.tables += 1
            case .derivation(let record, _, _):
                counts.derivations += 1
                counts.steps += record.steps
            case .checks(let checks):
                counts.checks += checks.count(where: \.holds)
                counts.refuted += checks.count { !$0.holds }
            default: break
            }
        }
        return counts
    }
}

enum RelativePath {
    /// The way from a file to another, both relative to one folder (or both absolute).
    static func from(_ file: String, to target: String) -> String {
        let start = file.split(separator: "/").dropLast()
        let end = target.split(separator: "/")
        let common = zip(start, end.dropLast()).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: start.count - common)
        return (up + end.dropFirst(common).map(String.init)).joined(separator: "/")
    }
}

extension Int {
    /// `1 figure`, `2 figures`
    func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension [String] {
    /// `a, b and c`
    var listed: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
