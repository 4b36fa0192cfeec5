import Foundation

/// The TeX form of a name: Greek letters by their commands, accents on the letters before them, subscripts and
/// superscripts; `x̃₁` becomes `\tilde{x}_{1}`, `Δx` becomes `\Delta x`.
func texName(_ name: String) -> String {
    if let open = name.firstIndex(of: "("), name.last == ")" {
        return texName(String(name[..<open])) + "(" + texName(String(name[name.index(after: open)...].dropLast())) + ")"
    }
    var base: [String] = []
    var lower: [String] = []
    var upper: [String] = []
    var isLower = false
    for scalar in name.decomposedStringWithCanonicalMapping.unicodeScalars {
        let character = Character(scalar)
        if let accent = accents[scalar] {
            // Of the last letter, wherever it stands.
            if isLower, let last = lower.popLast() {
                lower.append("\\\(accent){\(last)}")
            } else if let last = base.popLast() {
                base.append("\\\(accent){\(last)}")
            }
        } else if scalar == "_" {
            isLower = true
        } else if character == "′" {
            upper.append("\\prime")
        } else if character == "*" {
            upper.append("*")
        } else if !isLower, let digit = subscripts.first(where: { $0.value == character }) {
            lower.append(String(digit.key))
        } else if !isLower, let digit = superscripts.first(where: { $0.value == character }) {
            upper.append(String(digit.key))
        } else {
            let sign = commands[character] ?? escapedForTeXMathematics(character)
            if isLower { lower.append(sign) } else { base.append(sign) }
        }
    }
    var text = base.joinedForTeX
    if base.count > 1, base.allSatisfy(\.isLetter) { text = "\\operatorname{\(text)}" }
    if !lower.isEmpty {
        let isWord = lower.count > 1 && lower.allSatisfy { $0.isLetter && $0.first?.isASCII == true }
        text += isWord ? "_{\\text{\(lower.joined())}}" : "_{\(lower.joinedForTeX)}"
    }
    if !upper.isEmpty { text += "^{\(upper.joinedForTeX)}" }
    return text
}

extension String {
    /// Whether this is one letter as it is.
    fileprivate var isLetter: Bool { count == 1 && first?.isLetter == true }

    /// Whether a letter behind this would become part of its name: `\Delta` and x.
    fileprivate var endsInCommand: Bool {
        guard let start = lastIndex(of: "\\") else { return false }
        let name = self[index(after: start)...]
        return !name.isEmpty && name.allSatisfy { $0.isLetter && $0.isASCII }
    }
}

extension [String] {
    /// Letters and commands one after the other, with a space where a command would swallow the next letter.
    fileprivate var joinedForTeX: String {
        reduce(into: "") { text, part in
            if text.endsInCommand, part.first.map({ $0.isLetter }) ?? false { text += " " }
            text += part
        }
    }
}

private func escapedForTeXMathematics(_ character: Character) -> String {
    switch character {
    case "&", "%", "#", "{", "}", "$": "\\\(character)"
    case "\\": "\\backslash "
    case "~": "\\sim "
    case "^": "\\wedge "
    case "<": "\\lt "
    case ">": "\\gt "
    default: String(character)
    }
}

private let accents: [Unicode.Scalar: String] = [
    "\u{300}": "grave", "\u{301}": "acute", "\u{302}": "hat", "\u{303}": "tilde", "\u{304}": "bar", "\u{305}": "bar",
    "\u{306}": "breve", "\u{307}": "dot", "\u{308}": "ddot", "\u{30A}": "mathring", "\u{30C}": "check",
    "\u{20D7}": "vec",
]

/// Signs that have a name in TeX.
private let commands: [Character: String] = [
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon", "ζ": "\\zeta", "η": "\\eta",
    "θ": "\\theta", "ι": "\\iota", "κ": "\\kappa", "λ": "\\lambda", "μ": "\\mu", "µ": "\\mu", "ν": "\\nu", "ξ": "\\xi",
    "ο": "o", "π": "\\pi", "ρ": "\\rho", "σ": "\\sigma", "ς": "\\varsigma", "τ": "\\tau", "υ": "\\upsilon",
    "φ": "\\varphi", "χ": "\\chi", "ψ": "\\psi", "ω": "\\omega", "ϕ": "\\phi", "ϑ": "\\vartheta", "ϵ": "\\epsilon",
    "ϱ": "\\varrho", "ϖ": "\\varpi",
    "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi", "Σ": "\\Sigma",
    "Υ": "\\Upsilon", "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega",
    "ℒ": "\\mathcal{L}", "𝒩": "\\mathcal{N}", "ℋ": "\\mathcal{H}", "ℱ": "\\mathcal{F}", "ℓ": "\\ell", "∞": "\\infty",
    "∂": "\\partial", "∇": "\\nabla", "ℏ": "\\hbar", "∗": "\\ast", "†": "\\dagger", "⊥": "\\perp", "∥": "\\parallel",
]

let subscripts: [Character: Character] = [
    "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉",
    "+": "₊", "-": "₋", "−": "₋", "i": "ᵢ", "j": "ⱼ", "k": "ₖ", "l": "ₗ", "m": "ₘ", "n": "ₙ", "t": "ₜ", "s": "ₛ",
    "r": "ᵣ", "x": "ₓ", "a": "ₐ", "e": "ₑ", "o": "ₒ", "p": "ₚ", "u": "ᵤ", "v": "ᵥ", "(": "₍", ")": "₎",
]

let superscripts: [Character: Character] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    "+": "⁺", "-": "⁻", "−": "⁻", "i": "ⁱ", "j": "ʲ", "k": "ᵏ", "l": "ˡ", "m": "ᵐ", "n": "ⁿ", "t": "ᵗ", "s": "ˢ",
    "x": "ˣ", "y": "ʸ", "z": "ᶻ", "a": "ᵃ", "b": "ᵇ", "c": "ᶜ", "d": "ᵈ", "e": "ᵉ", "p": "ᵖ", "u": "ᵘ", "v": "ᵛ",
    "(": "⁽", ")": "⁾",
]
