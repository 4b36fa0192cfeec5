// Algebra good enough that a computed derivative reads as a lecturer would write it.

extension Expression {
    /// An equal expression in simpler form: constants folded, like terms and equal factors collected, transposes pushed
    /// to the symbols, sums over a Kronecker δ carried out.
    public var simplified: Expression {
        let parts = children
        guard !parts.isEmpty else { return self }
        switch node {
        case .named(_, _, _), .differential, .annotated: return self
        default: break
        }
        let simple = parts.map(\.simplified)
        let whole = simple == parts ? self : with(simple)
        switch whole.node {
        case .sum(let terms): return simplifiedSum(terms, whole.extent)
        case .product(let factors): return simplifiedProduct(factors, whole.extent)
        case .negative(let a): return simplifiedProduct([-1, a], whole.extent)
        case .quotient(let a, let b): return simplifiedQuotient(a, b)
        case .power(let a, let b): return simplifiedPower(a, b)
        case .hadamard(let a, let b):
            if a.node == .zero || b.node == .zero { return .zero(whole.extent) }
            if a.isScalar { return simplifiedProduct([a, b], whole.extent) }
            if a.node == .ones { return b }
            if b.node == .ones { return a }
            return whole
        case .transpose(let a): return simplifiedTranspose(a)
        case .trace(let a):
            if a.isScalar { return a }
            if a.node == .zero { return 0 }
            return whole
        case .inverse(let a):
            if case .inverse(let inner) = a.node { return inner }
            if case .identity = a.node { return a }
            return whole
        case .diagonalMatrix(let v):
            if v.node == .zero { return .zero(whole.extent) }
            if v.node == .ones { return Expression(.identity(v.extent.rows), whole.extent) }
            return whole
        case .diagonal(let a):
            if case .diagonalMatrix(let v) = a.node { return v }
            if case .identity = a.node { return Expression(.ones, whole.extent) }
            if a.node == .zero { return .zero(whole.extent) }
            return whole
        case .function(let function, let x):
            if let number = x.number, function == .exp || function == .sqrt || function == .log {
                let value = function(number)
                if value == value.rounded() { return Expression(value) }
            }
            if function == .log, case .function(.exp, let inner) = x.node { return inner }
            return whole
        case .delta(let i, let j): return i == j ? 1 : whole
        case .element(let a, let i, nil):
            if case .unit(let j) = a.node { return δ(i, j).simplified }
            return a.node == .zero ? 0 : whole
        case .element(let a, let i, let j?):
            if case .identity = a.node { return δ(i, j).simplified }
            return a.node == .zero ? 0 : whole
        case .cases(let branches):
            let values = Set(branches.map(\.value))
            return values.count == 1 ? branches[0].value : whole
        case .series(let kind, let index, let lower, let upper, let body):
            return simplifiedSeries(kind, index, lower, upper, body, whole)
        case .expectation(.expectation, let symbols, let body):
            return symbols.contains { body.contains($0) } ? whole : body
        case .substitution(let body, let symbol, let value): return body.substituting(symbol, value).simplified
        default: return whole
        }
    }

    /// This expression as a number times the rest.
    var coefficient: (Double, Expression) {
        switch node {
        case .number(let number): return (number, 1)
        case .negative(let a):
            let (number, rest) = a.coefficient
            return (-number, rest)
        case .quotient(let a, let b):
            guard let divisor = b.number else { return (1, self) }
            let (number, rest) = a.coefficient
            return (number / divisor, rest)
        case .product(let factors):
            guard let number = factors[0].number else { return (1, self) }
            return (number, .product(Array(factors.dropFirst())))
        default: return (1, self)
        }
    }
}

private func scaled(_ number: Double, _ e: Expression) -> Expression {
    if number == 0 { return .zero(e.extent) }
    if number == 1 { return e }
    if number == -1 { return -e }
    if let other = e.number { return Expression(number * other) }
    if number < 0 { return -scaled(-number, e) }
    let divisor = (1 / number).rounded()
    if number < 1, Swift.abs(divisor * number - 1) < 1e-15 { return e / Expression(divisor) }
    if case .product(let factors) = e.node { return .product([Expression(number)] + factors) }
    return .product([Expression(number), e])
}

private func simplifiedSum(_ terms: [Expression], _ extent: Extent) -> Expression {
    var order: [Expression] = []
    var coefficients: [Expression: Double] = [:]
    for term in terms.flatMap({ term in if case .sum(let inner) = term.node { inner } else { [term] } }) {
        if term.node == .zero || term.number == 0 { continue }
        let (number, rest) = term.coefficient
        if coefficients[rest] == nil { order.append(rest) }
        coefficients[rest, default: 0] += number
    }
    let kept = order.filter { coefficients[$0] != 0 }.map { scaled(coefficients[$0]!, $0) }
    return kept.isEmpty ? .zero(extent) : .sum(kept)
}

