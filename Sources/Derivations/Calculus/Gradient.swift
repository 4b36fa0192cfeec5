// Gradients of scalars with respect to vectors and matrices, and Jacobians of vectors by vectors: without indices.

extension Expression {
    /// The gradient of a scalar with respect to a vector or matrix symbol or a member of a family; it has their size.
    ///
    /// Goes from the whole to the parts: with G the derivative of the whole by a part, a product ABC passes
    /// Aᵀ G Cᵀ to B, an inverse −A⁻ᵀ G A⁻ᵀ to A, a determinant det A · A⁻ᵀ, and so on.
    func gradient(by variable: Expression) -> Expression {
        var found: [Expression] = []
        pass(1, to: variable, &found)
        return found.isEmpty ? .zero(variable.extent) : .sum(found)
    }

    private func pass(_ g: Expression, to variable: Expression, _ found: inout [Expression]) {
        guard depends(on: variable) else { return }
        if self == variable { return found.append(g) }
        if let δ = kronecker(variable) { return found.append(δ * g) }
        func pass(_ g: Expression, _ part: Expression) { part.pass(g, to: variable, &found) }
        switch node {
        case .sum(let terms): for term in terms { pass(g, term) }
        case .product(let factors): passThroughProduct(factors, g, pass)
        case .hadamard(let a, let b):
            pass(g ⊙ b, a)
            pass(g ⊙ a, b)
        case .quotient(let a, let b):
            pass(g / b, a)
            if b.depends(on: variable) { pass(-(inner(g, a) / b.²), b) }
        case .power(let a, let b):
            if a.depends(on: variable) { pass(g * b * a ** (b - 1), a) }
            if b.depends(on: variable) { pass(g * self * log(a), b) }
        case .negative(let a): pass(-g, a)
        case .function(let function, let x):
            pass(x.isScalar ? g * function.derivative(at: x) : g ⊙ function.derivative(at: x), x)
        case .call(let function, let order, let x) where x.isScalar && isScalar:
            pass(g * function.derivative(order: order + 1, at: x), x)
        case .maximum(let parts):
            found.append(.maximumAsCases(parts) { part in g * part.gradient(by: variable) })
        case .cases(let branches) where isScalar:
            found.append(
                Derivations.cases(
                    branches.map { Branch(value: g * $0.value.gradient(by: variable), condition: $0.condition) }))
        case .transpose(let a): pass(g.ᵀ, a)
        case .trace(let a): pass(g * Expression(.identity(a.extent.rows), a.extent), a)
        case .determinant(let a): pass(g * self * a.⁻¹.ᵀ, a)
        case .inverse: if case .inverse(let a) = node { pass(-(self.ᵀ * g * self.ᵀ), a) }
        case .diagonalMatrix(let v): pass(Derivations.diagonal(g), v)
        case .diagonal(let a): pass(diag(g), a)
        case .norm(let a): pass(g / self * a, a)
        case .element(let a, let i, let j):
            let row = Expression.unit(i, a.extent.rows)
            pass(g * (j.map { row * Expression.unit($0, a.extent.columns).ᵀ } ?? row), a)
        case .series(let kind, let index, let lower, let upper, let body):
            var inner: [Expression] = []
            let factor = kind == .product ? g * .others(index, lower, upper, body) : g
            body.pass(factor, to: variable, &inner)
            let outer: Series = kind == .mean ? .mean : .sum
            found += inner.map { .series(outer, index, lower, upper, $0) }
        case .expectation(_, let symbols, _) where isScalar:
            guard case .expectation(let moment, _, let body) = node else { return }
            found.append(g * expectationDerivative(moment, symbols, body) { $0.gradient(by: variable) })
        case .differential: pass(g, derived)
        case .named(_, _, let body), .annotated(let body, _): pass(g, body)
        case .substitution(let body, let symbol, let value): pass(g, body.substituting(symbol, value))
        default: found.append(unsupported(variable))
        }
    }

    private func passThroughProduct(
        _ factors: [Expression], _ g: Expression, _ pass: (Expression, Expression) -> Void
    ) {
        for k in factors.indices {
            let before = factors[..<k].filter { !$0.isScalar }
            let after = factors[(k + 1)...].filter { !$0.isScalar }
            let scalars = factors.indices.filter { $0 != k && factors[$0].isScalar }.map { factors[$0] }
            if factors[k].isScalar {
                let rest = before + after
                pass(.product(scalars + [rest.isEmpty ? g : inner(g, .product(rest))]), factors[k])
            } else {
                let chain = before.reversed().map(\.ᵀ) + [g] + after.reversed().map(\.ᵀ)
                pass(.product(scalars + chain), factors[k])
            }
        }
    }

    /// Σ gᵢⱼ aᵢⱼ.
    private func inner(_ g: Expression, _ a: Expression) -> Expression {
        if g.isScalar { return g * a }
        return a.extent.isVector ? g.ᵀ * a : tr(g.ᵀ * a)
    }

    /// The Jacobian of a vector by a vector: rows are this expression's components.
    func jacobian(by variable: Expression) -> Expression {
        let size = Extent(rows: extent.rows, columns: variable.extent.rows)
        guard depends(on: variable) else { return .zero(size) }
        if self == variable { return Expression(.identity(extent.rows), size) }
        if isScalar { return gradient(by: variable).ᵀ }
        func j(_ e: Expression) -> Expression { e.jacobian(by: variable) }
        switch node {
        case .sum(let terms): return .sum(terms.map(j))
        case .negative(let a): return -j(a)
        case .quotient(let a, let b): return (j(a) - a / b * j(b)) / b
        case .product(let factors):
            var terms: [Expression] = []
            for k in factors.indices where factors[k].depends(on: variable) {
                let others = factors.indices.filter { $0 != k }.map { factors[$0] }
                if factors[k].isScalar {
                    terms.append(.product(others + [j(factors[k])]))
                } else if factors[k].extent.isVector, factors[(k + 1)...].allSatisfy(\.isScalar) {
                    terms.append(.product(others + [j(factors[k])]))
                } else if factors[k].extent.rows == .one, k + 1 < factors.count {
                    // A row times a column in the middle is a scalar: … (aᵀ b), and b may be a product.
                    let before = factors[..<k]
                    let value = Expression.product(Array(factors[k...]))
                    guard value.isScalar || before.allSatisfy(\.isScalar) else { return unsupported(variable) }
                    terms.append(.product(before + [j(factors[k].ᵀ * .product(Array(factors[(k + 1)...])).ᵀ)]))
                } else {
                    return unsupported(variable)
                }
            }
            return .sum(terms)
        case .hadamard(let a, let b): return diag(b) * j(a) + diag(a) * j(b)
        case .function(let function, let x): return diag(function.derivative(at: x)) * j(x)
        case .series(let kind, let index, let lower, let upper, let body):
            return .series(kind, index, lower, upper, j(body))
        case .differential: return j(derived)
        case .named(_, _, let body), .annotated(let body, _): return j(body)
        case .substitution(let body, let symbol, let value): return j(body.substituting(symbol, value))
        default: return unsupported(variable)
        }
    }
}
