import Testing

@testable import Derivations

/// Symbolic derivatives against central differences of the evaluated expression.
@Suite struct GradientTests {
    /// Random scalar expressions of a scalar s, vectors x, y, matrices A, B (one symmetric) and a family v.
    private struct Grammar {
        var random: RandomSource
        let n = size("n", 2...3)
        let s = scalar("s", .positive)
        let x: Expression
        let y: Expression
        let A: Expression
        let B: Expression
        let v: Family
        let i: Expression

        init(seed: UInt64) {
            random = RandomSource(seed: seed)
            x = vector("x", n)
            y = vector("y", n)
            A = matrix("A", n, n, .positiveDefinite)
            B = matrix("B", n, n)
            v = .vectors("v", 1...n, size: n)
            i = index("i", 1...n)
        }

        mutating func someScalar(_ depth: Int) -> Expression {
            guard depth > 0 else { return [s, x[1], y[2], 2, s][random.integer(0...4)] }
            let d = depth - 1
            switch random.integer(0...17) {
            case 0: return someScalar(d) + someScalar(d)
            case 1: return someScalar(d) * someScalar(d)
            case 2: return someScalar(d) - someScalar(d) * someScalar(d)
            case 3: return someScalar(d) / (1 + someScalar(d).²)
            case 4: return random.integer(0...1) == 0 ? tanh(someScalar(d)) : erf(someScalar(d))
            case 5: return sin(someScalar(d)) * exp(-(someScalar(d).² / 4))
            case 6: return log(1 + someScalar(d).²)
            case 7: return sqrt(1 + someScalar(d).²) ** 3
            case 8: return (2 + sin(someScalar(d))) ** cos(someScalar(d))
            case 9: return someVector(d) • someVector(d)
            case 10: return someVector(d).ᵀ * someMatrix(d) * someVector(d)
            case 11: return tr(someMatrix(d) * someMatrix(d))
            case 12: return norm(someVector(d) + 3 * x)
            case 13: return sum(over: i) { x[i] * v[i] • someVector(d) }
            case 14: return mean(over: i) { (x[i] - y[i]) ** 2 * s }
            case 15: return log(det(A + identity(n)))
            case 16: return product(over: i) { 1 + x[i].² / 4 }
            default: return cases((someScalar(d), when: s > 0), otherwise: s)
            }
        }

        mutating func someVector(_ depth: Int) -> Expression {
            guard depth > 0 else { return [x, y, v[1]][random.integer(0...2)] }
            let d = depth - 1
            switch random.integer(0...7) {
            case 0: return someMatrix(d) * someVector(d)
            case 1: return someVector(d) + someVector(d)
            case 2: return tanh(someVector(d))
            case 3: return someScalar(d) * someVector(d)
            case 4: return someVector(d) ⊙ someVector(d)
            case 5: return someVector(d) / (2 + cos(s))
            case 6: return A.⁻¹ * someVector(d)
            default: return diagonal(someMatrix(d))
            }
        }

        mutating func someMatrix(_ depth: Int) -> Expression {
            guard depth > 0 else { return [A, B][random.integer(0...1)] }
            let d = depth - 1
            switch random.integer(0...6) {
            case 0: return someMatrix(d) * someMatrix(d)
            case 1: return someMatrix(d).ᵀ
            case 2: return someVector(d) * someVector(d).ᵀ
            case 3: return diag(someVector(d))
            case 4: return someMatrix(d) + someMatrix(d)
            case 5: return A.⁻¹
            default: return s * someMatrix(d) - identity(n)
            }
        }
    }

