// The constructors of symbols: `let x = vector("x", n)`.

private func quantity(_ symbol: Symbol) -> Expression { Expression(.symbol(symbol), symbol.extent) }

private func sized(_ name: String, _ sizes: [Expression], _ make: ([Dimension]) -> Expression) -> Expression {
    var dimensions: [Dimension] = []
    for size in sizes {
        guard let dimension = size.dimension else { return .misfit("\(size.unicode) cannot be a size of \(name)") }
        dimensions.append(dimension)
    }
    return make(dimensions)
}

/// A size: a natural number, drawn from `range` for a check.
public func size(_ name: String, _ range: ClosedRange<Int> = 2...4) -> Expression {
    quantity(Symbol(name, domain: .integer(range)))
}

/// A scalar.
public func scalar(_ name: String, _ domain: Domain = .real) -> Expression { quantity(Symbol(name, domain: domain)) }

/// A column vector of n components.
public func vector(_ name: String, _ n: Expression, _ domain: Domain = .real) -> Expression {
    sized(name, [n]) { quantity(Symbol(name, extent: Extent(rows: $0[0], columns: .one), domain: domain)) }
}

/// A matrix of m rows and n columns.
public func matrix(_ name: String, _ m: Expression, _ n: Expression, _ domain: Domain = .real) -> Expression {
    sized(name, [m, n]) { quantity(Symbol(name, extent: Extent(rows: $0[0], columns: $0[1]), domain: domain)) }
}

/// An index with the values it runs through in sums; where it stands free, a check draws one of them.
public func index(_ name: String, _ bounds: Bounds) -> Expression { quantity(Symbol(name, domain: .index(bounds))) }

/// Scalars, vectors or matrices of one size, numbered: `x[i]`.
public struct Family: Hashable, Sendable {
    let symbol: Symbol

    /// Scalars with the given numbers.
    public static func scalars(_ name: String, _ bounds: Bounds, _ domain: Domain = .real) -> Family {
        Family(symbol: Symbol(name, members: bounds, domain: domain))
    }

    /// Vectors of size `n` with the given numbers.
    public static func vectors(_ name: String, _ bounds: Bounds, size n: Expression, _ domain: Domain = .real) -> Family
    {
        Family(
            symbol: Symbol(
                name, extent: Extent(rows: n.dimension ?? .one, columns: .one), members: bounds, domain: domain))
    }

    public subscript(_ i: Expression) -> Expression {
        .of([i]) {
            guard i.isScalar else { return .misfit("\(symbol.name) with the index \(i.unicode): it is \(i.extent)") }
            return Expression(.member(symbol, i), symbol.extent)
        }
    }
}

private func series(_ kind: Series, _ index: Expression, _ bounds: Bounds?, _ body: Expression) -> Expression {
    .of([index, body]) {
        guard let symbol = index.symbol else { return .misfit("\(index.unicode) cannot be an index") }
        var range = bounds
        if range == nil, case .index(let own) = symbol.domain { range = own }
        guard let range else { return .misfit("the index \(index.unicode) has no range") }
        return Expression.series(kind, symbol, range.lower, range.upper, body)
    }
}

extension Expression {
    static func series(
        _ kind: Series, _ index: Symbol, _ lower: Expression, _ upper: Expression, _ body: Expression
    ) -> Expression {
        of([lower, upper, body]) {
            guard kind != .product || body.isScalar else {
                return misfit("product over \(index.name) of \(body.unicode): expects a scalar, not \(body.extent)")
            }
            return Expression(.series(kind, index: index, from: lower, to: upper, body), body.extent)
        }
    }
}

/// The sum of `body` over the values of the index (its own, or those given).
public func sum(over index: Expression, in bounds: Bounds? = nil, _ body: () -> Expression) -> Expression {
    series(.sum, index, bounds, body())
}

/// The product of the scalar `body` over the values of the index.
public func product(over index: Expression, in bounds: Bounds? = nil, _ body: () -> Expression) -> Expression {
    series(.product, index, bounds, body())
}

/// The mean of `body` over the values of the index, which count from 1.
public func mean(over index: Expression, in bounds: Bounds? = nil, _ body: () -> Expression) -> Expression {
    series(.mean, index, bounds, body())
}
