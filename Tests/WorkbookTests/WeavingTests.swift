import Foundation
import Testing

@testable import Workbook

@Suite("Weaving")
struct WeavingTests {
    private typealias Section = WeavingFixture.SectionText

    @Test("puts each output after the chunk whose line produced it, in the order of the run")
    func order() throws {
        let fixture = try WeavingFixture([
            Section(
                "A",
                """
                /*: First $x$. */
                let a = 1
                page.show(a)
                page.check("holds")
                //: Then:
                for i in 0..<2 {
                    page.show(i)
                    //: Within:
                    page.show(-i)
                }
                //: Last.
                """,
                [
                    ("show(a)", .output("1")), ("check", .check("It *holds*", "2 < 3")), ("check", .check("Also")),
                    ("show(i)", .output("0")), ("show(-i)", .output("-0")), ("show(i)", .output("1")),
                    ("show(-i)", .output("-1")),
                ])
        ])
        let content = try fixture.content()
        #expect(
            content == """
                First $x$.

                ```swift
                let a = 1
                page.show(a)
                page.check("holds")
                ```

                ```text
                1
                ```

                - ✓ It *holds* (2 &lt; 3)
                - ✓ Also

                Then:

                ```swift
                for i in 0..<2 {
                    page.show(i)
                ```

                ```text
                0
                ```

                ```text
                1
                ```

                Within:

                ```swift
                    page.show(-i)
                }
                ```

                ```text
                -0
                ```

                ```text
                -1
                ```

                Last.
                """)
    }

    @Test("numbers figures, tables, derivations and equations, and refers to them by label")
    func numbers() throws {
        let fixture = try WeavingFixture([
            Section(
                "A",
                """
                /*:
                 Before: [](#fig:two), [](#eq:energy), [the table](#tab:t).

                 $$
                 E = m c^2
                 $$ {#eq:energy}

                   - in a list

                   $$ a < b $$
                 */
                page.figure("one")
                page.figure("two")
                page.table("t")
                page.show(derivation)
                """,
                [
                    ("\"one\"", .figure("one", caption: "One, after [](#eq:energy), {{v, percent 1}}.")),
                    ("\"two\"", .figure("two")),
                    (
                        "\"t\"",
                        .table("t", ["Name", "$p(x|z)$"], [["a|b", "10"], ["$\\|c\\|$", "{{v}}"]], right: [1])
                    ),
                    ("derivation", .derivation("The first step")), ("derivation", .number("v", .number(0.25))),
                ]),
            Section("B", "//: [](#der:the-first-step) of [](#sec:A)."),
        ])
        let content = try fixture.content()
        #expect(
            content.hasPrefix(
                """
                Before: [Figure\u{A0}3.2](#fig-two), [Equation\u{A0}(3.1)](#eq-energy), [the table](#tab-t).

                <a id="eq-energy"></a>

                $$
                E = m c^2
                \\tag{3.1}
                $$

                  - in a list

                  $$
                  a \\lt b
                  $$
                """), "\(content)")
        #expect(
            content.contains(
                """
                <a id="fig-one"></a>
                <img src="../../Figures/Chapter03/one.png" alt="A &quot;curve&quot; &amp; more" width="640">

                **Figure 3.1.** One, after [Equation\u{A0}(3.1)](#eq-energy), 25.0\u{202F}%.
                """), "\(content)")
        #expect(
            content.contains(
                """
                <a id="tab-t"></a>

                **Table 3.1.** Numbers.

                | Name           | $p(x\\vert z)$ |
                | -------------- | ------------: |
                | a\\|b           |            10 |
                | $\\Vert c\\Vert$ |          0.25 |
                """), "\(content)")
        #expect(
            content.contains(
                """
                <a id="der-the-first-step"></a>

                **Derivation 3.1.** The first step

                $$
                \\begin{aligned}
                a &= b \\\\
                &= c
                \\end{aligned}
                $$

                <sub>✓ 2 steps checked at random values, worst relative residual 2 × 10⁻¹²</sub>
                """), "\(content)")
        #expect(content.hasSuffix("[Derivation\u{A0}3.1](#der-the-first-step) of [Section\u{A0}3.1](#sec-a)."))
    }

    @Test("quotes values, slices and works")
    func quotations() throws {
        let fixture = try WeavingFixture(
            [
                Section(
                    "A",
                    """
                    /*:
                     # Sub {{n}}
                     ## Subsub
                     After @kingma2015 [@kingma2015, sec. 3; @lecun1998]: $\\beta = {{adam.rate, scientific 0}}$.
                     @Excerpt(Sources/Adam.swift, slice: step)
                     */
                    page.value("adam.rate", 0.001)
                    """, [("value", .number("adam.rate", .number(0.001))), ("value", .number("n", .integer(60000)))])
            ],
            files: [
                "Sources/Adam.swift": """
                struct Adam {
                    // snippet.step
                    func step() {
                        // snippet.hide
                        assert()
                        // snippet.show
                        m = β1 * m
                    }
                    // snippet.end
                }
                """,
                "Chapters/bibliography.json": """
                [{"id": "kingma2015", "type": "paper", "title": "Adam: A *method*", "number": "arXiv:1412.6980",
                  "author": [{"family": "Kingma", "given": "Diederik P."}, {"family": "Ba", "given": "Jimmy"}],
                  "issued": {"date-parts": [[2015]]}, "container-title": "ICLR"},
                 {"id": "lecun1998", "type": "article-journal", "title": "Gradient-based learning",
                  "author": [{"family": "LeCun", "given": "Yann"}, {"family": "B"}, {"family": "C"}],
                  "issued": {"date-parts": [[1998, 11]]}, "volume": "86", "issue": "11", "page": "2278–2324"}]
                """,
            ])
        #expect(
            try fixture.content() == """
                ### Sub 60\u{202F}000

                #### Subsub

                After [Kingma & Ba (2015)](#ref-kingma2015) ([Kingma & Ba, 2015](#ref-kingma2015), sec. 3; \
                [LeCun et al., 1998](#ref-lecun1998)): $\\beta = 1 \\times 10^{-3}$.

                [`Sources/Adam.swift`](../../Sources/Adam.swift), slice `step`

                ```swift
                func step() {
                    m = β1 * m
                }
                ```

                ```swift
                page.value("adam.rate", 0.001)
                ```

                ## References

                - <a id="ref-kingma2015"></a>Kingma, D. P. & Ba, J. (2015). *Adam: A \\*method\\**. ICLR. \
                [arXiv:1412.6980](https://arxiv.org/abs/1412.6980)
                - <a id="ref-lecun1998"></a>LeCun, Y., B & C (1998). *Gradient-based learning*. 86(11), 2278–2324.
                """)
    }

    @Test("keeps dollars from touching letters")
    func tightMathematics() throws {
        let fixture = try WeavingFixture([Section("A", "//: The $k$th of $n$, an $n$-fold, x$y$ ($z$).")])
        #expect(try fixture.content() == "The $`k`$th of $n$, an $n$-fold, x$`y`$ ($z$).")
    }

    @Test("folds long outputs away and fences code that holds fences")
    func outputs() throws {
        let long = (1...31).map(String.init).joined(separator: "\n")
        let fixture = try WeavingFixture([
            Section(
                "A", "page.show(long)\n//:\npage.show(fence)",
                [("long", .output(long)), ("fence", .output("\n```\nx\n"))])
        ])
        let content = try fixture.content()
        #expect(content.contains("<details>\n<summary>Output, 31 lines</summary>\n\n```text\n1\n2\n"))
        #expect(content.contains("\n31\n```\n\n</details>"))
        #expect(content.hasSuffix("````text\n```\nx\n````"))
    }

    @Test("places what helpers and other files show at the call that came before")
    func helpers() throws {
        let fixture = try WeavingFixture([
            Section(
                "A", "first()\n//: p\nsecond()\n//: q\nthird()",
                [("first()", .output("1")), ("second()", .output("2"))])
        ])
        fixture.transcript.sections[0].records += [
            Record(line: 3, file: "Chapters/Chapter03_Optimizers/Shared.swift", content: .output("elsewhere")),
            Record(line: 99, content: .output("nowhere")),
        ]
        let content = try fixture.content()
        #expect(
            content.contains(
                "second()\n```\n\n```text\n2\n```\n\n```text\nelsewhere\n```\n\n```text\nnowhere\n```\n\nq"))
        fixture.transcript.sections[0].records.removeFirst(2)
        #expect(try fixture.content().contains("third()\n```\n\n```text\nelsewhere"))
    }

    @Test("needs no new run when prose changes")
    func proseChanges() throws {
        let section = Section("A", "//: p\na()\n//: q\nb()", [("a()", .output("1")), ("b()", .output("2"))])
        let fixture = try WeavingFixture([section])
        let before = try fixture.content()
        var changed = section
        changed.body =
            "/*:\n Longer\n prose. */\na()  // why\n\n// snippet.hide\n// snippet.show\n//: more\n//: and more\nb()"
        try fixture.write(WeavingFixture.source(changed), to: fixture.path("A"))
        let after = try fixture.content()
        #expect(before.contains("a()\n```\n\n```text\n1\n```\n\nq\n\n```swift\nb()\n```\n\n```text\n2\n```"))
        #expect(
            after.contains(
                "a()  // why\n```\n\n```text\n1\n```\n\nmore\nand more\n\n```swift\nb()\n```\n\n```text\n2\n```"))
    }

    @Test("weaves a section without output, an empty section and one without any record")
    func emptiness() throws {
        #expect(try WeavingFixture([Section("A", "let a = 1")]).content() == "```swift\nlet a = 1\n```")
        #expect(try WeavingFixture([Section("A", "")]).content() == "")
        #expect(try WeavingFixture([Section("A", "/*:\n */")]).content() == "")
        #expect(try WeavingFixture([]).page().contains("# 3. Optimizers"))
    }

    @Test("reads Windows line ends and any script")
    func lineEnds() throws {
        let section = Section("A", "/*: Größe 🙂\n 日本 */\nlet σ = \"é\"\npage.show(σ)", [("show", .output("é"))])
        let fixture = try WeavingFixture([section])
        let before = try fixture.page()
        try fixture.write(WeavingFixture.source(section).replacing("\n", with: "\r\n"), to: fixture.path("A"))
        #expect(try fixture.page() == before)
        #expect(before.contains("Größe 🙂\n日本\n\n```swift\nlet σ = \"é\""))
    }
}
