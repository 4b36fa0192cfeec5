import Testing

@testable import Derivations

/// What simplification must keep: signs, digits, and what is too large or too small for a number.
@Suite struct AlgebraTests {
    private let x = scalar("x")
    private let y = scalar("y")
    private let p = scalar("p", .positive)

    private func value(_ e: Expression, at number: Double) -> Double {
        let environment = Environment(seed: 1)
        environment[x.symbol!] = Value(number)
        return environment.evaluate(e).scalar
    }

    @Test func rootsOfEvenPowersAreAbsoluteValues() {
        let roots: [(Expression, String)] = [
            ((x ** 2) ** 0.5, "|x|"), (sqrt(x ** 2), "|x|"), ((x ** 4) ** 0.25, "|x|"), ((x ** 2) ** (1 / 2), "|x|"),
            ((x ** 2) ** 1.5, "|x|³"), ((x ** 4) ** 0.5, "x²"), (sqrt(x ** 4), "x²"), (sqrt(x ** 6), "|x|³"),
            ((x ** 2) ** 0.5 * x, "|x| x"), (1 / (x ** 2) ** 0.5, "1 / |x|"), ((x ** 2) ** -0.5, "1 / |x|"),
            ((x ** 2) ** 0.5 * (x ** 2) ** 0.5, "x²"), (((x - 1) ** 2) ** 0.5, "|x − 1|"), (abs(x) ** 2, "x²"),
            ((p ** 2) ** 0.5, "p"), (sqrt(p ** 2) / p, "1"), (abs(exp(x)), "exp(x)"), (abs(-x), "|x|"),
            ((x ** 3) ** 2, "x⁶"), (sqrt(x) ** 2, "x"), ((x ** 0.5) ** 2, "x"), ((x ** 2) ** 3, "x⁶"),
            ((x ** 2) ** (1 / 3), "|x|^(2 / 3)"), (sqrt((x * y) ** 2), "|x y|"),
        ]
        for (root, expected) in roots {
            let simplified = root.simplified.unicode
            #expect(simplified == expected || simplified == "eˣ", "\(root)")
        }
    }

    @Test(arguments: [-3, -0.5, 0.25, 2]) func rootsKeepTheirValue(number: Double) {
        let roots: [Expression] = [
            (x ** 4) ** 0.25, (x ** 2) ** 1.5, (x ** 2) ** 0.5 * x, 1 / (x ** 2) ** 0.5, sqrt(x ** 2),
            x * sqrt(x ** 6) / (x ** 2) ** 0.5, (x ** 2) ** (1 / 3) * x,
        ]
        for root in roots {
            #expect(abs(value(root, at: number) - value(root.simplified, at: number)) < 1e-12, "\(root)")
        }
        #expect(value(derivative(of: (x ** 2) ** 0.5, withRespectTo: x), at: number) == (number < 0 ? -1 : 1))
        #expect(value(d((x ** 2) ** 0.5, x), at: number) == (number < 0 ? -1 : 1))
    }

    @Test func slopeOfTheRootOfASquare() {
        #expect(gradient(of: (x ** 2) ** 0.5, withRespectTo: x).unicode == "sign(x)")
        #expect(gradient(of: abs(x) ** 3, withRespectTo: x).unicode == "3x² sign(x)")
    }

