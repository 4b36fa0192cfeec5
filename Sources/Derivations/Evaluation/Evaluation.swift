import Foundation

extension Environment {
    /// The value of an expression in this case; not a number where it is not defined.
    func evaluate(_ expression: Expression) -> Value {
        switch expression.node {
        case .number(let number): return Value(number.value)
        case .value(let value): return value
        case .symbol(let symbol): return self[symbol] ?? .undefined
        case .member(let symbol, let index): return integer(index).map { member(symbol, $0) } ?? .undefined
        case .element(let matrix, let row, let column):
            guard let i = integer(row), let j = column.map(integer) ?? 1 else { return .undefined }
            return Value(evaluate(matrix)[i - 1, j - 1])
        case .sum(let terms): return terms.dropFirst().reduce(evaluate(terms[0])) { $0 + evaluate($1) }
        case .product(let factors): return factors.dropFirst().reduce(evaluate(factors[0])) { $0 * evaluate($1) }
        case .hadamard(let a, let b): return evaluate(a).combined(evaluate(b), *)
        case .quotient(let a, let b):
            let divisor = evaluate(b).scalar
            return evaluate(a).map { $0 / divisor }
        case .power(let a, let b): return Value(power(evaluate(a).scalar, evaluate(b).scalar))
        case .negative(let a): return evaluate(a).map { -$0 }
        case .function(.log, let x) where x.isScalar:
            let value = evaluate(x).scalar
            // A density far out may be too small for a Double, its logarithm not; a ratio of two such is no number.
            let isSafe = value > 1e-290 && value < 1e290 || value < 0
            return Value(isSafe ? Foundation.log(value) : logarithm(of: x))
        case .function(let function, let x): return evaluate(x).map(function.callAsFunction)
        case .call(let function, let order, let x): return call(function, order, evaluate(x))
        case .maximum(let parts): return Value(parts.map { evaluate($0).scalar }.max() ?? .nan)
        case .cases(let branches):
            let chosen = branches.first { $0.condition.map(holds) ?? true }
            return chosen.map { evaluate($0.value) } ?? .undefined
        case .transpose(let a): return evaluate(a).transposed
        case .trace(let a):
            let a = evaluate(a)
            return Value((0..<a.rows).reduce(0) { $0 + a[$1, $1] })
        case .determinant(let a): return Value(evaluate(a).determinant)
        case .inverse(let a): return evaluate(a).inverse
        case .diagonalMatrix(let v):
            let v = evaluate(v)
            return Value(rows: v.rows, columns: v.rows) { i, j in i == j ? v[i, 0] : 0 }
        case .diagonal(let a):
            let a = evaluate(a)
            return Value(rows: a.rows, columns: 1) { i, _ in a[i, i] }
        case .norm(let a): return Value(evaluate(a).elements.reduce(0) { $0 + $1 * $1 }.squareRoot())
        case .delta(let i, let j): return Value(integer(i) == integer(j) ? 1 : 0)
        case .identity(let size): return .identity(count(size))
        case .zero: return constant(0, expression.extent)
        case .ones: return constant(1, expression.extent)
        case .unit(let index):
            let index = integer(index)
            return Value(rows: count(expression.extent.rows), columns: 1) { i, _ in i + 1 == index ? 1 : 0 }
        case .series(let kind, let index, let lower, let upper, let body):
            return series(kind, index, lower, upper, body, expression.extent)
        case .expectation(let moment, let symbols, let body):
            return expectation(moment, symbols, body, expression.extent)
        case .differential(let kind, let body, let variable): return derivative(kind, of: body, by: variable)
        case .named(_, _, let body), .annotated(let body, _): return evaluate(body)
        case .substitution(let body, let symbol, let value):
            return binding(symbol, evaluate(value)) { evaluate(body) }
        case .misfit: return .undefined
        }
    }

    /// log x by the rules for products, quotients, powers and exponentials.
    private func logarithm(of x: Expression) -> Double {
        switch x.node {
        case .product(let factors): factors.reduce(0) { $0 + logarithm(of: $1) }
        case .quotient(let a, let b): logarithm(of: a) - logarithm(of: b)
        case .power(let a, let b): evaluate(b).scalar * logarithm(of: a)
        case .function(.exp, let a): evaluate(a).scalar
        case .function(.sqrt, let a): logarithm(of: a) / 2
        case .named(_, _, let body), .annotated(let body, _): logarithm(of: body)
        default: Foundation.log(evaluate(x).scalar)
        }
    }

    func holds(_ statement: Statement) -> Bool {
        let left = evaluate(statement.left).scalar
        let right = evaluate(statement.right).scalar
        return switch statement.relation {
        case .equal: left == right
        case .unequal: left != right
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        }
    }

    private func constant(_ number: Double, _ extent: Extent) -> Value {
        Value(rows: count(extent.rows), columns: count(extent.columns)) { _, _ in number }
    }

    private func power(_ base: Double, _ exponent: Double) -> Double {
        exponent == 2 ? base * base : pow(base, exponent)
    }

