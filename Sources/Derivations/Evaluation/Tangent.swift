import Foundation

// Derivatives of what stands there: each part passes on how its value changes with the variable (differentiation in
// forward mode). No formula is differentiated and none simplified, so that this can judge formulas that were.

extension Environment {
    /// The derivative of an expression by a symbol, a member or an element; not a number where there is none.
    func derivative(_ kind: Differential, of body: Expression, by variable: Expression) -> Value {
        let outer = tangents
        defer { tangents = outer }
        let point = evaluate(variable)
        let value = evaluate(body)
        let changes = point.elements.indices.map { k in
            tangents = Tangents()
            var direction = [Double](repeating: 0, count: point.elements.count)
            direction[k] = 1
            guard seed(variable, Value(rows: point.rows, columns: point.columns, direction)) else {
                return Value.undefined
            }
            return tangent(of: body) ?? value.map { $0 * 0 }
        }
        return switch kind {
        case .derivative, .partial: changes[0]
        case .gradient: Value(rows: point.rows, columns: point.columns, changes.map(\.scalar))
        case .jacobian:
            Value(rows: value.rows, columns: changes.count) { i, j in
                i < changes[j].elements.count ? changes[j].elements[i] : .nan
            }
        }
    }

    /// Whether a derivative in this expression is one of a function that has a value here, but no slope.
    func meetsKink(_ e: Expression) -> Bool {
        if case .differential(_, let body, _) = e.node, evaluate(body).isFinite, !evaluate(e).isFinite { return true }
        return e.children.contains(where: meetsKink)
    }

    /// Lets the variable change in the given direction.
    private func seed(_ variable: Expression, _ direction: Value) -> Bool {
        switch variable.node {
        case .symbol(let symbol): tangents.symbols[symbol] = direction
        case .member(let symbol, let index):
            guard let i = integer(index) else { return false }
            tangents.members[symbol, default: [:]][i] = direction
        case .element(let whole, let row, let column):
            guard let i = integer(row), let j = column.map(integer) ?? 1 else { return false }
            let value = evaluate(whole)
            return seed(
                whole,
                Value(rows: value.rows, columns: value.columns) { k, l in
                    k == i - 1 && l == j - 1 ? direction.scalar : 0
                })
        default: return false
        }
        return true
    }

    /// How the value of an expression changes; nil if it does not.
    func tangent(of e: Expression) -> Value? {
        switch e.node {
        case .number, .value, .identity, .zero, .ones, .unit, .delta, .misfit: return nil
        case .symbol(let symbol): return tangents.symbols[symbol]
        case .member(let symbol, let index):
            return tangents.members[symbol].flatMap { members in integer(index).flatMap { members[$0] } }
        case .element(let matrix, let row, let column):
            guard let matrix = tangent(of: matrix) else { return nil }
            guard let i = integer(row), let j = column.map(integer) ?? 1 else { return .undefined }
            return Value(matrix[i - 1, j - 1])
        case .sum(let terms): return total(terms.map(tangent))
        case .product(let factors):
            return total(
                factors.indices.map { k in
                    guard let change = tangent(of: factors[k]) else { return nil }
                    let parts = factors.indices.map { $0 == k ? change : evaluate(factors[$0]) }
                    return parts.dropFirst().reduce(parts[0], *)
                })
        case .hadamard(let a, let b):
            return total([
                tangent(of: a).map { $0.combined(evaluate(b), *) }, tangent(of: b).map { evaluate(a).combined($0, *) },
            ])
        case .quotient(let a, let b):
            let divisor = evaluate(b).scalar
            return total([
                tangent(of: a).map { $0.map { $0 / divisor } },
                tangent(of: b).map { change in evaluate(a).map { -$0 * change.scalar / (divisor * divisor) } },
            ])
        case .power(let a, let b): return power(a, b)
        case .negative(let a): return tangent(of: a)?.map { -$0 }
        case .function(let function, let x):
            return tangent(of: x)?.combined(evaluate(x)) { $0 * function.slope(at: $1) }
        case .call(let function, let order, let x):
            return tangent(of: x).map { call(function, order, evaluate(x), along: $0) }
        case .maximum(let parts):
            let values = parts.map { evaluate($0).scalar }
            guard let largest = values.max() else { return .undefined }
            return agreed(parts.indices.filter { values[$0] == largest }.map { tangent(of: parts[$0]) })
        case .cases(let branches): return tangent(ofCases: branches)
        case .transpose(let a): return tangent(of: a)?.transposed
        case .trace(let a): return tangent(of: a).map { a in Value((0..<a.rows).reduce(0) { $0 + a[$1, $1] }) }
        case .determinant(let a): return determinant(a)
        case .inverse(let a):
            guard let change = tangent(of: a) else { return nil }
            let inverse = evaluate(a).inverse
            return (inverse * change * inverse).map { -$0 }
        case .diagonalMatrix(let v):
            return tangent(of: v).map { v in Value(rows: v.rows, columns: v.rows) { i, j in i == j ? v[i, 0] : 0 } }
        case .diagonal(let a):
            return tangent(of: a).map { a in Value(rows: a.rows, columns: 1) { i, _ in a[i, i] } }
        case .norm(let a):
            return tangent(of: a).map { change in
                let inner = zip(evaluate(a).elements, change.elements).reduce(0) { $0 + $1.0 * $1.1 }
                return Value(inner / evaluate(e).scalar)
            }
        case .series(let kind, let index, let lower, let upper, let body):
            return series(kind, index, lower, upper, body)
        case .expectation(let moment, let symbols, let body): return expectation(moment, symbols, body)
        // A derivative within a derivative: the formula of the inner one, as the rules of differentiation give it.
        case .differential: return tangent(of: e.derived)
        case .named(_, _, let body), .annotated(let body, _): return tangent(of: body)
        case .substitution(let body, let symbol, let value):
            return changing(symbol, tangent(of: value)) {
                binding(symbol, evaluate(value)) { tangent(of: body) }
            }
        }
    }

