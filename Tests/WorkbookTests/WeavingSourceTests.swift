import Testing

@testable import Workbook

@Suite("Cutting a section into prose and code")
struct WeavingSourceTests {
    /// Chunks in one line each: `prose 3: text` and `code 4..<6: text`, line ends as `⏎`.
    private func chunks(_ source: String) throws -> [String] {
        try SectionSource(path: "X.swift", text: source).chunks.map { chunk in
            switch chunk {
            case .prose(let prose):
                "prose \(prose.firstLine): \(prose.lines.joined(separator: "⏎"))"
            case .code(let code):
                "code \(code.lines.lowerBound)..<\(code.lines.upperBound): \(code.text.replacing("\n", with: "⏎"))"
            }
        }
    }

    /// The same for what stands in `run(on:)`, lines counted from its first.
    private func body(_ lines: String, lineEnd: String = "\n") throws -> [String] {
        let head =
            "import Workbook\nstruct X: Section {\n    static let title = \"X\"\n    func run(on page: Page) throws {\n"
        let body = lines.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n")
        let source = try SectionSource(
            path: "X.swift", text: (head + body + "\n    }\n}\n").replacing("\n", with: lineEnd))
        return source.chunks.compactMap { chunk in
            switch chunk {
            case .prose(let prose):
                return "prose \(prose.firstLine - 4): \(prose.lines.joined(separator: "⏎"))"
            case .code(let code):
                return code.text.isEmpty
                    ? nil
                    : "code \(code.lines.lowerBound - 4)..<\(code.lines.upperBound - 4): "
                        + code.text.replacing("\n", with: "⏎")
            }
        }
    }

