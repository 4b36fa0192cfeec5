extension Measure {
    /// What the two sides of the step come to, if they differ so much in a case with large numbers that rounding cannot
    /// be the reason; where one of them is no number, or too large for one, nothing is said.
    func contradiction(in environment: Environment) -> Finding? {
        let claim: Statement
        switch (step.kind, before, step.line) {
        case (.equals, .expression(let old), .expression(let new)): claim = Statement(old, .equal, new)
        case (.atMost, .expression(let old), .expression(let new)): claim = Statement(old, .atMost, new)
        case (.atLeast, .expression(let old), .expression(let new)): claim = Statement(old, .atLeast, new)
        case (.implies, _, .statement(let statement)), (.equivalent, _, .statement(let statement)): claim = statement
        default: return nil
        }
        let (a, b) = (environment.evaluate(claim.left), environment.evaluate(claim.right))
        guard a.isFinite, b.isFinite, a.rows == b.rows, a.columns == b.columns else { return nil }
        let terms = Swift.max(environment.scale(claim.left), environment.scale(claim.right))
        let margin = 1e-3 * Swift.max(a.magnitude, b.magnitude, terms, 1)
        let excess: Double =
            switch claim.relation {
            case .equal: (a - b).magnitude
            case .atMost, .less: zip(a.elements, b.elements).map { $0 - $1 }.max() ?? 0
            case .atLeast, .greater: zip(a.elements, b.elements).map { $1 - $0 }.max() ?? 0
            case .unequal: 0
            }
        return excess > margin ? Finding(residual: .infinity) { "\(a) against \(b)" } : nil
    }
}
