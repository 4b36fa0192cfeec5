extension Rule {
    static let products = [
        Rule("−a = (−1) a, and numbers, equal factors and divisors together") { e in
            switch e.node {
            case .negative(let a): multiplied([-1, a], e.extent)
            case .product(let factors): multiplied(factors, e.extent)
            default: nil
            }
        }
    ]

    static let elementwiseProducts: [Rule] = [
        Rule("0 ⊙ a = 0") { e in
            guard case .hadamard(let a, let b) = e.node, a.isZero || b.isZero else { return nil }
            return .zero(e.extent)
        },
        Rule("scalars are multiplied") { e in
            guard case .hadamard(let a, let b) = e.node, a.isScalar else { return nil }
            return multiplied([a, b], e.extent)
        },
        Rule("1 ⊙ a = a") { e in
            guard case .hadamard(let a, let b) = e.node else { return nil }
            return a.node == .ones ? b : b.node == .ones ? a : nil
        },
    ]

    /// The product in the order: number, powers of scalars, vectors and matrices; over all divisors.
    static func multiplied(_ factors: [Expression], _ extent: Extent) -> Expression {
        var collection = Factors(extent: extent, single: factors.count == 1)
        factors.forEach { collection.add($0) }
        return collection.product ?? .product(factors)
    }
}

/// The factors of a product, sorted by what can be done with them.
private struct Factors {
    let extent: Extent
    let single: Bool
    private var number = Number.one
    private var scalars: [Expression] = []
    private var exponents: [Expression: Expression] = [:]
    private var chain: [Expression] = []
    private var divisors: [Expression] = []

    init(extent: Extent, single: Bool) {
        self.extent = extent
        self.single = single
    }

    mutating func add(_ factor: Expression) {
        switch factor.node {
        case .number(let value):
            if let product = number.times(value) { number = product } else { multiply(factor, 1) }
        case .negative(let inner):
            number = number.negated
            add(inner)
        case .product(let inner) where !factor.isScalar || inner.allSatisfy(\.isScalar) || single:
            for part in inner { add(part) }
        case .product:
            // A scalar made of vectors: only its number goes to the front.
            let (value, rest) = factor.coefficient
            if let product = number.times(value) {
                number = product
                multiply(rest, 1)
            } else {
                multiply(factor, 1)
            }
        case .identity where !extent.isScalar || !chain.isEmpty: chain.append(factor)
        case .quotient(let a, let b):
            add(a)
            divisors.append(b)
        case .power(let base, let exponent) where factor.isScalar: multiply(base, exponent)
        case _ where factor.isScalar: multiply(factor, 1)
        default: chain.append(factor)
        }
    }

    private mutating func multiply(_ base: Expression, _ exponent: Expression) {
        if let old = exponents[base] {
            exponents[base] = (old + exponent).simplified
        } else {
            scalars.append(base)
            exponents[base] = exponent
        }
    }

    /// Nil if the factors do not go together in this order.
    var product: Expression? {
        // 0 / 0 is not 0.
        let isZero = number == .zero || chain.contains(where: \.isZero)
        if isZero, !divisors.contains(where: \.isZero) { return .zero(extent) }
        var number = number
        var parts: [Expression] = []
        for base in scalars {
            let part = raised(base, exponents[base]!)
            let (value, rest) = part.coefficient
            if let product = number.times(value) {
                number = product
                if rest.number != 1 { parts.append(rest) }
            } else {
                parts.append(part)
            }
        }
        // Numbers without an exact fraction stand in front, too.
        parts = parts.filter { $0.number != nil } + parts.filter { $0.number == nil }
        // An identity disappears beside another matrix.
        let matrices = chain.filter { if case .identity = $0.node { false } else { true } }
        var product = parts + (matrices.isEmpty ? Array(chain.prefix(1)) : reducedChain(matrices))
        if product.isEmpty { product = [1] }
        let whole = Expression.product(product)
        guard whole.extent == extent else { return nil }
        let top = scaled(number, whole)
        guard !divisors.isEmpty else { return top }
        return divided(top, divisors.count == 1 ? divisors[0] : Rule.multiplied(divisors, .scalar))
    }

    /// A matrix beside its own inverse disappears.
    private func reducedChain(_ chain: [Expression]) -> [Expression] {
        var result: [Expression] = []
        for factor in chain {
            if let last = result.last, chain.count > 2 || !factor.extent.isVector, last.isInverse(of: factor) {
                result.removeLast()
            } else {
                result.append(factor)
            }
        }
        return result.isEmpty ? [Expression(.identity(chain[0].extent.rows), chain[0].extent)] : result
    }
}

extension Expression {
    fileprivate func isInverse(of other: Expression) -> Bool {
        if case .inverse(other) = node { return true }
        if case .inverse(self) = other.node { return true }
        return false
    }
}
