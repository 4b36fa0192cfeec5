import Testing

@testable import Derivations

@Suite struct LanguageTests {
    private let n = size("n")
    private let m = size("m")

    @Test func aMisfitNamesBothSizes() {
        let x = vector("x", n)
        let y = vector("y", m)
        let A = matrix("A", n, m)
        let s = scalar("s")
        let misfits = [
            x + y, x * y, A * x, x ⊙ y, x • y, s / x, x ** 2, tr(A), det(A), A.⁻¹, log(det(A)), s + x, y.ᵀ * A * x,
        ]
        for misfit in misfits { #expect(misfit.misfit != nil) }
        #expect((x + y).misfit == "x + y: a vector of size n and a vector of size m cannot be added")
        #expect((A * x).misfit?.contains("a matrix of n × m times a vector of size n") == true)
        #expect(A.⁻¹.misfit?.contains("n against m") == true)
        #expect(gradient(of: x, withRespectTo: x).misfit?.contains("a vector of size n") == true)
        #expect((x == y).misfit?.contains("a vector of size n against a vector of size m") == true)
        // What is made from a misfit is that misfit.
        #expect((1 + norm(x + y)).misfit == (x + y).misfit)
        for fits in [A * y, x * y.ᵀ, x.ᵀ * A * y, A.ᵀ * A, s * A, A / s, diag(x) * A] { #expect(fits.misfit == nil) }
    }

    @Test func aMisfitNeverPasses() {
        let x = vector("x", n)
        let y = vector("y", m)
        let report = Derivation("misfit") {
            Start(x)
            Equals(x + y, because: "wrong")
            Conclusion(x == x)
        }.check()
        #expect(!report.passed)
        #expect(report.description.contains("a vector of size n and a vector of size m cannot be added"))
    }

    @Test func nothingEvaluatedNeverPasses() {
        let x = scalar("x")
        let good = Derivation("good") {
            Start(x + x)
            Equals(2 * x, because: "add")
            Conclusion(x + x == 2 * x)
        }
        #expect(good.check().passed)
        #expect(!good.check(trials: 0).passed)
        #expect(!Derivation("empty") {}.check().passed)
        #expect(!Derivation("no steps") { Start(x) }.check().passed)
        #expect(
            !Derivation("undefined") {
                Start(log(-(x.²)))
                Equals(log(-(x.²)), because: "not a number is not equal to itself")
                Conclusion(x == x)
            }.check().passed)
    }

    @Test func failuresSayStepValuesAndCase() {
        let x = scalar("x")
        let report = Derivation("wrong") {
            Start((x + 1) ** 2)
            Equals(x.² + 2 * x + 1, because: "multiply out")
            Equals(x.² + 1, because: "forget the mixed term")
            Conclusion((x + 1) ** 2 == x.² + 2 * x + 1)
        }.check()
        #expect(!report.passed)
        #expect(report.steps.map(\.passed) == [true, false, true])
        #expect(report.description.contains("step 2 (equal): x² + 1"))
        #expect(report.description.contains("x = "))
        #expect(report.description.contains(" against "))
    }

    @Test func relationsAreChecked() {
        let x = scalar("x")
        let h = scalar("h")
        func derivation(_ parts: Part...) -> Bool {
            Derivation("") {
                parts
                Conclusion(x == x)
            }.check().passed
        }
        func one(_ start: Expression, _ part: Part) -> Bool { derivation(Start(start).part, part) }
        #expect(one(-(x.²), AtMost(0, because: "", attained: .at(x, 0))))
        #expect(!one(-(x.²), AtMost(1, because: "not attained", attained: .at(x, 0))))
        #expect(!one(-(x.²), AtLeast(0, because: "", attained: .at(x, 0))))
        #expect(one(exp(h * x), Approximately(1 + h * x, order: 2, in: h, because: "Taylor")))
        #expect(!one(exp(h * x), Approximately(1 + h * x, order: 3, in: h, because: "only 2")))
        #expect(!one(exp(h * x), Approximately(1 + 2 * h * x, order: 2, in: h, because: "wrong slope")))
        #expect(one(sin(h) / h, TendsTo(1, as: h, to: 0, because: "")))
        #expect(!one(sin(h) / h, TendsTo(0, as: h, to: 0, because: "")))
        #expect(one((1 + h) / (2 * h), TendsTo(1 / 2, as: h, to: nil, because: "")))
        #expect(one((x - 2) ** 2, IsStationary(x, at: 2, because: "")))
        #expect(!one((x - 2) ** 2, IsStationary(x, at: 1, because: "")))
        #expect(one((x - 2) ** 2, IsMinimised(x, at: 2, because: "")))
        #expect(!one((x - 2) ** 2, IsMinimised(x, at: 2.01, because: "")))
        #expect(!one((x - 2) ** 2, IsMaximised(x, at: 2, because: "")))
    }

    @Test func inductionIsExact() {
        let T = size("T", 4...6)
        let t = index("t", 1...T)
        let β = scalar("β", .unitInterval)
        let a = Family.scalars("a", 0...T)
        func derivation(_ closed: Expression) -> Report {
            Derivation("") {
                Given(a, over: t, startsWith: 1, then: β * a[t - 1])
                Start(a[t])
                Equals(β * a[t - 1], because: "recursion")
                ForAll(t, through: 200, a[t] == closed, because: "induction")
                Conclusion(a[t] == β * a[t - 1])
            }.check(trials: 4)
        }
        #expect(derivation(β ** t).passed)
        // Wrong by less than a Double can see, but not by less than exact arithmetic can.
        #expect(!derivation(β ** t + 1e-300).passed)
        #expect(derivation(β ** t + 1e-300).steps.map(\.passed) == [true, false, true])
    }

    @Test func exactNumbersAgreeWithIntegers() {
        var random = RandomSource(seed: 5)
        for _ in 0..<500 {
            let (a, b) = (random.integer(-1_000_000_000...1_000_000_000), random.integer(-1_000_000...1_000_000))
            #expect(ExactNumber(a) + ExactNumber(b) == ExactNumber(a + b))
            #expect(ExactNumber(a) - ExactNumber(b) == ExactNumber(a - b))
            #expect(ExactNumber(a) * ExactNumber(b) == ExactNumber(a * b))
        }
        // (2⁶⁴ + 1)² = 2¹²⁸ + 2⁶⁵ + 1, and fractions.
        let one = ExactNumber(1)
        let large = ExactNumber(1, exponent: 64) + one
        #expect(large * large == ExactNumber(1, exponent: 128) + ExactNumber(1, exponent: 65) + one)
        #expect(ExactNumber(0.375)! * ExactNumber(8) == ExactNumber(3))
        #expect(ExactNumber(.nan) == nil)
    }

    @Test func expectationsAreExact() {
        let environment = Environment(seed: 3)
        let z = gaussian("z", mean: 0, variance: 1)
        let moments: [Double] = [1, 0, 1, 0, 3, 0, 15, 0, 105]
        for (power, moment) in moments.enumerated() {
            let value = environment.evaluate(E(z) { z ** Expression(Double(power)) }).scalar
            #expect(abs(value - moment) < 1e-9 * Swift.max(1, moment))
        }
        let s = randomVariable("s", mean: 3, variance: 4)
        #expect(abs(environment.evaluate(E(s) { s }).scalar - 3) < 1e-12)
        #expect(abs(environment.evaluate(Var(s) { s }).scalar - 4) < 1e-12)
        let b = bernoulli("b", 0.3)
        #expect(abs(environment.evaluate(Var(b) { b }).scalar - 0.21) < 1e-12)
    }

    @Test func monteCarloStatesItsConfidence() {
        let u = uniform("u", 0, 1)
        func check(_ value: Expression) -> Report {
            Derivation("") {
                Start(E(u) { u.² })
                Equals(value, because: "integral")
                Conclusion(value == value)
            }.check()
        }
        let report = check(1 / 3)
        #expect(report.passed)
        #expect(report.steps[0].isStatistical)
        #expect(!check(0.36).passed)
    }

    @Test func aCapturedIndexIsRefused() {
        let i = index("i", 1...n)
        let x = vector("x", n)
        #expect(partial(sum(over: i) { x[i].² }, x[i]).misfit != nil)
    }
}