    @Test func fractionsStayFractions() {
        let exact: [(Expression, String)] = [
            (gradient(of: x ** 2 / 2 + x / 3, withRespectTo: x), "x + 1 / 3"),
            ((x / 3 + x / 3).simplified, "2x / 3"),
            ((x / 10 + x / 10 + x / 10 - 3 * x / 10).simplified, "0"),
            (derivative(of: x ** 3 / 9, withRespectTo: x), "x² / 3"),
            (derivative(of: 2 / 3 * x, withRespectTo: x), "2 / 3"),
            (derivative(of: x / 7 + x / 7, withRespectTo: x), "2 / 7"),
            (derivative(of: x ** (1 / 3), withRespectTo: x), "1 / (3 x^(2 / 3))"),
            ((Expression(0.1) ** 2).simplified, "0.01"),
            ((0.1 * x + 0.2 * x).simplified, "0.3x"),
            ((0.1 + 0.2 as Expression).simplified, "0.3"),
            ((x / 3 - x / 3).simplified, "0"),
            ((x / 6 + x / 3).simplified, "x / 2"),
            ((-(x / 3) - x / 3).simplified, "−2x / 3"),
            (((1 / 3) ** 2 as Expression).simplified, "1 / 9"),
            ((x / 49 * 49).simplified, "x"),
            ((1 / 3 + 1 / 6 as Expression).simplified, "1 / 2"),
        ]
        for (expression, expected) in exact { #expect(expression.unicode == expected) }
    }

    @Test func constantsThatLoseTheirValueAreKept() {
        let kept: [Expression] = [
            exp(40), exp(800), exp(-800), sqrt(1e33), sqrt(2), log(2), log(0), exp(1), 2 ** 0.5, 10 ** 300, 0 / 0,
            1 / 0, sin(1), 2 ** 100,
        ]
        for constant in kept { #expect(constant.simplified.unicode == constant.unicode) }
        let exact: [(Expression, String)] = [
            (log(exp(-800)), "−800"), (sqrt(16), "4"), (sqrt(4 / 9), "2 / 3"), (sqrt(0.25), "0.5"), (exp(0), "1"),
            (log(1), "0"), (4 ** 0.5, "2"), (2 ** 10, "1024"), (sqrt(1e32), "10¹⁶"),
        ]
        for (constant, expected) in exact { #expect(constant.simplified.unicode == expected) }
    }

    @Test func whatOverflowsIsNotComputed() {
        let big: Expression = 1e200
        let n = Expression(1e30)
        for e in [big * big * x, big ** 2, big / Expression(1e-200), n * n * x, n ** 2 * x, x / n / n, big * x - x] {
            let text = e.simplified.unicode
            #expect(!text.contains("∞") && !text.contains("inf") && text != "0", "\(e) became \(text)")
        }
        #expect((big * x - big * x).simplified.unicode == "0")
        #expect(value((big * x).simplified, at: 2) == 2e200)
        #expect(Expression(1e300).dimension == nil)
        #expect(vector("v", 1e300).misfit != nil)
    }

    @Test func productsWithAZeroFactor() {
        let n = size("n", 2...4)
        let v = vector("v", n)
        let A = matrix("A", n, n)
        let i = index("i", 1...n)
        #expect((0 * x).simplified.unicode == "0")
        #expect(((x - x) * v).simplified.node == .zero)
        #expect(((x - x) * v).simplified.extent == v.extent)
        #expect(((x - x) * A * v).simplified.extent == v.extent)
        #expect((v.ᵀ * ((x - x) * A) * v).simplified.unicode == "0")
        #expect((zeros(n) ⊙ v).simplified.node == .zero)
        #expect((0 / x).simplified.unicode == "0")
        // The derivative of a product where a factor vanishes: only the other factors are left.
        let environment = Environment(seed: 1)
        environment[n.symbol!] = Value(3)
        environment[v.symbol!] = Value(vector: [0, 2, 5])
        let product = product(over: i) { v[i] }
        let (symbolic, direct) = (gradient(of: product, withRespectTo: v), grad(product, v))
        #expect(environment.evaluate(symbolic).elements == [10, 0, 0])
        #expect(environment.evaluate(direct).elements == [10, 0, 0])
        environment[v.symbol!] = Value(vector: [0, 2, 0])
        #expect(environment.evaluate(symbolic).elements == [0, 0, 0])
        #expect(environment.evaluate(derivative(of: product, withRespectTo: v[1])).scalar == 0)
    }

    /// A sum that does not reach the index keeps its δ.
    @Test func sumsOverADeltaThatMayMissIt() {
        let n = size("n", 3...4)
        let i = index("i", 1...n)
        let j = index("j", 1...n)
        let v = vector("v", n)
        #expect(sum(over: i) { δ(i, j) * v[i] }.simplified.unicode == "vⱼ")
        for range in [2...n, 1...(n - 1)] {
            let partial = sum(over: i, in: range) { δ(i, j) * v[i] }
            for place in [1, 2, 3] {
                let environment = Environment(seed: 1)
                environment[n.symbol!] = 3
                environment[j.symbol!] = Value(Double(place))
                environment[v.symbol!] = [4, 5, 6]
                #expect(environment.evaluate(partial) == environment.evaluate(partial.simplified))
            }
        }
    }

    @Test func equalNamesAreNotEqualQuantities() {
        let n = size("n", 2...3)
        let vector = vector("x", n)
        #expect(x.symbol != vector.symbol)
        #expect(x.symbol == scalar("x").symbol)
        #expect(x.symbol != scalar("x", .positive).symbol)
        #expect(!vector.depends(on: x))
        #expect((x * norm(vector) - norm(vector) * x).simplified.unicode == "0")
        let report = Derivation("two meanings") {
            Start(x * norm(vector))
            Equals(norm(vector) * x, because: "products commute")
            Conclusion(x * norm(vector) == norm(vector) * x)
        }.check()
        #expect(!report.passed)
        #expect(report.problems == ["the name x stands for different things: x ∈ ℝ; x ∈ ℝⁿ"])
        let f = FunctionSymbol("x")
        #expect(
            Derivation("a function, too") {
                Start(f(x))
                Equals(f(x), because: "itself")
                Conclusion(x == x)
            }.check().problems == ["the name x stands for different things: a function x; x ∈ ℝ"])
    }
}
