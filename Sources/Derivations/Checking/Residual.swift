extension Environment {
    /// ‖a − b‖ relative to the larger of the two, and to the terms of b where they cancel.
    func residual(_ a: Value, _ b: Value, _ scale: Double) -> Double {
        guard a.isFinite, b.isFinite, a.rows == b.rows, a.columns == b.columns else { return .infinity }
        let difference = (a - b).magnitude
        if difference == 0 { return 0 }
        return difference / Swift.max(a.magnitude, b.magnitude, scale)
    }

    /// The size of the largest term of a sum that may cancel.
    func scale(_ expression: Expression) -> Double {
        switch expression.node {
        case .sum(let terms): terms.map { evaluate($0).magnitude }.filter(\.isFinite).max() ?? 0
        case .named(_, _, let body), .annotated(let body, _), .negative(let body): scale(body)
        case .differential: scale(expression.derived)
        case .quotient(let a, let b): scale(a) / Swift.abs(evaluate(b).scalar)
        default: 0
        }
    }
}

extension Statement {
    /// 0 where the statement holds, else by how much it does not, relative to its sides.
    func residual(in environment: Environment) -> (residual: Double, values: (Value, Value)) {
        let a = environment.evaluate(left)
        let b = environment.evaluate(right)
        let scale = Swift.max(environment.scale(left), environment.scale(right))
        guard a.isFinite, b.isFinite else { return (.infinity, (a, b)) }
        let reference = Swift.max(a.magnitude, b.magnitude, scale, 1e-300)
        let residual: Double =
            switch relation {
            case .equal: environment.residual(a, b, scale)
            case .atMost, .less: Swift.max(0, zip(a.elements, b.elements).map { $0 - $1 }.max()!) / reference
            case .atLeast, .greater: Swift.max(0, zip(a.elements, b.elements).map { $1 - $0 }.max()!) / reference
            case .unequal: a == b ? .infinity : 0
            }
        return (residual, (a, b))
    }
}
