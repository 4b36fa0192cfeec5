// Derivatives with respect to a scalar, and the typeset forms of all derivatives.

/// The gradient of a scalar expression with respect to a scalar, vector or matrix symbol, computed and simplified.
///
/// It has the size of the symbol. With respect to a vector or matrix it is computed without indices: the derivative of
/// uᵀΣu is Σu + Σᵀu, and 2Σu if Σ is symmetric.
public func gradient(of expression: Expression, withRespectTo variable: Expression) -> Expression {
    differentiated(differential(.gradient, of: expression, variable))
}

/// The matrix of the derivatives of a vector's components (rows) with respect to another's (columns).
public func jacobian(of expression: Expression, withRespectTo variable: Expression) -> Expression {
    differentiated(differential(.jacobian, of: expression, variable))
}

/// The derivative of anything with respect to a scalar (a symbol, or one component or member), computed and simplified.
public func derivative(of expression: Expression, withRespectTo variable: Expression) -> Expression {
    differentiated(differential(.derivative, of: expression, variable))
}

/// d/dx of a function of one variable, as a form to start from: what it comes to is computed.
public func d(_ expression: Expression, _ variable: Expression) -> Expression {
    differential(.derivative, of: expression, variable)
}

/// ∂/∂x, as a form to start from: what it comes to is computed.
public func partial(_ expression: Expression, _ variable: Expression) -> Expression {
    differential(.partial, of: expression, variable)
}

/// ∇ₓ f, as a form to start from: what it comes to is computed.
public func grad(_ expression: Expression, _ variable: Expression) -> Expression {
    differential(.gradient, of: expression, variable)
}

/// ∂f/∂x of a vector by a vector, as a form to start from: what it comes to is computed.
public func jacobianForm(_ expression: Expression, _ variable: Expression) -> Expression {
    differential(.jacobian, of: expression, variable)
}

private func differentiated(_ form: Expression) -> Expression {
    form.misfit == nil ? form.derived.simplified : form
}

func differential(_ kind: Differential, of body: Expression, _ variable: Expression) -> Expression {
    .of([body, variable]) {
        switch variable.node {
        case .symbol, .member, .element: break
        default: return .misfit("derivative with respect to \(variable.unicode): that is not a variable")
        }
        if let index = body.boundIndices.first(where: { variable.contains($0) }) {
            return .misfit(
                "∂/∂\(variable.unicode) of \(body.unicode): the index \(index.name) of a sum is the variable's, too")
        }
        let extent: Extent
        switch kind {
        case .derivative, .partial:
            guard variable.isScalar else {
                return .misfit("∂/∂\(variable.unicode) of \(body.unicode): expects a scalar, not \(variable.extent)")
            }
            extent = body.extent
        case .gradient:
            guard body.isScalar else {
                return .misfit("gradient of \(body.unicode): expects a scalar, not \(body.extent)")
            }
            extent = variable.extent
        case .jacobian:
            guard body.extent.isVector, variable.extent.isVector else {
                return .misfit("Jacobian of \(body.unicode): \(body.extent) by \(variable.extent)")
            }
            extent = Extent(rows: body.extent.rows, columns: variable.extent.rows)
        }
        return Expression(.differential(kind, body, variable: variable), extent)
    }
}

extension Expression {
    /// What a derivative comes to by the rules of differentiation, not simplified; anything else stays.
    var derived: Expression {
        guard case .differential(let kind, let body, let variable) = node else { return self }
        return switch kind {
        case .derivative, .partial: body.derivative(by: variable)
        case .gradient: variable.isScalar ? body.derivative(by: variable) : body.gradient(by: variable)
        case .jacobian: body.jacobian(by: variable)
        }
    }

    /// The product of the factors with all numbers but that of the index: what a factor is multiplied with.
    static func others(_ index: Symbol, _ lower: Expression, _ upper: Expression, _ body: Expression) -> Expression {
        let other = Symbol(index.name + "′", domain: index.domain)
        let (i, j) = (Expression(.symbol(index), .scalar), Expression(.symbol(other), .scalar))
        return .series(
            .product, other, lower, upper, Derivations.cases((1, when: j == i), otherwise: body.substituting(index, j)))
    }
}

