/// A line of a typeset derivation as data, so that a page can set formulas in columns and wrap words.
public struct DerivationRow: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// What is assumed.
        case given
        /// A remark between lines.
        case remark
        /// The start of a chain, where it has a line of its own.
        case start
        /// A line that follows from the one before.
        case step
        /// The rest of a line that is too wide for one.
        case continuation
        case conclusion
    }

    /// A piece of a row, words or mathematics.
    public enum Piece: Hashable, Sendable {
        /// Plain words, not escaped, with the spaces that belong between them and a formula.
        case words(String)
        /// A word that leads to a formula: "Let", "is smallest at".
        case label(String)
        /// Mathematics, in TeX (in signs for the terminal).
        case formula(String)
        /// A wide space, behind a comma if it ends a formula of several.
        case gap(comma: Bool)
    }

    public let kind: Kind
    /// The left side, as a formula; empty where the chain goes on.
    public internal(set) var left = ""
    /// `=`, `\leq`, `\Rightarrow`, …; empty in givens, remarks and conclusions.
    public internal(set) var relation = ""
    /// The right side; in givens, remarks and conclusions all there is.
    public internal(set) var right: [Piece] = []
    /// Why the line follows; empty if nothing need be said.
    public internal(set) var reason: [Piece] = []
}

extension Derivation {
    /// The derivation line by line, with formulas in TeX; `tex` is the same in one piece.
    public var rows: [DerivationRow] { rows(Typesetter(mode: .tex)) }
}

extension [DerivationRow.Piece] {
    func text(_ mode: Typesetter.Mode) -> String {
        let isTeX = mode == .tex
        return indices.map { k in
            switch self[k] {
            case .words(let words): return isTeX ? "\\text{\(escapedForTeX(words))}" : words
            case .label(let words): return isTeX ? "\\text{\(escapedForTeX(words)) } " : words + " "
            case .formula(let formula): return formula
            case .gap(let comma):
                // A command and a letter behind it need a space.
                let isBeforeFormula = if k + 1 < count, case .formula = self[k + 1] { true } else { false }
                return (comma ? "," : "")
                    + (isTeX ? "\\quad" + (isBeforeFormula ? " " : "") : k == 0 ? "  " : " ")
            }
        }.joined()
    }
}

extension Reason {
    func pieces(_ mode: Typesetter.Mode) -> [DerivationRow.Piece] {
        segments.map { segment in
            switch segment {
            case .words(let words): .words(words)
            case .formula(let formula): .formula(mode == .tex ? formula.tex : formula.unicode)
            case .statement(let statement): .formula(mode == .tex ? statement.tex : statement.unicode)
            }
        }
    }
}