private func simplifiedProduct(_ factors: [Expression], _ extent: Extent) -> Expression {
    var number = 1.0
    var scalars: [Expression] = []
    var exponents: [Expression: Expression] = [:]
    var chain: [Expression] = []
    var divisors: [Expression] = []
    func add(_ factor: Expression) {
        switch factor.node {
        case .number(let value): number *= value
        case .negative(let inner):
            number = -number
            add(inner)
        case .product(let inner) where !factor.isScalar || inner.allSatisfy(\.isScalar) || factors.count == 1:
            inner.forEach(add)
        case .product(let inner):
            // A scalar made of vectors: only its number goes to the front.
            let (value, rest) = factor.coefficient
            number *= value
            if value != 1 { multiply(rest, 1) } else { multiply(.product(inner), 1) }
        case .identity where !extent.isScalar || !chain.isEmpty: chain.append(factor)
        case .quotient(let a, let b):
            add(a)
            divisors.append(b)
        case .power(let base, let exponent) where factor.isScalar: multiply(base, exponent)
        case _ where factor.isScalar: multiply(factor, 1)
        default: chain.append(factor)
        }
    }
    func multiply(_ base: Expression, _ exponent: Expression) {
        if let old = exponents[base] {
            exponents[base] = (old + exponent).simplified
        } else {
            scalars.append(base)
            exponents[base] = exponent
        }
    }
    factors.forEach(add)
    if number == 0 || chain.contains(where: { $0.node == .zero }) { return .zero(extent) }
    let parts = scalars.map { simplifiedPower($0, exponents[$0]!) }.filter { $0.number != 1 }
    // An identity disappears beside another matrix.
    let matrices = chain.filter { if case .identity = $0.node { false } else { true } }
    var product = parts + (matrices.isEmpty ? Array(chain.prefix(1)) : reducedChain(matrices))
    if product.isEmpty { product = [1] }
    let whole = Expression.product(product)
    guard whole.extent == extent else { return scaled(number, .product(factors)) }
    let top = scaled(number, whole)
    guard !divisors.isEmpty else { return top }
    return simplifiedQuotient(top, divisors.count == 1 ? divisors[0] : simplifiedProduct(divisors, .scalar))
}

/// A matrix beside its own inverse disappears.
private func reducedChain(_ chain: [Expression]) -> [Expression] {
    var result: [Expression] = []
    for factor in chain {
        if let last = result.last, chain.count > 2 || !factor.extent.isVector {
            if case .inverse(factor) = last.node {
                result.removeLast()
                continue
            }
            if case .inverse(last) = factor.node {
                result.removeLast()
                continue
            }
        }
        result.append(factor)
    }
    return result.isEmpty ? [Expression(.identity(chain[0].extent.rows), chain[0].extent)] : result
}

private func simplifiedQuotient(_ a: Expression, _ b: Expression) -> Expression {
    if a.node == .zero || a.number == 0 { return .zero(a.extent) }
    if b.number == 1 { return a }
    if a == b { return 1 }
    if case .quotient(let c, let d) = a.node { return simplifiedQuotient(c, simplifiedProduct([d, b], .scalar)) }
    if case .quotient(let c, let d) = b.node { return simplifiedQuotient(simplifiedProduct([a, d], a.extent), c) }
    let (p, rest) = a.coefficient
    let (q, divisor) = b.coefficient
    let ratio = p / q
    if ratio == ratio.rounded() {
        if divisor.number == 1 { return scaled(ratio, rest) }
        let cancelled = cancelling(rest, divisor)
        return cancelled.map { scaled(ratio, $0) }
            ?? (ratio < 0 ? -(scaled(-ratio, rest) / divisor) : scaled(ratio, rest) / divisor)
    }
    if p < 0 { return -simplifiedQuotient(scaled(-p, rest), b) }
    if (q / p) == (q / p).rounded() { return rest / scaled(q / p, divisor) }
    return a / b
}