extension Expression {
    /// Whether `variable` (a symbol, a member of a family, an element) occurs in this expression.
    func depends(on variable: Expression) -> Bool {
        switch variable.node {
        case .symbol(let symbol), .member(let symbol, _): contains(symbol)
        case .element(let whole, _, _): depends(on: whole)
        default: false
        }
    }

    /// The indices of all sums in this expression.
    fileprivate var boundIndices: Set<Symbol> {
        let own: Set<Symbol> = if case .series(_, let index, _, _, _) = node { [index] } else { [] }
        return children.reduce(own) { $0.union($1.boundIndices) }
    }

    /// 1 if this is the variable, δ for another member or element of the same; nil if it is neither.
    func kronecker(_ variable: Expression) -> Expression? {
        switch (node, variable.node) {
        case (.symbol(let a), .symbol(let b)): a == b ? 1 : nil
        case (.member(let a, let i), .member(let b, let j)): a == b ? δ(i, j) : nil
        case (.element(let a, let i, let j), .element(let b, let k, let l)):
            if a == b { if let j, let l { δ(i, k) * δ(j, l) } else { δ(i, k) } } else { nil }
        default: nil
        }
    }

    /// The derivative with respect to a scalar; it has the size of this expression.
    func derivative(by variable: Expression) -> Expression {
        guard depends(on: variable) else { return .zero(extent) }
        if isScalar, let δ = kronecker(variable) { return δ }
        func d(_ e: Expression) -> Expression { e.derivative(by: variable) }
        switch node {
        case .symbol where extent.isVector:
            // A component of this vector is the variable.
            guard case .element(_, let row, nil) = variable.node else { return unsupported(variable) }
            return .unit(row, extent.rows)
        case .sum(let terms): return .sum(terms.filter { $0.depends(on: variable) }.map(d))
        case .product(let factors):
            return .sum(
                factors.indices.filter { factors[$0].depends(on: variable) }.map { k in
                    var parts = factors
                    parts[k] = d(parts[k])
                    return .product(parts)
                })
        case .hadamard(let a, let b): return d(a) ⊙ b + a ⊙ d(b)
        case .quotient(let a, let b):
            if !b.depends(on: variable) { return d(a) / b }
            if !a.depends(on: variable) { return -(d(b) * a / b.²) }
            return (d(a) * b - d(b) * a) / b.²
        case .power(let a, let b):
            if !b.depends(on: variable) { return b * a ** (b - 1) * d(a) }
            if !a.depends(on: variable) { return self * log(a) * d(b) }
            return self * (d(b) * log(a) + b * d(a) / a)
        case .negative(let a): return -d(a)
        case .function(let function, let x):
            return x.isScalar ? function.derivative(at: x) * d(x) : function.derivative(at: x) ⊙ d(x)
        case .call(let function, let order, let x) where x.isScalar && isScalar:
            return function.derivative(order: order + 1, at: x) * d(x)
        case .maximum(let parts): return Expression.maximumAsCases(parts) { d($0) }
        case .cases(let branches):
            return Derivations.cases(branches.map { Branch(value: d($0.value), condition: $0.condition) })
        case .transpose(let a): return d(a).ᵀ
        case .trace(let a): return tr(d(a))
        case .determinant(let a): return self * tr(a.⁻¹ * d(a))
        case .inverse(let a): return -(self * d(a) * self)
        case .diagonalMatrix(let v): return diag(d(v))
        case .diagonal(let a): return Derivations.diagonal(d(a))
        case .norm(let a): return tr(a.ᵀ * d(a)) / self
        case .element(let a, let i, let j): return j.map { d(a)[i, $0] } ?? d(a)[i]
        case .series(let kind, let index, let lower, let upper, let body):
            guard kind == .product else { return .series(kind, index, lower, upper, d(body)) }
            return .series(.sum, index, lower, upper, d(body) * .others(index, lower, upper, body))
        case .expectation(let moment, let symbols, let body):
            return expectationDerivative(moment, symbols, body, d)
        case .differential: return d(derived)
        case .named(_, _, let body), .annotated(let body, _): return d(body)
        case .substitution(let body, let symbol, let value): return d(body.substituting(symbol, value))
        default: return unsupported(variable)
        }
    }