    @Test func thousandRandomExpressions() {
        var compared = 0
        var seed: UInt64 = 0
        while compared < 1000, seed < 3000 {
            seed += 1
            var grammar = Grammar(seed: seed)
            let expression = grammar.someScalar(3)
            let variables = [grammar.s, grammar.x, grammar.B].filter { expression.depends(on: $0) }
            guard expression.misfit == nil, !variables.isEmpty else { continue }
            let variable = variables[Int(seed) % variables.count]
            let symbolic = gradient(of: expression, withRespectTo: variable)
            #expect(symbolic.misfit == nil, "\(expression): \(symbolic)")
            #expect(symbolic.extent == variable.extent)
            let environment = environment(for: [expression, symbolic, variable], seed: seed)
            let computed = environment.evaluate(symbolic)
            guard let numeric = differences(expression, variable, environment), numeric.magnitude < 1e4 else {
                continue
            }
            let difference: Double = (computed - numeric).magnitude / Swift.max(1, computed.magnitude)
            #expect(
                difference < 1e-6, "∂/∂\(variable) \(expression) = \(symbolic): \(computed), numerically \(numeric)")
            compared += 1
        }
        #expect(compared == 1000)
    }

    @Test func jacobiansAndSecondDerivatives() {
        let n = size("n", 2...4)
        let A = matrix("A", n, n, .symmetric)
        let B = matrix("B", n, n)
        let x = vector("x", n)
        let functions: [Expression] = [
            B * x, tanh(B * x), (x • x) * (B * x), x / (1 + x • x), exp(x) ⊙ x, x * (x.ᵀ * A * x), B * tanh(A * x) + x,
        ]
        for (number, f) in functions.enumerated() {
            let J = jacobian(of: f, withRespectTo: x)
            #expect(J.misfit == nil, "\(f): \(J)")
            let environment = environment(for: [f, J, x], seed: UInt64(number))
            let computed = environment.evaluate(J)
            for row in 0..<computed.rows {
                let component = f[Expression(Double(row + 1))]
                let numeric = differences(component, x, environment)!
                for column in 0..<computed.columns {
                    #expect(abs(computed[row, column] - numeric[column, 0]) < 1e-6 * Swift.max(1, computed.magnitude))
                }
            }
        }
        let hessian = jacobian(of: gradient(of: x.ᵀ * A * x, withRespectTo: x), withRespectTo: x)
        #expect(hessian.unicode == "2A")
        let s = scalar("s")
        #expect(derivative(of: derivative(of: s ** 3, withRespectTo: s), withRespectTo: s).unicode == "6s")
    }

    @Test func readsAsALecturerWouldWrite() {
        let n = size("n")
        let u = vector("u", n)
        let b = vector("b", n)
        let λ = scalar("λ")
        let Σ = matrix("Σ", n, n, .symmetric)
        let A = matrix("A", n, n)
        let X = matrix("X", n, n)
        let cases: [(Expression, Expression, String)] = [
            (u.ᵀ * Σ * u, u, "2Σ u"),
            (u.ᵀ * A * u, u, "A u + Aᵀ u"),
            (u.ᵀ * u, u, "2u"),
            (b.ᵀ * u, u, "b"),
            (u.ᵀ * Σ * u - λ * (u.ᵀ * u - 1), u, "2Σ u − 2λ u"),
            (1 / 2 * u.ᵀ * Σ * u - b.ᵀ * u, u, "Σ u − b"),
            (tr(A * X), X, "Aᵀ"),
            (log(det(X)), X, "(Xᵀ)⁻¹"),
            (λ ** 3, λ, "3λ²"),
        ]
        for (expression, variable, expected) in cases {
            #expect(gradient(of: expression, withRespectTo: variable).unicode == expected)
        }
    }

    private func environment(for expressions: [Expression], seed: UInt64) -> Environment {
        let environment = Environment(seed: seed)
        var random = RandomSource(seed: seed &+ 77)
        for symbol in expressions.flatMap(\.freeSymbols) where !environment.has(symbol) {
            environment.sample(symbol, &random)
        }
        return environment
    }

    /// Central differences, improved by one step of Richardson's extrapolation.
    private func differences(_ f: Expression, _ variable: Expression, _ environment: Environment) -> Value? {
        let symbol = variable.symbol!
        let point = environment[symbol]!
        func slope(_ k: Int, _ h: Double) -> Double {
            func at(_ step: Double) -> Double {
                var elements = point.elements
                elements[k] += step
                let moved = Value(rows: point.rows, columns: point.columns, elements)
                return environment.binding(symbol, moved) { environment.evaluate(f).scalar }
            }
            return (at(h) - at(-h)) / (2 * h)
        }
        let result = (0..<point.elements.count).map { k in (4 * slope(k, 5e-4) - slope(k, 1e-3)) / 3 }
        let value = Value(rows: point.rows, columns: point.columns, result)
        return value.isFinite ? value : nil
    }
}