    /// An empty sum is zero, an empty product one.
    private func series(
        _ kind: Series, _ index: Symbol, _ lower: Expression, _ upper: Expression, _ body: Expression, _ extent: Extent
    ) -> Value {
        guard let first = integer(lower), let last = integer(upper), last - first < 100_000 else { return .undefined }
        guard first <= last else {
            return kind == .product ? Value(1) : kind == .sum ? constant(0, extent) : .undefined
        }
        let before = self[index]
        defer { self[index] = before }
        self[index] = Value(Double(first))
        var total = evaluate(body)
        for i in first + 1..<Swift.max(last + 1, first + 1) {
            self[index] = Value(Double(i))
            let next = evaluate(body)
            total = kind == .product ? Value(total.scalar * next.scalar) : total + next
        }
        return kind == .mean ? total.map { $0 / Double(last - first + 1) } : total
    }

    private func expectation(_ moment: Moment, _ symbols: [Symbol], _ body: Expression, _ extent: Extent) -> Value {
        let body = hoisted(body, over: symbols)
        let kept = symbols.map { (self[$0], self[family: $0]) }
        defer {
            for (symbol, values) in zip(symbols, kept) {
                self[symbol] = values.0
                self[family: symbol] = values.1
            }
        }
        var weights: [Double] = []
        var values: [Value] = []
        func run(_ number: Int, _ weight: Double) {
            guard number < symbols.count else {
                weights.append(weight)
                values.append(evaluate(body))
                return
            }
            for outcome in outcomes(of: symbols[number]) {
                bind(symbols[number], outcome.value)
                run(number + 1, weight * outcome.weight)
            }
        }
        run(0, 1)
        guard let first = values.first else { return .undefined }
        let mean = zip(weights, values).dropFirst().reduce(first.map { $0 * weights[0] }) { sum, next in
            sum.combined(next.1) { $0 + next.0 * $1 }
        }
        guard moment == .variance else { return mean }
        return Value(
            varianceCorrection(symbols, count: values.count)
                * zip(weights, values).reduce(0) {
                    $0 + $1.0 * ($1.1.scalar - mean.scalar) * ($1.1.scalar - mean.scalar)
                })
    }

    /// The variance about the mean of n draws is too small by the factor (n − 1) / n.
    func varianceCorrection(_ symbols: [Symbol], count: Int) -> Double {
        let isDrawn = symbols.contains { if case .uniform = $0.law { true } else { false } }
        return isDrawn && count > 1 ? Double(count) / Double(count - 1) : 1
    }

    /// The expression with those parts evaluated once that do not depend on the random variables.
    private func hoisted(_ expression: Expression, over symbols: [Symbol]) -> Expression {
        func visit(_ expression: Expression, _ bound: Set<Symbol>) -> (Expression, depends: Bool) {
            switch expression.node {
            case .named(_, _, let body), .annotated(let body, _): return visit(body, bound)
            case .differential: return (expression, bound.contains(where: expression.contains))
            case .symbol(let symbol): return (expression, bound.contains(symbol))
            default: break
            }
            let inner = bound.union(expression.bound)
            let parts = expression.children.map { visit($0, inner) }
            var depends = parts.contains { $0.depends }
            if case .member(let symbol, _) = expression.node, bound.contains(symbol) { depends = true }
            // The law of an inner random variable may depend on the outer one.
            if case .expectation = expression.node { return (expression, true) }
            guard depends else { return (expression, false) }
            let once = parts.map { part, depends in
                depends || part.children.isEmpty ? part : Expression(.value(evaluate(part)), part.extent)
            }
            return (expression.with(once), true)
        }
        return visit(expression, Set(symbols)).0
    }

    /// The derivative of an arbitrary function in a direction; that of a quadratic polynomial is a difference.
    func call(_ function: FunctionSymbol, _ order: Int, _ x: Value, along direction: Value) -> Value {
        if x.isScalar && count(function.output) == 1 { return call(function, order + 1, x) * direction }
        let difference = call(function, order, x + direction) - call(function, order, x - direction)
        return difference.map { $0 / 2 }
    }

    /// A polynomial with coefficients that are random but the same throughout one case: a cubic of one variable, or
    /// aᵢ + bᵢ · z + zᵀ Cᵢ z for each component of a vector function.
    private func call(_ function: FunctionSymbol, _ order: Int, _ x: Value) -> Value {
        let id = UInt64(function.symbol.id)
        if x.isScalar && count(function.output) == 1 {
            var random = RandomSource(seed, id, 3)
            let c = (0..<4).map { _ in random.real() }
            let x = x.scalar
            return switch order {
            case 0: Value(c[0] + x * (c[1] + x * (c[2] + x * c[3])))
            case 1: Value(c[1] + x * (2 * c[2] + 3 * x * c[3]))
            case 2: Value(2 * c[2] + 6 * x * c[3])
            case 3: Value(6 * c[3])
            default: Value(0)
            }
        }
        let z = x.elements
        return Value(rows: count(function.output), columns: 1) { i, _ in
            var random = RandomSource(seed, id, UInt64(4 + i))
            var sum = random.real()
            for j in z.indices {
                sum += random.real() * z[j]
                for k in z.indices { sum += 0.5 * random.real() * z[j] * z[k] }
            }
            return sum
        }
    }
}

extension Function {
    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .exp: Foundation.exp(x)
        case .log: Foundation.log(x)
        case .sqrt: x.squareRoot()
        case .sin: Foundation.sin(x)
        case .cos: Foundation.cos(x)
        case .sinh: Foundation.sinh(x)
        case .cosh: Foundation.cosh(x)
        case .tanh: Foundation.tanh(x)
        case .erf: Foundation.erf(x)
        case .abs: Swift.abs(x)
        case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
        }
    }
}