    func unsupported(_ variable: Expression) -> Expression {
        .misfit("the derivative of \(unicode) with respect to \(variable.unicode) is not known")
    }

    /// If a law depends on the variable, the expectation is differentiated in its reparametrised form; this is known
    /// for scalar normal laws.
    func expectationDerivative(
        _ moment: Moment, _ symbols: [Symbol], _ body: Expression, _ d: (Expression) -> Expression
    ) -> Expression {
        guard moment == .expectation else {
            let whole = Expression(.expectation(.expectation, symbols, body), .scalar)
            return d(Expression(.expectation(.expectation, symbols, body.²), .scalar) - whole.²)
        }
        var body = body
        var variables: [Symbol] = []
        for symbol in symbols {
            if case .gaussian(let mean, let variance) = symbol.law, mean.isScalar {
                let ε = Symbol("ε_" + symbol.name, law: .gaussian(mean: 0, covariance: 1))
                body = body.substituting(symbol, mean + sqrt(variance) * Expression(.symbol(ε), .scalar))
                variables.append(ε)
            } else if symbol.parts.allSatisfy({ $0.number != nil || d($0).simplified == .zero($0.extent) }) {
                variables.append(symbol)
            } else {
                return .misfit("the derivative of \(unicode): the law of \(symbol.name) depends on the variable")
            }
        }
        let inner = d(body)
        return .of([inner]) { Expression(.expectation(.expectation, variables, inner), inner.extent) }
    }

    /// The expression with a value in place of a symbol.
    func substituting(_ symbol: Symbol, _ value: Expression) -> Expression {
        replacing { part in
            if case .symbol(symbol) = part.node { return value }
            if case .expectation(_, let variables, _) = part.node,
                variables.contains(where: { $0.parts.contains { $0.contains(symbol) } })
            {
                return .misfit("\(symbol.name) is a parameter of a law in \(part.unicode) and cannot be replaced")
            }
            // The derivative at a value is that of the formula, not of what it is after the value has been put in.
            if case .differential(_, _, let variable) = part.node, variable.contains(symbol) {
                return part.derived.substituting(symbol, value)
            }
            return part.contains(symbol) ? nil : part
        }
    }

    /// What belongs to the largest part: the others' conditions one after the other.
    static func maximumAsCases(_ parts: [Expression], _ value: (Expression) -> Expression) -> Expression {
        guard parts.count > 1 else { return value(parts[0]) }
        let rest = Array(parts.dropFirst())
        let others = rest.count == 1 ? rest[0] : Expression(.maximum(rest), .scalar)
        return Derivations.cases([
            Branch(value: value(parts[0]), condition: parts[0] > others),
            Branch(value: maximumAsCases(rest, value), condition: nil),
        ])
    }
}

extension Function {
    /// The derivative at x, element by element.
    func derivative(at x: Expression) -> Expression {
        func f(_ function: Function) -> Expression { Expression(.function(function, x), x.extent) }
        func reciprocal(_ e: Expression) -> Expression {
            e.isScalar ? 1 / e : Derivations.exp(-Derivations.log(e))
        }
        return switch self {
        case .exp: f(.exp)
        case .log: reciprocal(x)
        case .sqrt: x.isScalar ? 1 / (2 * f(.sqrt)) : reciprocal(2 * f(.sqrt))
        case .sin: f(.cos)
        case .cos: -f(.sin)
        case .sinh: f(.cosh)
        case .cosh: f(.sinh)
        case .tanh: x.isScalar ? 1 - f(.tanh).² : Expression(.ones, x.extent) - f(.tanh) ⊙ f(.tanh)
        case .erf: 2 / Derivations.sqrt(π) * Derivations.exp(x.isScalar ? -x.² : -(x ⊙ x))
        case .abs: f(.sign)
        case .sign: .zero(x.extent)
        }
    }
}
