import Foundation
import Testing

@testable import Workbook

@Suite("Weaving: what stands around the sections")
struct WeavingPageTests {
    private typealias Section = WeavingFixture.SectionText

    @Test("frames the page with its place in the lecture, the command, contents and counts")
    func frame() throws {
        let fixture = try WeavingFixture(
            [
                Section("A", title: "About $x_1$", "page.figure(\"f\")", [("figure", .figure("f"))]),
                Section("BiasCorrection", "//: See [](#sec:A), [](#sec:BiasCorrection), [](#chapter:4)."),
            ],
            files: [
                "Chapters/Chapter02_Losses/Losses.swift":
                    "@main struct C: Chapter { static let title = \"Loss functions\" }",
                "Chapters/Chapter04_Classifier/C.swift":
                    "@main struct C: Chapter { static let title = #\"A \"classifier\"\"# }",
                "Chapters/Chapter05_PCA/main.swift": "print(\"not written yet\")",
                "Chapters/Chapter03_Optimizers/Optimizers.swift":
                    "/*: What this is about. */\n@main struct C: Chapter { static let title = \"Optimizers\" }",
            ])
        let page = try fixture.page()
        let head = """
            ← [2. Loss functions](../Chapter02_Losses/README.md) · [Contents](../../README.md) · \
            [4. A "classifier](../Chapter04_Classifier/README.md) →

            # 3. Optimizers

            Chapter 3 of 4 · made by `swift run Chapter03_Optimizers` · preset lecture, seed 1

            What this is about.

            - [3.1 About $x_1$](#sec-a)
            - [3.2 BiasCorrection](#sec-bias-correction)

            <a id="sec-a"></a>

            ## 3.1 About $x_1$

            <sub>[A.swift](A.swift)</sub>
            """
        #expect(page.contains(head), "\(page)")
        #expect(
            page.contains(
                "See [Section\u{A0}3.1](#sec-a), [Section\u{A0}3.2](#sec-bias-correction), [Chapter 4](../Chapter04_Classifier/README.md)."
            ))
        #expect(page.contains("\n---\n\nThe run that made this page produced 1 figure.\n\n←"))
        #expect(page.hasSuffix("→\n"))
    }

    @Test("carries the exercises with a link to each stub")
    func exercises() throws {
        let fixture = try WeavingFixture(
            [Section("A", "//: See [](#ex:3.1).")],
            files: [
                "Chapters/Chapter03_Optimizers/Exercises/Momentum.swift": """
                /*:
                 ## Momentum
                 Add a velocity to [](#sec:A).
                 # More
                 */
                struct Momentum {
                    //: Here:
                    func step() throws { throw NotYetSolved("3.1") }
                }
                """
            ])
        fixture.transcript.exercises = [
            ExerciseRecord(
                id: "3.1", title: "Momentum", file: "Chapters/Chapter03_Optimizers/Exercises/Momentum.swift")
        ]
        let content = try fixture.content()
        #expect(content.hasPrefix("See [Exercise\u{A0}3.1](#ex-3-1)."))
        #expect(
            content.hasSuffix(
                """
                <a id="ex-3-1"></a>

                ### Exercise 3.1: Momentum

                Add a velocity to [Section\u{A0}3.1](#sec-a).

                #### More

                Here:

                → [Exercises/Momentum.swift](Exercises/Momentum.swift)
                """), "\(content)")
    }
}