/// a / b with common scalar factors removed; nil if there are none.
private func cancelling(_ a: Expression, _ b: Expression) -> Expression? {
    func factors(_ e: Expression) -> [Expression] { if case .product(let inner) = e.node { inner } else { [e] } }
    func split(_ e: Expression) -> (Expression, Double)? {
        if case .power(let base, let exponent) = e.node { return exponent.number.map { (base, $0) } }
        return (e, 1)
    }
    var above = factors(a)
    var below = factors(b)
    var found = false
    for i in above.indices where above[i].isScalar {
        for j in below.indices {
            guard let (x, p) = split(above[i]), let (y, q) = split(below[j]), x == y, x.number == nil else { continue }
            found = true
            above[i] = simplifiedPower(x, Expression(Swift.max(p - q, 0)))
            below[j] = simplifiedPower(x, Expression(Swift.max(q - p, 0)))
        }
    }
    guard found else { return nil }
    let top = simplifiedProduct(above, a.extent)
    let bottom = simplifiedProduct(below, .scalar)
    return bottom.number == 1 ? top : top / bottom
}

private func simplifiedPower(_ base: Expression, _ exponent: Expression) -> Expression {
    if exponent.number == 0 { return 1 }
    if exponent.number == 1 { return base }
    if base.number == 1 { return 1 }
    if let n = exponent.number, n < 0 { return 1 / simplifiedPower(base, Expression(-n)) }
    if let a = base.number, let n = exponent.number, n == 2 { return Expression(a * a) }
    if case .power(let inner, let power) = base.node, let p = power.number, let n = exponent.number {
        return simplifiedPower(inner, Expression(p * n))
    }
    if case .function(.sqrt, let inner) = base.node, exponent.number == 2 { return inner }
    return base ** exponent
}

private func simplifiedTranspose(_ a: Expression) -> Expression {
    if a.isScalar { return a }
    switch a.node {
    case .transpose(let inner): return inner
    case .symbol(let symbol) where symbol.domain.isSymmetric: return a
    case .inverse(let inner):
        let transposed = simplifiedTranspose(inner)
        return transposed == inner ? a : transposed.⁻¹
    case .identity, .diagonalMatrix: return a
    case .zero: return .zero(a.extent.transposed)
    case .sum(let terms): return .sum(terms.map(simplifiedTranspose))
    case .negative(let inner): return -simplifiedTranspose(inner)
    case .quotient(let top, let bottom): return simplifiedTranspose(top) / bottom
    case .product(let factors):
        let scalars = factors.filter(\.isScalar)
        let chain = factors.filter { !$0.isScalar }.reversed().map(simplifiedTranspose)
        return simplifiedProduct(scalars + chain, a.extent.transposed)
    case .series(let kind, let index, let lower, let upper, let body) where kind != .product:
        return .series(kind, index, lower, upper, simplifiedTranspose(body))
    default: return a.ᵀ
    }
}

private func simplifiedSeries(
    _ kind: Series, _ index: Symbol, _ lower: Expression, _ upper: Expression, _ body: Expression, _ whole: Expression
) -> Expression {
    guard kind != .product else { return whole }
    if body.node == .zero || body.number == 0 { return .zero(whole.extent) }
    // Σ aᵢ + bᵢ = Σ aᵢ + Σ bᵢ, and constants go to the front.
    let (number, rest) = body.coefficient
    if number != 1, rest.number == nil {
        return scaled(number, Expression.series(kind, index, lower, upper, rest).simplified)
    }
    if case .quotient(let a, let b) = body.node, !b.contains(index) {
        return simplifiedQuotient(Expression.series(kind, index, lower, upper, a).simplified, b)
    }
    if kind == .mean { return body.contains(index) ? whole : body }
    if case .sum(let terms) = body.node, terms.contains(where: { contraction($0, index) != nil }) {
        return simplifiedSum(
            terms.map { Expression.series(kind, index, lower, upper, $0).simplified }, whole.extent)
    }
    return contraction(body, index) ?? whole
}

/// Σᵢ δᵢⱼ aᵢ = aⱼ and Σᵢ vᵢ eᵢ = v, where the sum is over all values of i.
private func contraction(_ term: Expression, _ index: Symbol) -> Expression? {
    let factors = if case .product(let factors) = term.node { factors } else { [term] }
    for (k, factor) in factors.enumerated() {
        var others = factors
        others.remove(at: k)
        let rest = others.isEmpty ? Expression(1) : .product(others)
        switch factor.node {
        case .delta(let i, let j):
            if i.symbol == index, !j.contains(index) { return rest.substituting(index, j).simplified }
            if j.symbol == index, !i.contains(index) { return rest.substituting(index, i).simplified }
        case .unit(let i) where i.symbol == index:
            for (m, other) in others.enumerated() {
                guard case .element(let v, let j, nil) = other.node, j == i, !v.contains(index),
                    v.extent == factor.extent
                else { continue }
                others[m] = v
                guard !others.enumerated().contains(where: { $0.offset != m && $0.element.contains(index) }) else {
                    continue
                }
                return Expression.product(others).simplified
            }
        default: continue
        }
    }
    return nil
}
