/// A chain of steps from a start to a conclusion, each with its reason.
///
/// To write one, make its symbols, then its lines; nothing else is needed to have it typeset and checked:
///
///     extension Derivation {
///         /// One file for a derivation or a family of them, in `Catalogue/ChapterNN`.
///         public static let sigmoidDerivative = Derivation("The derivative of the sigmoid") {
///             let x = scalar("x")
///             let σ = NamedFunction("σ") { x in 1 / (1 + exp(-x)) }
///             Given(x)
///             Start(d(σ(x), x))
///             Equals(exp(-x) / (1 + exp(-x)).², because: "chain rule")
///             Equals(σ(x) * (1 - σ(x)), because: "\(1 - σ(x) == exp(-x) / (1 + exp(-x)))")
///             Conclusion(d(σ(x), x) == σ(x) * (1 - σ(x)))
///         }
///     }
///
/// - Quantities: `size("n")`, `index("i", 1...n)`, `scalar`, `vector("u", n, .unit)`, `matrix("Σ", n, n, .symmetric)`,
///   `Family.vectors("x", 1...n, size: d)` (then `x[i]`), `gaussian("z", mean: μ, variance: σ.²)`. What a check must
///   respect is said by the ``Domain`` or by a `Given(y, is: …)` that defines y.
/// - Operators: `+ - * /`, `a ** b`, `.²`, `.ᵀ`, `.⁻¹`, `u • v`, `a ⊙ b`, `sum(over: i) { … }`, `mean(over: i)`,
///   `E(z) { … }`, `Var(z) { … }`, `exp log sqrt tanh max cases tr det diag norm δ identity`.
/// - Derivatives: `d(f, x)`, `partial`, `grad`, `jacobianForm` stand for themselves on the page and are computed for the
///   check; `gradient(of:withRespectTo:)` and `jacobian` are the computed result, simplified, to be shown as a line.
/// - A line that is true but a size that does not fit is a failure that names both sizes.
public struct Derivation: Sendable {
    public let title: String
    let parts: [Part]

    public init(_ title: String, @DerivationBuilder _ parts: () -> [Part]) {
        self.title = title
        self.parts = parts()
    }

    public var steps: [Step] { parts.compactMap { if case .step(let step) = $0 { step } else { nil } } }

    /// What has been shown.
    public var conclusions: [Statement] {
        parts.compactMap { if case .conclusion(let end) = $0 { end.statement } else { nil } }
    }

    /// What has been shown in the end.
    public var conclusion: Statement? { conclusions.last }

    var givens: [Given] { parts.compactMap { if case .given(let given) = $0 { given } else { nil } } }
}

@resultBuilder
public enum DerivationBuilder {
    public static func buildExpression(_ part: any DerivationPart) -> [Part] { [part.part] }
    public static func buildExpression(_ parts: [Part]) -> [Part] { parts }
    public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap { $0 } }
    public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap { $0 } }
    public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
    public static func buildEither(first parts: [Part]) -> [Part] { parts }
    public static func buildEither(second parts: [Part]) -> [Part] { parts }
}
