import Testing

@testable import Workbook

@Suite("Reading prose")
struct WeavingProseTests {
    private func value(_ key: String, _ format: String? = nil, line: Int = 1) -> ValueReference {
        ValueReference(key: key, format: format, line: line)
    }

    @Test(
        "tells text, mathematics, values, references and citations apart",
        arguments: [
            ("plain", [.text("plain")]),
            ("a $x_1$ b", [.text("a "), .math([.tex("x_1")]), .text(" b")]),
            ("a $`x_1`$ b", [.text("a "), .math([.tex("x_1")]), .text(" b")]),
            ("$a$, $b$.", [.math([.tex("a")]), .text(", "), .math([.tex("b")]), .text(".")]),
            ("$f(\\$1)$", [.math([.tex("f(\\$1)")])]),
            // Money is no mathematics.
            ("from $5 to $6", [.text("from $5 to $6")]), ("\\$x$ y", [.text("\\$x$ y")]), ("$ x$", [.text("$ x$")]),
            ("`$x$` and ``a`$y$``", [.text("`$x$` and ``a`$y$``")]), ("a ` $x$", [.text("a ` "), .math([.tex("x")])]),
            ("`{{a}} [@b]`", [.text("`{{a}} [@b]`")]),
            ("$a\n\nb$", [.text("$a\n\nb$")]),
            ("is {{a.b}}!", [.text("is "), .value(ValueReference(key: "a.b", line: 1)), .text("!")]),
            (
                "x\ny {{ a-b_c , percent 1 }}",
                [.text("x\ny "), .value(ValueReference(key: "a-b_c", format: "percent 1", line: 2))]
            ),
            ("{{4/a}}", [.value(ValueReference(key: "4/a", line: 1))]),
            ("{{}} {{ 1 }} {{a b}} {{a", [.text("{{}} {{ 1 }} {{a b}} {{a")]),
            (
                "$n = {{n, fixed 2}}{}^{{{{a}}}}$",
                [
                    .math([
                        .tex("n = "), .value(ValueReference(key: "n", format: "fixed 2", line: 1)), .tex("{}^{{"),
                        .value(ValueReference(key: "a", line: 1)), .tex("}}"),
                    ])
                ]
            ),
            ("see [](#fig:a).", [.text("see "), .reference(text: "", label: "fig:a", line: 1), .text(".")]),
            ("\n[the [a] b](#sec:X)", [.text("\n"), .reference(text: "the [a] b", label: "sec:X", line: 2)]),
            ("[a](b.md) ![e](#fig:f)", [.text("[a](b.md) ![e](#fig:f)")]),
            ("[c](#d)", [.reference(text: "c", label: "d", line: 1)]),
            ("[@a2015]", [.citation([Citation(key: "a2015", line: 1)], isParenthetical: true)]),
            (
                "[@a; @b, p. 5]",
                [
                    .citation(
                        [Citation(key: "a", line: 1), Citation(key: "b", locator: "p. 5", line: 1)],
                        isParenthetical: true)
                ]
            ),
            (
                "As @kingma2015 show",
                [
                    .text("As "), .citation([Citation(key: "kingma2015", line: 1)], isParenthetical: false),
                    .text(" show"),
                ]
            ),
            ("me@kingma2015, @main, @Excerpt, @a1", [.text("me@kingma2015, @main, @Excerpt, @a1")]),
            ("\\[@a] \\{{a}}", [.text("\\[@a] \\{{a}}")]),
            ("", []),
        ] as [(String, [Inline])])
    func inlines(text: String, expected: [Inline]) {
        #expect(InlineParser.parse(text, line: 1) == expected)
    }

    private func blocks(_ lines: [String]) throws -> [ProseBlock] {
        try ProseParser.parse(SectionSource.Prose(lines: lines, firstLine: 10), file: "X.swift")
    }

