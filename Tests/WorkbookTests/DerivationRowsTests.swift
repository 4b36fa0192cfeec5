import Testing

@testable import Workbook

@Suite("A derivation in the book")
struct DerivationRowsTests {
    @Test("comes apart into statements and steps, not at signs within cases or text")
    func rows() {
        let tex = #"""
            \begin{aligned}
            & \text{Let } x \in \mathbb{R} \\
            \lvert x \rvert & = \begin{cases} x & \text{if } x > 0 \\ -x & \text{otherwise} \end{cases} && \text{this \& that} \\
            & \leq \text{a}^{2} \\
            & \text{Hence}\quad x = \lvert x \rvert
            \end{aligned}
            """#
        #expect(
            DerivationRows(tex: tex).rows == [
                .statement(#"\text{Let } x \in \mathbb{R}"#),
                .step(
                    left: #"\lvert x \rvert"#,
                    right: #"= \begin{cases} x & \text{if } x > 0 \\ -x & \text{otherwise} \end{cases}"#,
                    reason: #"\text{this \& that}"#),
                .step(left: "", right: #"\leq \text{a}^{2}"#, reason: ""),
                .statement(#"\text{Hence}\quad x = \lvert x \rvert"#),
            ])
    }

    @Test(
        "sets words as text and formulas between dollars",
        arguments: [
            (#"\text{Hence}\quad x = 1"#, "Hence $x = 1$"),
            (#"\text{definition of }\sigma(x)"#, #"definition of $\sigma(x)$"#),
            (#"\text{(}x\text{)}"#, "($x$)"), (#"\text{a \textless  b \& c}"#, #"a \< b & c"#),
            (#"1 - \text{old}"#, "$1 -$old"), (#"x_{\text{i}} = 0"#, #"$x_{\text{i}} = 0$"#),
            (#"\begin{cases} 0 & \text{if } x \end{cases}"#, #"$\begin{cases} 0 & \text{if } x \end{cases}$"#),
        ])
    func prose(tex: String, markdown: String) {
        #expect(DerivationRows.prose(tex) == markdown)
    }

    @Test("is columns of divisions for Pandoc")
    func markdown() {
        let rows = DerivationRows(tex: "\\begin{aligned}\na & = b && \\text{why} \\\\\n& = c\n\\end{aligned}")
        #expect(
            rows.markdown == """
                :::: {.steps}

                ::: {.left}
                $a$
                :::

                ::: {.right}
                $= b$
                :::

                ::: {.because}
                why
                :::

                ::: {.right}
                $= c$
                :::

                ::::
                """)
    }
}
