import Testing

@testable import Derivations

@Suite struct TypesettingTests {
    @Test func namesBecomeTeX() {
        #expect(scalar("β₁").tex == "\\beta_{1}")
        #expect(scalar("ŷ").tex == "\\hat{y}")
        #expect(scalar("x̃").tex == "\\tilde{x}")
        #expect(scalar("ReLU").tex == "\\operatorname{ReLU}")
        #expect(scalar("f_X(x)").tex == "f_{X}(x)")
    }

    @Test func formulas() {
        let n = size("n")
        let i = index("i", 1...n)
        let x = Family.vectors("x", 1...n, size: n)
        let u = vector("u", n)
        let a = scalar("a")
        let b = scalar("b")
        let A = matrix("A", n, n)
        let formulas: [(Expression, tex: String, unicode: String)] = [
            (a + b * (a - b), "a + b (a - b)", "a + b (a − b)"),
            (a - (b - a), "a - (b - a)", "a − (b − a)"),
            (a / b, "\\frac{a}{b}", "a / b"),
            ((a + b) ** 2, "(a + b)^{2}", "(a + b)²"),
            (-(a + b), "-(a + b)", "−(a + b)"),
            (u.ᵀ * A * u, "u^{\\top } A u", "uᵀ A u"),
            (A.⁻¹ * u, "A^{-1} u", "A⁻¹ u"),
            (exp(-a), "e^{-a}", "e⁻ᵃ"),
            (sum(over: i) { x[i] }, "\\sum_{i=1}^{n} x_{i}", "∑[i=1…n] xᵢ"),
            ((a / b) ** 2, "\\left( \\frac{a}{b} \\right)^{2}", "(a / b)²"),
            (2 * a, "2 a", "2a"),
            (u ⊙ u * a, "(u \\odot u) a", "(u ⊙ u) a"),
            (tanh(a).², "\\tanh^{2}(a)", "tanh²(a)"),
            (norm(u), "\\left\\lVert u \\right\\rVert", "‖u‖"),
        ]
        for (formula, tex, unicode) in formulas {
            #expect(formula.tex == tex)
            #expect(formula.unicode == unicode)
        }
    }

    @Test(arguments: Derivation.all.map(\.title))
    func everyDerivationIsWellFormedTeX(title: String) throws {
        let derivation = try #require(Derivation.all.first { $0.title == title })
        let tex = derivation.tex
        #expect(tex.hasPrefix("\\begin{aligned}") && tex.hasSuffix("\\end{aligned}"))
        var depth = 0
        var previous: Character = " "
        for character in tex {
            if previous != "\\" {
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
            }
            #expect(depth >= 0)
            previous = character
        }
        #expect(depth == 0)
        #expect(
            tex.count(of: "\\left") - tex.count(of: "\\leftarrow") - tex.count(of: "\\leftrightarrow")
                == tex.count(of: "\\right") - tex.count(of: "\\rightarrow"))
        #expect(tex.count(of: "\\begin{") == tex.count(of: "\\end{"))
        // GitHub takes a dollar sign for the end of the formula and < for HTML.
        #expect(!tex.contains("$") && !tex.contains("<") && !tex.contains("⟨"))
        #expect(!derivation.unicode.contains("\\"))
        for step in derivation.steps {
            #expect(!(step.reason.unicode.isEmpty && step.cited.isEmpty), "a step without a reason")
            #expect(step.reason.unicode.count <= 90, "\(step.reason.unicode)")
        }
    }

    @Test func titlesAreDifferent() {
        let titles = Derivation.all.map(\.title)
        #expect(Set(titles).count == titles.count)
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