    func changing<T>(_ symbol: Symbol, _ tangent: Value?, _ body: () -> T) -> T {
        let before = tangents.symbols[symbol]
        tangents.symbols[symbol] = tangent
        defer { tangents.symbols[symbol] = before }
        return body()
    }

    private func total(_ parts: [Value?]) -> Value? {
        let parts = parts.compactMap { $0 }
        return parts.first.map { parts.dropFirst().reduce($0, +) }
    }

    /// What several pieces that meet here agree on; without agreement there is no derivative.
    private func agreed(_ tangents: [Value?]) -> Value? {
        func vanishes(_ value: Value?) -> Bool { value.map { $0.magnitude == 0 } ?? true }
        let first = tangents[0]
        let agree = tangents.dropFirst().allSatisfy { $0 == first || vanishes($0) && vanishes(first) }
        return agree ? first : .undefined
    }

    private func tangent(ofCases branches: [Branch]) -> Value? {
        guard let chosen = branches.firstIndex(where: { $0.condition.map(holds) ?? true }) else { return .undefined }
        // On the border of a condition the piece beyond it must go on with the same slope.
        let borders = branches.indices.filter { k in
            guard let condition = branches[k].condition else { return false }
            return k <= chosen && evaluate(condition.left) == evaluate(condition.right)
        }
        let beyond = borders.map { $0 == chosen ? $0 + 1 : $0 }.filter(branches.indices.contains)
        return agreed(([chosen] + beyond).map { tangent(of: branches[$0].value) })
    }

    /// (aᵇ)′ = b aᵇ⁻¹ a′ + aᵇ log a b′.
    private func power(_ a: Expression, _ b: Expression) -> Value? {
        let (base, exponent) = (evaluate(a).scalar, evaluate(b).scalar)
        return total([
            tangent(of: a).map { Value(exponent == 0 ? 0 : $0.scalar * exponent * pow(base, exponent - 1)) },
            tangent(of: b).map { Value($0.scalar * pow(base, exponent) * Foundation.log(base)) },
        ])
    }

    /// The sum, over the columns, of the determinants with one column replaced by its change.
    private func determinant(_ a: Expression) -> Value? {
        guard let change = tangent(of: a) else { return nil }
        let value = evaluate(a)
        return Value(
            (0..<value.columns).reduce(0) { sum, k in
                sum
                    + Value(rows: value.rows, columns: value.columns) { i, j in j == k ? change[i, j] : value[i, j] }
                    .determinant
            })
    }

    /// Of a product: the sum, over the factors, of the products with one factor replaced by its change.
    private func series(
        _ kind: Series, _ index: Symbol, _ lower: Expression, _ upper: Expression, _ body: Expression
    ) -> Value? {
        guard let first = integer(lower), let last = integer(upper), last - first < 100_000 else { return .undefined }
        guard first <= last else { return nil }
        let changes = (first...last).map { i in binding(index, Value(Double(i))) { tangent(of: body) } }
        switch kind {
        case .sum: return total(changes)
        case .mean: return total(changes)?.map { $0 / Double(changes.count) }
        case .product:
            let values = (first...last).map { i in binding(index, Value(Double(i))) { evaluate(body).scalar } }
            return total(
                changes.indices.map { k in
                    changes[k]?.map { change in
                        values.indices.reduce(1) { $0 * ($1 == k ? change : values[$1]) }
                    }
                })
        }
    }
}

/// How symbols and members of families change with the variable of a derivative.
struct Tangents {
    var symbols: [Symbol: Value] = [:]
    var members: [Symbol: [Int: Value]] = [:]
}

extension Function {
    /// The derivative at x; not a number where there is a kink or no value.
    func slope(at x: Double) -> Double {
        switch self {
        case .exp: Foundation.exp(x)
        case .log: x > 0 ? 1 / x : .nan
        case .sqrt: 1 / (2 * x.squareRoot())
        case .sin: Foundation.cos(x)
        case .cos: -Foundation.sin(x)
        case .sinh: Foundation.cosh(x)
        case .cosh: Foundation.sinh(x)
        case .tanh: 1 / (Foundation.cosh(x) * Foundation.cosh(x))
        case .erf: 2 / Double.pi.squareRoot() * Foundation.exp(-x * x)
        case .abs: x > 0 ? 1 : x < 0 ? -1 : .nan
        case .sign: x == 0 ? .nan : 0
        }
    }
}
