extension Expression {
    /// Whether this is known not to be negative wherever it has a value.
    var isNonNegative: Bool {
        switch node {
        case .number(let number): number.value >= 0
        case .symbol(let symbol), .member(let symbol, _): isScalar && symbol.domain.isNonNegative
        case .element(let whole, _, _):
            switch whole.node {
            case .symbol(let symbol), .member(let symbol, _): symbol.domain.isNonNegative
            case .function(let function, _): function.isNonNegative
            default: false
            }
        case .sum(let parts), .product(let parts): isScalar && parts.allSatisfy(\.isNonNegative)
        case .quotient(let a, let b): a.isNonNegative && b.isNonNegative
        case .power(let base, let exponent): base.isNonNegative || exponent.exactNumber?.isEven == true
        case .function(let function, _): isScalar && function.isNonNegative
        case .maximum(let parts): parts.contains(where: \.isNonNegative)
        case .norm, .delta, .expectation(.variance, _, _): true
        case .series(_, _, _, _, let body), .expectation(.expectation, _, let body), .named(_, _, let body),
            .annotated(let body, _):
            isScalar && body.isNonNegative
        default: false
        }
    }
}

extension Domain {
    fileprivate var isNonNegative: Bool {
        switch self {
        case .positive, .unitInterval, .closedUnitInterval, .binary, .probabilities, .oneHot, .decreasing: true
        case .interval(let lower, _): lower >= 0
        case .integer(let range): range.lowerBound >= 0
        case .index(let bounds): bounds.lower.isNonNegative
        case .real, .nonzero, .fullRank, .unit, .symmetric, .positiveDefinite, .orthonormal, .centred: false
        }
    }
}

extension Function {
    fileprivate var isNonNegative: Bool { [.exp, .sqrt, .abs, .cosh].contains(self) }
}
