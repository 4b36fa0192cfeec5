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

    @Test(arguments: [
        ("Δx", "\\Delta x"), ("ηt", "\\eta t"), ("σz₁", "\\sigma z_{1}"), ("x̂", "\\hat{x}"),
        ("Δx̂", "\\Delta\\hat{x}"), ("ℓp", "\\ell p"), ("ℓ", "\\ell"), ("ε̂", "\\hat{\\varepsilon}"),
        ("xΔ", "x\\Delta"), ("αβ", "\\alpha\\beta"), ("x_Δt", "x_{\\Delta t}"), ("λ_max", "\\lambda_{\\text{max}}"),
        ("x_ŷ", "x_{\\hat{y}}"), ("ẍ", "\\ddot{x}"), ("x′", "x^{\\prime}"), ("ϕ₂′", "\\phi_{2}^{\\prime}"),
        ("v⃗", "\\vec{v}"), ("f_X|Z", "f_{X|Z}"), ("x²", "x^{2}"), ("∞", "\\infty"), ("50%", "50\\%"),
    ])
    func namesReadAsTheyAreWritten(name: String, tex: String) {
        #expect(scalar(name).tex == tex)
    }

    @Test func numbersInTeX() {
        let x = scalar("x")
        let numbers: [(Expression, tex: String, unicode: String)] = [
            (Expression(0.00001), "10^{-5}", "10⁻⁵"), (1e-7 * x, "10^{-7} x", "10⁻⁷ x"),
            (Expression(1e15) * x, "10^{15} x", "10¹⁵ x"),
            (Expression(-2.5e-9) * x, "-2.5 \\cdot 10^{-9} x", "−2.5 · 10⁻⁹ x"),
            (x + 1e-300, "x + 10^{-300}", "x + 10⁻³⁰⁰"), (Expression(3e20) * x, "3 \\cdot 10^{20} x", "3 · 10²⁰ x"),
            (Expression(1e-7) ** 2, "(10^{-7})^{2}", "(10⁻⁷)²"),
            (Expression(3e-7) ** x, "(3 \\cdot 10^{-7})^{x}", "(3 · 10⁻⁷)ˣ"),
            (x ** Expression(1e-7), "x^{10^{-7}}", "x^(10⁻⁷)"), (Expression(-2) ** 2, "(-2)^{2}", "(−2)²"),
            (Expression(.infinity), "\\infty", "∞"), (-Expression(.infinity), "-\\infty", "−∞"),
            (Expression(0.1), "0.1", "0.1"), (Expression(0.0001), "0.0001", "0.0001"), (84_060, "84060", "84060"),
            (x * Expression(1e-7), "x \\cdot 10^{-7}", "x · 10⁻⁷"), (x - 1e20, "x - 10^{20}", "x − 10²⁰"),
            (Expression(123.456), "123.456", "123.456"), (0, "0", "0"),
            (Expression(1.5e300), "1.5 \\cdot 10^{300}", "1.5 · 10³⁰⁰"),
        ]
        for (number, tex, unicode) in numbers {
            #expect(number.tex == tex)
            #expect(number.unicode == unicode)
        }
    }

    /// Each formula can be read in one way only.
    @Test func whatExtendsToTheRightIsClosed() {
        let n = size("n")
        let i = index("i", 1...n)
        let (x, y, s) = (scalar("x"), scalar("y"), scalar("s"))
        let (u, v) = (vector("u", n), vector("v", n))
        let A = matrix("A", n, n)
        let formulas: [(Expression, String)] = [
            (log(x) * y, "\\log(x) y"), (y * log(x), "y \\log x"), (log(x) * log(y), "\\log(x) \\log y"),
            (log(s) * u, "\\log(s) u"), (log(u) ⊙ v, "\\log(u) \\odot v"), (u ⊙ log(v), "u \\odot \\log(v)"),
            (log(s) * log(s) * s, "\\log(s) \\log(s) s"), (log(x).², "\\log^{2}(x)"), (log(x) ** 3, "(\\log x)^{3}"),
            (log(x) + y, "\\log x + y"), (A * (s * log(u)), "A (s \\log u)"), (log(u).ᵀ * v, "(\\log u)^{\\top } v"),
            ((s * log(u)) ⊙ v, "(s \\log u) \\odot v"),
            (sum(over: i) { u[i] } * y, "\\left( \\sum_{i=1}^{n} u_{i} \\right) y"),
            (sum(over: i) { u } ⊙ v, "\\left( \\sum_{i=1}^{n} u \\right) \\odot v"),
            (grad(y * x, x) * s, "(\\nabla_{x} (y x)) s"),
            (d(x * y + s, x) * y, "\\left( \\frac{\\mathrm{d}}{\\mathrm{d}x} (x y + s) \\right) y"),
            (
                cases((x, when: x > 0), otherwise: 0) + y,
                "\\left( \\begin{cases} x & \\text{if } x \\gt 0 \\\\ 0 & \\text{otherwise} \\end{cases} \\right) + y"
            ),
            (-(u ⊙ v), "-(u \\odot v)"), (u - v ⊙ u, "u - v \\odot u"), (A * (u ⊙ v), "A (u \\odot v)"),
            ((x ** y) ** s, "(x^{y})^{s}"), (exp(x) ** 2, "(e^{x})^{2}"), ((-x) ** 2, "(-x)^{2}"),
            (x * -y, "x (-y)"), (x - -y, "x - (-y)"), (-(-x), "-(-x)"), ((A + A).ᵀ, "(A + A)^{\\top }"),
            ((A * A).⁻¹, "(A A)^{-1}"), ((x / y) ** s, "\\left( \\frac{x}{y} \\right)^{s}"),
            ((u + v)[1], "(u + v)_{1}"), (x / 3 * y, "\\frac{x}{3} y"),
        ]
        for (formula, tex) in formulas { #expect(formula.tex == tex) }
        #expect(gradient(of: 2 ** (x ** 2), withRespectTo: x).tex == "2 \\cdot 2^{x^{2}} \\log(2) x")
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
