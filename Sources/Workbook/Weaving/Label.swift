/// What prose can refer to: `[](#fig:bias-correction)`.
struct Label: Hashable, CustomStringConvertible {
    enum Kind: String, CaseIterable {
        case figure = "fig"
        case table = "tab"
        case equation = "eq"
        case derivation = "der"
        case section = "sec"
        case exercise = "ex"

        /// What stands before the number in a reference.
        var noun: String {
            switch self {
            case .figure: "Figure"
            case .table: "Table"
            case .equation: "Equation"
            case .derivation: "Derivation"
            case .section: "Section"
            case .exercise: "Exercise"
            }
        }
    }

    var kind: Kind
    /// As the record, the equation's label, the derivation's title, the section's type or the exercise's number says,
    /// in lower case and with hyphens: `bias-correction` for all of “Bias correction”, `BiasCorrection`.
    var name: String

    init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = kind == .section ? Self.hyphenated(name) : name.slug
    }

    /// Reads `fig:bias-correction`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
        self.init(kind, String(parts[1]))
    }

    /// The link's target on the page.
    var anchor: String { "\(kind.rawValue)-\(name)" }

    var description: String { "\(kind.rawValue):\(name)" }

    /// `BiasCorrection` → `bias-correction`, `PCABySVD` → `pca-by-svd`.
    private static func hyphenated(_ name: String) -> String {
        let letters = Array(name)
        var result = ""
        for (index, letter) in letters.enumerated() {
            let next = index + 1 < letters.count ? letters[index + 1] : " "
            if letter.isUppercase, index > 0, !letters[index - 1].isUppercase || next.isLowercase { result += "-" }
            result.append(letter)
        }
        return result.slug
    }
}

/// Where a label leads and what it is called there.
struct LabelTarget: Equatable {
    /// `3.2`
    var number: String
    var anchor: String
    /// Where it is defined.
    var file: String
    var line: Int
}
