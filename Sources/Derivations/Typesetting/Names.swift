import Foundation

/// The TeX form of a name: Greek letters by their commands, accents, subscript digits; `x̃₁` becomes `\tilde{x}_{1}`.
func texName(_ name: String) -> String {
    if let open = name.firstIndex(of: "("), name.last == ")" {
        return texName(String(name[..<open])) + "(" + texName(String(name[name.index(after: open)...].dropLast())) + ")"
    }
    var base = ""
    var accents: [String] = []
    var lower = ""
    var upper = ""
    var underscored = false
    for scalar in name.decomposedStringWithCanonicalMapping.unicodeScalars {
        if underscored {
            lower += greek[Character(scalar)].map { $0 + " " } ?? String(scalar)
            continue
        }
        switch scalar {
        case "_": underscored = true
        case "\u{302}": accents.append("hat")
        case "\u{303}": accents.append("tilde")
        case "\u{304}": accents.append("bar")
        case "\u{307}": accents.append("dot")
        case "′": upper += "\\prime "
        case "*": upper += "*"
        default:
            if let digit = subscripts.first(where: { $0.value == Character(scalar) }) {
                lower.append(digit.key)
            } else {
                base += greek[Character(scalar)] ?? String(scalar)
            }
        }
    }
    if base.count > 1, base.allSatisfy(\.isLetter) { base = "\\operatorname{\(base)}" }
    for accent in accents { base = "\\\(accent){\(base)}" }
    if !lower.isEmpty {
        let words = lower.count > 1 && lower.allSatisfy { $0.isLetter && $0.isASCII }
        base += words ? "_{\\text{\(lower)}}" : "_{\(lower.trimmingCharacters(in: .whitespaces))}"
    }
    if !upper.isEmpty { base += "^{\(upper.trimmingCharacters(in: .whitespaces))}" }
    return base
}

private let greek: [Character: String] = [
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon", "ζ": "\\zeta", "η": "\\eta",
    "θ": "\\theta", "κ": "\\kappa", "λ": "\\lambda", "μ": "\\mu", "ν": "\\nu", "ξ": "\\xi", "π": "\\pi", "ρ": "\\rho",
    "σ": "\\sigma", "τ": "\\tau", "φ": "\\varphi", "χ": "\\chi", "ψ": "\\psi", "ω": "\\omega",
    "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi", "Σ": "\\Sigma",
    "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega", "ℒ": "\\mathcal{L}", "𝒩": "\\mathcal{N}", "ℓ": "\\ell", "∞": "\\infty",
    "ℋ": "\\mathcal{H}", "ℱ": "\\mathcal{F}",
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
