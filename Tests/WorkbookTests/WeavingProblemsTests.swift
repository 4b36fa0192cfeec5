import Foundation
import Testing

@testable import Workbook

@Suite("What cannot be woven")
struct WeavingProblemsTests {
    private typealias Section = WeavingFixture.SectionText

    @Test("says with file and line what cannot be woven")
    func problems() throws {
        let fixture = try WeavingFixture(
            [
                Section(
                    "A",
                    """
                    /*:
                     {{adam.rat}} {{x, percents}} {{word, percent}}
                     $a
                     = {{nothing}}$ [](#fig:ons)
                     [](#wrong:one) [](#2) [](#chapter:7) [@kingma] [](#4/fig:one)
                     @Excerpt(Sources/None.swift, slice: step)
                     @Excerpt(Sources/Adam.swift, slice: stop)
                     @Excerpt(Sources/Adam.swift, slice: void)
                     */
                    page.figure("one")
                    """,
                    [
                        ("figure", .figure("one", caption: "See {{caption}}.")),
                        ("figure", .number("adam.rate", .number(1))),
                        ("figure", .number("word", .text("Adam"))), ("figure", .number("x", .integer(1))),
                    ])
            ],
            files: [
                "Sources/Adam.swift": "// snippet.step\na\n// snippet.void\n\n// snippet.end\nb\n// snippet.other\nc"
            ])
        try FileManager.default.removeItem(at: fixture.figures.appendingPathComponent("one.png"))
        #expect(
            fixture.problems() == [
                "A.swift:8: No value “adam.rat” was recorded. Is it “adam.rate”?",
                "A.swift:8: There is no format “percents” for a value. There are: fixed n, significant n, percent n, "
                    + "scientific n, integer, signed n, seconds n.",
                "A.swift:8: The value “word” is Adam, which “percent” cannot write.",
                "A.swift:10: No value “nothing” was recorded.",
                "A.swift:10: Nothing has the label “fig:ons”. Is it “fig:one”?",
                "A.swift:11: Nothing has the label “wrong:one”.",
                "A.swift:11: Nothing has the label “2”. Is it “chapter:2”?",
                "A.swift:11: There is no Chapter 7 to refer to.",
                "A.swift:11: Chapters/bibliography.json has no work “kingma”.",
                "A.swift:11: Nothing has the label “4/fig:one”.",
                "A.swift:12: There is no file Sources/None.swift to quote; paths begin at the package's root.",
                "A.swift:13: Sources/Adam.swift has no slice “stop”. It has: other, step, void.",
                "A.swift:14: The slice “void” of Sources/Adam.swift is empty.",
                "A.swift:16: The file of figure “one” is missing: Figures/Chapter03/one.png.",
                "A.swift:16: No value “caption” was recorded.",
            ])
        #expect(throws: (any Error).self) { try fixture.read("Chapters/Chapter03_Optimizers/README.md") }
    }

    @Test("refuses labels that are defined twice")
    func duplicates() throws {
        let fixture = try WeavingFixture([
            Section(
                "A", "//: $$ a $$ {#eq:one}\n//: $$ b $$ {#eq:one}\nf()",
                [("f()", .figure("x.y")), ("f()", .figure("x-y"))]),
            Section("B", "g()", [("g()", .derivation("Same")), ("g()", .derivation("same!"))]),
        ])
        #expect(
            fixture.problems() == [
                "A.swift:8: The label eq:one is already defined at \(fixture.path("A")):7.",
                "A.swift:9: The label fig:x-y is already defined at \(fixture.path("A")):9.",
                "B.swift:7: The label der:same is already defined at \(fixture.path("B")):7.",
            ])
    }

    @Test("refuses results of other code, naming the section")
    func stale() throws {
        let fixture = try WeavingFixture([Section("A", "a()"), Section("B", title: "The second", "b()")])
        try fixture.write(WeavingFixture.source(Section("B", title: "The second", "c()")), to: fixture.path("B"))
        #expect(
            fixture.problems() == [
                "B.swift:6: The code of section “The second” has changed since its results were recorded: "
                    + "swift run Chapter03_Optimizers"
            ])
    }

    @Test("refuses results of other shared code")
    func staleSharedCode() throws {
        let fixture = try WeavingFixture([Section("A", "a()")])
        let file = "Chapters/Chapter03_Optimizers/Optimizers.swift"
        fixture.transcript.sharedCode[file] = SourceCode(try fixture.read(file)).fingerprint
        #expect(fixture.problems() == [])
        fixture.transcript.sharedCode[file] = SourceCode("other").fingerprint
        #expect(
            fixture.problems() == [
                "Optimizers.swift:1: This code, which the chapter's sections share, has changed since their results "
                    + "were recorded: swift run Chapter03_Optimizers"
            ])
    }

    @Test("refers to other chapters' figures and values")
    func otherChapters() throws {
        let other = "struct Z: Section {\n    func run(on page: Page) {\n        f()\n    }\n}\n"
        let fixture = try WeavingFixture(
            [Section("A", "//: [](#4/fig:z): {{4/accuracy, percent 1}}")],
            files: [
                "Chapters/Chapter04_Classifier/C.swift":
                    "@main struct C: Chapter { static let title = \"A classifier\" }",
                "Chapters/Chapter04_Classifier/Z.swift": other,
            ])
        let transcript = Transcript(
            chapter: 4, title: "A classifier", folder: "Chapters/Chapter04_Classifier", preset: .lecture, seed: 1,
            sections: [
                SectionRecord(
                    name: "Z", title: "Z", file: "Chapters/Chapter04_Classifier/Z.swift",
                    codeFingerprint: SourceCode(other).fingerprint,
                    records: [
                        Record(line: 3, codeLine: 3, content: .figure("z")),
                        Record(line: 3, codeLine: 3, content: .number("accuracy", .number(0.981))),
                    ])
            ])
        try fixture.write(String(decoding: transcript.json(), as: UTF8.self), to: "Figures/Chapter04/transcript.json")
        #expect(try fixture.content() == "[Figure\u{A0}4.1](../Chapter04_Classifier/README.md#fig-z): 98.1\u{202F}%")
    }

    @Test("weaves part of a chapter anywhere, with question marks for what did not run")
    func partial() throws {
        let fixture = try WeavingFixture([
            Section("A", "//: [](#fig:other) {{other}}\nf()", [("f()", .figure("f"))])
        ])
        fixture.transcript.isWhole = false
        fixture.transcript.preset = .quick
        fixture.transcript.seed = 7
        let scratch = fixture.root.appendingPathComponent(".build/workbook/Chapter03")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: fixture.figures.appendingPathComponent("f.png"), to: scratch.appendingPathComponent("f.png"))
        let url = try fixture.weaver.weave(
            fixture.transcript, figures: scratch, to: scratch.appendingPathComponent("README.md"))
        let page = try String(contentsOf: url, encoding: .utf8)
        #expect(page.contains("\n? ?\n"))
        #expect(page.contains("<img src=\"f.png\""))
        #expect(page.contains("[A.swift](../../../Chapters/Chapter03_Optimizers/A.swift)"))
        #expect(page.contains("`swift run Chapter03_Optimizers --preset quick --seed 7`"))
    }

    @Test("names what is wrong with the bibliography")
    func bibliography() throws {
        let fixture = try WeavingFixture([Section("A", "")], files: ["Chapters/bibliography.json": "[{\"id\": 1}]"])
        #expect(throws: WorkbookError.self) { try fixture.page() }
        let entry =
            "{\"id\": \"a\", \"type\": \"book\", \"title\": \"T\", \"author\": [], \"issued\": {\"date-parts\": [[1]]}}"
        try fixture.write("[\(entry), \(entry)]", to: "Chapters/bibliography.json")
        #expect(throws: Diagnostic(file: "Chapters/bibliography.json", line: 1, "Two works have the key “a”.")) {
            try fixture.page()
        }
    }
}
