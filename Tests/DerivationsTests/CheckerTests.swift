import Testing

@testable import Derivations

/// The check evaluates what stands there: a step that is wrong for some value that the givens allow is refused.
@Suite struct CheckerTests {
    private let x = scalar("x")
    private let n = size("n", 2...3)

    private func passes(_ start: Expression, _ line: Expression) -> Bool {
        Derivation("one step") {
            Start(start)
            Equals(line, because: "claimed")
            Conclusion(start == start)
        }.check().passed
    }

    @Test func signsThatAreLost() {
        #expect(!passes(d((x ** 2) ** 0.5, x), 1))
        #expect(!passes((x ** 2) ** 0.5, x))
        #expect(!passes(sqrt(x ** 6), x ** 3))
        #expect(passes((x ** 2) ** 0.5, abs(x)))
        let y = scalar("y", .nonzero)
        #expect(passes(d((y ** 2) ** 0.5, y), sign(y)))
        #expect(passes(d(abs(y), y), y / abs(y)))
        let p = scalar("p", .positive)
        #expect(passes(d((p ** 2) ** 0.5, p), 1))
    }

    /// What holds nearly everywhere needs a given that excludes the rest.
    @Test func placesThatAreForgotten() {
        let y = scalar("y", .nonzero)
        #expect(!passes(x / x, 1))
        #expect(passes(y / y, 1))
        // At a kink there is no derivative, so nothing is claimed of it; beside it everything is.
        #expect(passes(d(abs(x), x), sign(x)))
        #expect(passes(d(max(0, x), x), cases((1, when: x > 0), otherwise: 0)))
        #expect(!passes(d(max(0, x), x), 1))
        // Where there is no function, there is no derivative either.
        #expect(!passes(d(log(x), x), 1 / x))
        #expect(passes(d(log(abs(y)), y), 1 / y))
        #expect(!passes(d(sqrt(x), x), 1 / (2 * sqrt(x))))
        #expect(
            passes(d(cases((x, when: x ≥ 0), otherwise: exp(x) - 1), x), cases((1, when: x ≥ 0), otherwise: exp(x))))
        #expect(!passes(max(x, 2), 2))
        #expect(!passes(max(abs(x), 0.25), abs(x)))
        #expect(!passes(sign(x) ** 2, 1))
        // Far out, too, and where numbers are at their limits.
        #expect(!passes(max(x, 12), 12))
        #expect(!passes(tanh(x) + max(x - 10, 0), tanh(x)))
        #expect(passes(log(exp(x)), x))
        #expect(passes(cosh(x) ** 2 - sinh(x) ** 2, 1))
    }

    /// Derivatives by differentiation of the values, against known ones.
    @Test func derivativesOfWhatStandsThere() {
        let environment = Environment(seed: 3)
        let (A, v, s) = (matrix("A", 2, 2), vector("v", 2), scalar("s", .positive))
        environment[A.symbol!] = Value(rows: [[1, 2], [2, 4]])
        environment[v.symbol!] = [3, -4]
        environment[s.symbol!] = 2
        environment[x.symbol!] = -3
        func value(_ e: Expression) -> [Double] { environment.evaluate(e).elements }
        // The determinant of a singular matrix: its cofactors.
        #expect(value(grad(det(A), A)) == [4, -2, -2, 1])
        #expect(value(grad(norm(v), v)) == [0.6, -0.8])
        #expect(value(jacobianForm(A * v, v)) == [1, 2, 2, 4])
        #expect(value(partial(v.ᵀ * A * v, A[1, 2])) == [-12])
        #expect(value(d(d(x ** 4, x), x)) == [108])
        #expect(value(d((x ** 2).at(x, 3 * x), x)) == [-54])
        #expect(value(d(d(s ** 3, s).at(s, 2 * s), s)) == [48])
        #expect(value(d(abs(x - x), x))[0].isNaN)
        // Laws with parameters: E z² = μ² + σ², Var z = σ², a Bernoulli mean p, a categorical one.
        let μ = scalar("μ")
        environment[μ.symbol!] = 0.7
        let z = gaussian("z", mean: μ, variance: s.²)
        #expect(abs(value(partial(E(z) { z.² }, μ))[0] - 1.4) < 1e-12)
        #expect(abs(value(partial(E(z) { z.² }, s))[0] - 4) < 1e-12)
        #expect(abs(value(partial(Var(z) { z }, s))[0] - 4) < 1e-12)
        let p = scalar("p", .unitInterval)
        environment[p.symbol!] = 0.3
        let y = bernoulli("y", p)
        #expect(abs(value(partial(E(y) { 5 * y + p.² }, p))[0] - 5.6) < 1e-12)
        #expect(abs(value(partial(Var(y) { y }, p))[0] - 0.4) < 1e-12)
        let m = vector("m", 2)
        let Σ = matrix("Σ", 2, 2, .symmetric)
        environment[m.symbol!] = [1, 2]
        environment[Σ.symbol!] = Value(rows: [[2, 0.5], [0.5, 1]])
        let w = gaussian("w", mean: m, variance: s * Σ)
        // E wᵀw = mᵀm + s tr Σ.
        #expect(abs(value(partial(E(w) { w.ᵀ * w }, s))[0] - 3) < 1e-12)
        #expect(zip(value(grad(E(w) { w.ᵀ * w }, m)), [2, 4]).allSatisfy { abs($0 - $1) < 1e-12 })
        let q = vector("q", 2, .probabilities)
        environment[q.symbol!] = [0.4, 0.6]
        let c = categorical("c", q)
        #expect(value(grad(E(c) { v.ᵀ * c }, q)) == [3, -4])
        let r = randomVariable("r", mean: μ, variance: s)
        #expect(abs(value(partial(E(r) { r.² }, s))[0] - 1) < 1e-12)
    }

    /// The check does not believe the rules that computed the line: a wrong rule would be seen.
    @Test func computedLinesAreCheckedToo() {
        let v = vector("v", n)
        let A = matrix("A", n, n)
        let f = v.ᵀ * A * v
        #expect(passes(grad(f, v), gradient(of: f, withRespectTo: v)))
        #expect(!passes(grad(f, v), 2 * A * v))
        #expect(!passes(grad(f, v), gradient(of: f, withRespectTo: v) + 0.001 * v))
        let i = index("i", 1...n)
        let product = product(over: i) { v[i] }
        #expect(passes(grad(product, v), gradient(of: product, withRespectTo: v)))
    }

    /// The rows are the printed derivation, piece by piece.
    @Test(arguments: Derivation.all.map(\.title)) func rowsSayWhatIsPrinted(title: String) throws {
        let derivation = try #require(Derivation.all.first { $0.title == title })
        let rows = derivation.rows
        let lines = derivation.tex.split(separator: "\n").dropFirst().dropLast()
        #expect(rows.count == lines.count)
        #expect(rows.filter { $0.kind == .conclusion }.count == derivation.conclusions.count)
        for (row, line) in zip(rows, lines) {
            for piece in row.right + row.reason {
                if case .formula(let formula) = piece { #expect(line.contains(formula) && !formula.contains("&&")) }
                if case .words(let words) = piece { #expect(line.contains("\\text{\(escapedForTeX(words))}")) }
            }
            #expect(line.hasPrefix(row.left) && (row.relation.isEmpty || line.contains(row.relation)))
            if row.kind == .remark || row.kind == .given { #expect(row.left.isEmpty && row.relation.isEmpty) }
        }
    }

    @Test func aRow() {
        let derivation = Derivation("square") {
            Given(x)
            Start((x + 1) ** 2)
            Equals(x.² + 2 * x + 1, because: "multiply out \(x + 1)")
            Conclusion((x + 1) ** 2 == x.² + 2 * x + 1)
        }
        #expect(
            derivation.rows == [
                DerivationRow(kind: .given, right: [.label("Let"), .formula("x \\in \\mathbb{R}")]),
                DerivationRow(
                    kind: .step, left: "(x + 1)^{2}", relation: "=", right: [.formula("x^{2} + 2 x + 1")],
                    reason: [.words("multiply out "), .formula("x + 1")]),
                DerivationRow(
                    kind: .conclusion,
                    right: [.words("Hence"), .gap(comma: false), .formula("(x + 1)^{2} = x^{2} + 2 x + 1")]),
            ])
    }
}