    @Test("cuts prose into paragraphs, headings, equations, code and excerpts")
    func blocks() throws {
        let blocks = try blocks([
            "A $x$", "b.", "", "## Title {{v}}", "```swift", "$$ no", "@Excerpt(no)", "```", "$$", "a = b \\\\", "",
            "c = {{d}}", "$$ {#eq:one}", "  $$ e $$", "@Excerpt(Sources/A.swift, slice: step)", "@Excerpt(B.swift)",
            "end",
        ])
        #expect(
            blocks == [
                .markdown([.text("A "), .math([.tex("x")]), .text("\nb.\n")]),
                .heading(level: 2, [.text("Title "), .value(value("v", line: 13))]),
                .verbatim("```swift\n$$ no\n@Excerpt(no)\n```"),
                .equation(
                    .init(
                        tex: [.tex("a = b \\\\\nc = "), .value(value("d", line: 19))], label: "one", indentation: 0,
                        line: 18)),
                .equation(.init(tex: [.tex("e")], label: nil, indentation: 2, line: 23)),
                .excerpt(path: "Sources/A.swift", slice: "step", line: 24),
                .excerpt(path: "B.swift", slice: nil, line: 25), .markdown([.text("end")]),
            ])
    }

    @Test("reads an equation's label in the line below")
    func labelBelow() throws {
        let equation = ProseBlock.Equation(tex: [.tex("a.")], label: "one", indentation: 0, line: 10)
        #expect(try blocks(["$$a.$$", "{#eq:one}", "b"]) == [.equation(equation), .markdown([.text("b")])])
    }

    /// CommonMark 4.5.
    @Test(
        "ends a block of code only at a fence of its kind, as long as its first and without words",
        arguments: [
            (["```", "```swift", "```", "end"], "```\n```swift\n```"),
            (["````", "```", "````", "end"], "````\n```\n````"),
            (["```", "~~~", "`````", "end"], "```\n~~~\n`````"),
            (["~~~ a`b", "``` x", "~~~  ", "end"], "~~~ a`b\n``` x\n~~~  "),
        ])
    func fences(lines: [String], verbatim: String) throws {
        #expect(try blocks(lines) == [.verbatim(verbatim), .markdown([.text("end")])])
    }

    @Test("takes three backticks within a sentence for code in it")
    func backticksInSentences() throws {
        let sentence = "```a`b``` is code in a sentence."
        #expect(try blocks([sentence]) == [.markdown([.text(sentence)])])
    }

    @Test("tells tables from what stands around them")
    func tables() throws {
        #expect(
            try blocks(["a | b", "| x |", "| - |", "| y |", "", "c"]) == [
                .markdown([.text("a | b")]), .table([.text("| x |\n| - |\n| y |")]), .markdown([.text("\nc")]),
            ])
        #expect(try blocks(["x | y", ":-: | ---"]) == [.table([.text("x | y\n:-: | ---")])])
        #expect(try blocks(["x | y", "z"]) == [.markdown([.text("x | y\nz")])])
        #expect(try blocks(["x", "---"]) == [.markdown([.text("x\n---")])])
    }

    @Test("keeps bars of mathematics and of values from cutting the cells of a table")
    func barsInTables() throws {
        let fixture = try WeavingFixture([
            .init(
                "A",
                """
                page.value("law", "f(x|z)")
                /*:
                 For all $|a|$ and {{law}}:

                 | loss | formula |
                 | --- | --- |
                 | absolute | $|y - t|$, $\\|x\\|$ |
                 | {{law}} | of $x$ given $z$ |

                 Then $|b|$.
                 */
                """, [("page.value", .number("law", .text("f(x|z)")))])
        ])
        let content = try fixture.content()
        #expect(content.contains("For all $|a|$ and f(x|z):"), "\(content)")
        #expect(content.contains("| absolute | $\\vert y - t\\vert$, $\\Vert x\\Vert$ |"), "\(content)")
        #expect(content.contains("| f(x\\|z) | of $x$ given $z$ |"), "\(content)")
        #expect(content.contains("\n\nThen $|b|$."), "\(content)")
    }

    @Test("keeps indented code and hash signs that are no headings")
    func noHeadings() throws {
        #expect(try blocks(["#hash", "    # indented"]) == [.markdown([.text("#hash\n    # indented")])])
    }

    @Test(
        "names the line of what cannot be read",
        arguments: [
            (["a", "$$ x"], 11, "This equation has no closing $$."),
            (["$$ x $$ then"], 10, "After the closing $$ only a label like {#eq:name} may stand, not “then”."),
            (["$$", "$$"], 10, "This equation is empty."),
            (["one", "so $$a$$ then"], 11, "A displayed equation begins on a line of its own."),
            (["", "```swift", "x"], 11, "This block of code has no closing ```."),
            (
                ["@Excerpt a"], 10,
                "An excerpt is written @Excerpt(path) or @Excerpt(path, slice: name), on a line of its own."
            ),
            (
                ["@Excerpt(a, step)"], 10,
                "An excerpt is written @Excerpt(path) or @Excerpt(path, slice: name), on a line of its own."
            ),
        ])
    func errors(lines: [String], line: Int, message: String) {
        #expect(throws: Diagnostic(file: "X.swift", line: line, message)) { try blocks(lines) }
    }
}

