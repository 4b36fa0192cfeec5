// Algebra good enough that a computed derivative reads as a lecturer would write it.

extension Expression {
    /// An equal expression in simpler form: constants folded exactly, like terms and equal factors collected, transposes
    /// pushed to the symbols, sums over a Kronecker δ carried out.
    ///
    /// Equal means: wherever this expression has a value, the simpler one has it, too.
    public var simplified: Expression {
        let parts = children
        guard !parts.isEmpty else { return self }
        switch node {
        case .named, .differential, .annotated: return self
        default: break
        }
        let simple = parts.map(\.simplified)
        return (simple == parts ? self : with(simple)).rewritten
    }

    /// What the first rule makes of it that fits; the parts are simple already.
    var rewritten: Expression {
        for rule in Rule.rules(for: node) {
            if let simpler = rule.apply(self) { return simpler }
        }
        return self
    }
}

/// A law of algebra, read from left to right.
struct Rule: Sendable {
    let law: String
    /// Nil where the law says nothing.
    let apply: @Sendable (Expression) -> Expression?

    init(_ law: String, _ apply: @escaping @Sendable (Expression) -> Expression?) {
        self.law = law
        self.apply = apply
    }

    /// The laws for an expression of this form, in the order in which they are tried.
    static func rules(for node: Node) -> [Rule] {
        switch node {
        case .sum: sums
        case .product, .negative: products
        case .quotient: quotients
        case .power: powers
        case .function: functions
        case .hadamard: elementwiseProducts
        case .transpose: transposes
        case .trace: traces
        case .inverse: inverses
        case .diagonalMatrix, .diagonal: diagonals
        case .delta, .element: indices
        case .series: series
        case .cases: cases
        case .expectation: expectations
        case .substitution: substitutions
        default: []
        }
    }

    static let cases = [
        Rule("a if …, a otherwise = a") { e in
            guard case .cases(let branches) = e.node, Set(branches.map(\.value)).count == 1 else { return nil }
            return branches[0].value
        }
    ]

    static let expectations = [
        Rule("E[a] = a") { e in
            guard case .expectation(.expectation, let symbols, let body) = e.node,
                !symbols.contains(where: body.contains)
            else { return nil }
            return body
        }
    ]

    static let substitutions = [
        Rule("f at x = a is f(a)") { e in
            guard case .substitution(let body, let symbol, let value) = e.node else { return nil }
            return body.substituting(symbol, value).simplified
        }
    ]
}