    @Test("shows the body of run(on:) and hides the section's frame")
    func frame() throws {
        let source = """
            import NeuralNetworks
            @testable import Workbook

            /// Why.
            struct BiasCorrection: Section {
                static let title =
                    "Why Adam divides"

                /// Runs.
                @MainActor
                func run(on page: Page) throws {
                    let a = 1

                    page.value("a", a)
                }

                private func helper() {}
            }
            """
        let parsed = try SectionSource(path: "X.swift", text: source)
        #expect(
            try chunks(source) == ["code 1..<12: ", "code 12..<15: let a = 1⏎⏎page.value(\"a\", a)", "code 15..<19: "])
        #expect(parsed.typeName == "BiasCorrection")
        #expect(parsed.runLine == 11)
        #expect(parsed.body == 12..<15)
    }

    @Test("shows code outside of run(on:) where prose introduces it, up to the frame")
    func helpers() throws {
        let source = """
            /*: A spiral. */
            import Foundation

            struct Spiral {
                var turns = 1
            }

            struct X: Section {
                static let title = "X"
                let hidden = 1
                //: Two numbers:
                let shown = (1, 2)

                func run(on page: Page) throws {
                    page.show(shown)
                }
                func alsoHidden() {}
                //: Last:
                func visible() {}
            }
            """
        let chunks = try chunks(source)
        #expect(
            chunks == [
                "prose 1: A spiral.", "code 2..<11: struct Spiral {⏎    var turns = 1⏎}", "prose 11: Two numbers:",
                "code 12..<15: let shown = (1, 2)", "code 15..<16: page.show(shown)", "code 16..<18: ",
                "prose 18: Last:",
                "code 19..<21: func visible() {}",
            ])
    }

    @Test("hides a chapter's declaration, not the prose beside it")
    func chapter() throws {
        let source = """
            import Workbook

            /*: This chapter compares. */
            @main
            struct Chapter03: Chapter {
                static let number = 3
                static let sections: [any Section] = [A()]
            }
            """
        #expect(try chunks(source).filter { !$0.hasSuffix(": ") } == ["prose 3: This chapter compares."])
        #expect(CodeStructure(SwiftLexer(source)).declaresChapter)
        #expect(!CodeStructure(SwiftLexer("func f(_ c: Chapter) {}\nlet s: [any Chapter] = []")).declaresChapter)
    }

    @Test(
        "cuts the body at prose",
        arguments: [
            ("a()\n/*: P */\nb()", ["code 1..<2: a()", "prose 2: P", "code 3..<4: b()"]),
            ("//: one\n//: two\n//:\n//: four\na()", ["prose 1: one⏎two⏎⏎four", "code 5..<6: a()"]),
            // A comment is code, also behind code, also if it looks like prose there.
            ("// why\na()  //: no\nb() /*: nor this */", ["code 1..<4: // why⏎a()  //: no⏎b() /*: nor this */"]),
            ("/// doc\nfunc f() {}\n/** more */", ["code 1..<4: /// doc⏎func f() {}⏎/** more */"]),
            // Block and line prose next to each other are two pieces.
            ("/*: one */\n//: two\na()", ["prose 1: one", "prose 2: two", "code 3..<4: a()"]),
            ("//: one\n/*: two */", ["prose 1: one", "prose 2: two"]),
            // Empty prose cuts the code in two.
            ("a()\n/*: */\nb()", ["code 1..<2: a()", "prose 2: ", "code 3..<4: b()"]),
            ("a()\n//:\nb()", ["code 1..<2: a()", "prose 2: ", "code 3..<4: b()"]),
            // Prose is dedented by what its lines have in common; lists and code in it keep their shape.
            (
                "/*:\n First\n   - item\n\n     more\n */\na()",
                ["prose 1: ⏎First⏎  - item⏎⏎    more⏎", "code 7..<8: a()"]
            ),
            ("/*: First\nsecond */", ["prose 1: First⏎second"]),
            // Nested comments belong to the prose.
            ("/*: a /* b */ c */\nx()", ["prose 1: a /* b */ c", "code 2..<3: x()"]),
            // Prose in a closure: the prose is dedented, the code keeps its place; mere closing brackets are not shown.
            (
                "for i in 0..<3 {\n    //: Each time:\n    f(i)\n    //: Done.\n}",
                ["code 1..<2: for i in 0..<3 {", "prose 2: Each time:", "code 3..<4:     f(i)", "prose 4: Done."]
            ),
            ("f {\n//: p\n})\n}\n];\n//: q", ["code 1..<2: f {", "prose 2: p", "prose 6: q"]),
            // Strings that look like prose or like comments.
            ("let s = \"/*: no */\"\nlet t = \"//: no\"", ["code 1..<3: let s = \"/*: no */\"⏎let t = \"//: no\""]),
            (
                "let s = \"\"\"\n//: no\n/*: no\n\"\"\"\n//: yes",
                ["code 1..<5: let s = \"\"\"⏎//: no⏎/*: no⏎\"\"\"", "prose 5: yes"]
            ),
            ("let s = #\"\\\"#  // c\n//: yes", ["code 1..<2: let s = #\"\\\"#  // c", "prose 2: yes"]),
            // Conditional compilation is code.
            (
                "#if DEBUG\na()\n//: p\n#endif\nb()",
                ["code 1..<3: #if DEBUG⏎a()", "prose 3: p", "code 4..<6: #endif⏎b()"]
            ),
            // Snippet marks.
            ("a()\n// snippet.hide\nb()\n// snippet.show\nc()", ["code 1..<6: a()⏎c()"]),
            ("a()\n\n// snippet.hide\nb()\n// snippet.show\n\nc()", ["code 1..<8: a()⏎⏎c()"]),
            ("// snippet.hide\na()\n//: p\nb()\n// snippet.show\nc()", ["prose 3: p", "code 4..<7: c()"]),
            ("// snippet.step\na()\n// snippet.end\nb()", ["code 1..<5: a()⏎b()"]),
            ("a() // snippet.hide\nb()", ["code 1..<3: a() // snippet.hide⏎b()"]),
            ("//: Ünï 🙂 日本\nlet σ = \"é\"", ["prose 1: Ünï 🙂 日本", "code 2..<3: let σ = \"é\""]),
            ("", []),
            ("/*: only prose */", ["prose 1: only prose"]),
        ])
    func pieces(source: String, expected: [String]) throws {
        #expect(try body(source) == expected)
        #expect(try body(source, lineEnd: "\r\n") == expected)
    }

    @Test("shows hidden code when asked, and forgets the wish at the frame")
    func overruling() throws {
        let source = """
            // snippet.show
            let a = 1
            struct X: Section {
                func run(on page: Page) {
                    // snippet.hide
                    b()
                }
                // snippet.show
                let c = 3
                // snippet.hide
                let d = 4
            }
            """
        #expect(
            try chunks(source).map { $0.split(separator: ": ", maxSplits: 1).dropFirst().joined() }
                == ["let a = 1", "", "let c = 3"])
    }

    @Test("names the line of a comment that is never closed")
    func unterminated() {
        #expect(throws: Diagnostic(file: "X.swift", line: 2, "This comment is never closed.")) {
            try SectionSource(path: "X.swift", text: "let a = 1\n/*: b")
        }
    }

    @Test("finds the chunk of a line")
    func holding() throws {
        let source = try SectionSource(
            path: "X.swift", text: "struct X {\nfunc run(on page: Page) {\na()\n//: p\nb()\nc()\n}\n}")
        #expect(source.chunk(holding: 3) == 1)
        #expect(source.chunk(holding: 4) == nil)
        #expect(source.chunk(holding: 6) == 3)
        #expect(source.chunk(holding: 99) == nil)
    }
}