@Suite("Writing recorded values")
struct WeavingNumberFormatTests {
    @Test(
        "formats numbers",
        arguments: [
            ("", .number(0.98131), "0.9813", "0.9813"), ("", .number(3.16227766), "3.162", "3.162"),
            ("", .number(0.5), "0.5", "0.5"), ("", .number(3), "3", "3"), ("", .number(-0.25), "−0.25", "-0.25"),
            ("", .number(1.5e-7), "1.5 × 10⁻⁷", "1.5 \\times 10^{-7}"),
            ("", .number(-1e-7), "−1 × 10⁻⁷", "-1 \\times 10^{-7}"),
            ("", .number(123456.789), "123\u{202F}457", "123\\,457"),
            ("", .integer(60000), "60\u{202F}000", "60\\,000"), ("", .integer(9999), "9999", "9999"),
            ("", .integer(-12345), "−12\u{202F}345", "-12\\,345"),
            ("", .text("Adam"), "Adam", "\\text{Adam}"), ("", .truth(true), "true", "\\text{true}"),
            ("fixed 2", .number(0.985), "0.98", "0.98"), ("fixed 0", .number(2.5), "2", "2"),
            ("fixed 2", .number(-0.001), "0.00", "0.00"), ("fixed 1", .integer(7), "7.0", "7.0"),
            ("percent 1", .number(0.98131), "98.1\u{202F}%", "98.1\\,\\%"),
            ("percent", .number(1), "100\u{202F}%", "100\\,\\%"),
            ("scientific 2", .number(0.98131), "9.81 × 10⁻¹", "9.81 \\times 10^{-1}"),
            ("scientific 0", .number(-12345), "−1 × 10⁴", "-1 \\times 10^{4}"),
            ("significant 2", .number(0.0123456), "0.012", "0.012"),
            ("significant 3", .number(0.99999), "1.00", "1.00"),
            ("significant 2", .number(12345), "12\u{202F}000", "12\\,000"), ("significant 3", .number(0), "0", "0"),
            ("significant 2", .number(1.234e9), "1.2 × 10⁹", "1.2 \\times 10^{9}"),
            ("integer", .number(1234.5), "1234", "1234"), ("integer", .number(99999.6), "100\u{202F}000", "100\\,000"),
            ("signed 1", .number(0.25), "+0.2", "+0.2"), ("signed 1", .number(-0.25), "−0.2", "-0.2"),
            ("signed 1", .number(0.001), "0.0", "0.0"),
            ("seconds 1", .number(1.04), "1.0\u{202F}s", "1.0\\,\\text{s}"),
            ("seconds", .number(75.4), "1\u{202F}min 15\u{202F}s", "1\\,\\text{min} 15\\,\\text{s}"),
            ("seconds", .integer(7320), "2\u{202F}h 2\u{202F}min", "2\\,\\text{h} 2\\,\\text{min}"),
        ] as [(String, RecordedValue, String, String)])
    func formats(format: String, value: RecordedValue, text: String, tex: String) throws {
        let format = try format.isEmpty ? .automatic : #require(NumberFormat(format))
        #expect(format.string(value, .text) == text)
        #expect(format.string(value, .tex) == tex)
    }

    @Test(
        "refuses what it does not know",
        arguments: ["", "fixed x", "fixed -1", "fixed 16", "percents", "integer 2", "fixed 1 2"])
    func unknown(format: String) { #expect(NumberFormat(format) == nil) }

    @Test("writes no word as a number", arguments: ["fixed 1", "percent", "integer", "seconds"])
    func words(format: String) throws {
        #expect(try #require(NumberFormat(format)).string(.text("Adam"), .text) == nil)
        #expect(try #require(NumberFormat(format)).string(.truth(true), .text) == nil)
    }
}

@Suite("Mathematics on GitHub")
struct WeavingMathematicsTests {
    @Test(
        "leaves alone what Markdown leaves alone and protects the rest",
        arguments: [
            ("x_1", "$x_1$"), ("\\beta_2^t", "$\\beta_2^t$"), ("v_t = g_t^2", "$v_t = g_t^2$"),
            ("a < b", "$a \\lt b$"), ("p(x|z)", "$p(x|z)$"),
            ("\\hat{v}_t", "$`\\hat{v}_t`$"), ("a\\,b", "$`a\\,b`$"), ("a * b", "$`a * b`$"),
            ("\\{x\\}", "$`\\{x\\}`$"),
            ("98\\%", "$`98\\%`$"), ("a\\\\b", "$`a\\\\b`$"), ("a\n  b", "$a b$"),
        ])
    func inline(tex: String, expected: String) { #expect(Mathematics.gitHubInline(tex) == expected) }

    @Test("keeps lines of a display from looking like lists and headings")
    func display() {
        let tex = "a\n= b\n- c\n+ d\n# e\n1. f\n&= g < h\n\\left\\< i \\right\\>"
        #expect(
            Mathematics.gitHubDisplay(tex, number: "3.1")
                == "$$\na\n{}= b\n{}- c\n{}+ d\n{}# e\n{}1. f\n&= g \\lt h\n\\left\\langle i \\right\\rangle\n\\tag{3.1}\n$$"
        )
        #expect(Mathematics.gitHubDisplay("a", number: nil) == "$$\na\n$$")
    }

    @Test("has no bars in tables")
    func bars() {
        #expect(Mathematics.withoutBars("|x| + \\|y\\| + \\\\|") == "\\vert x\\vert + \\Vert y\\Vert + \\\\\\vert")
    }
}
