import Foundation
import Testing

@testable import Workbook

@Suite("Checking what is committed")
struct WeavingCheckTests {
    private typealias Section = WeavingFixture.SectionText

    /// A workbook whose one chapter was run and woven as it should be.
    private func committed() throws -> WeavingFixture {
        let fixture = try WeavingFixture(
            [
                Section(
                    "A", title: "First", "//: It is {{v}}.\npage.figure(\"f\")",
                    [("figure", .figure("f", slide: "Adam | 5")), ("figure", .number("v", .number(0.25)))]),
                Section("B", title: "Second", "//: See [](#fig:f).\nb()"),
            ],
            files: [
                "README.md":
                    "# Top\n\n<!-- contents -->\nold\n<!-- /contents -->\n\n<!-- pictures 3/f -->\n<!-- /pictures -->\nEnd.\n"
            ])
        try fixture.commit()
        _ = try fixture.weaver.weaveCommitted()
        return fixture
    }

    private func problems(_ fixture: WeavingFixture) throws -> [String] {
        do {
            try fixture.weaver.check()
            return []
        } catch let error as Diagnostics {
            return error.all.map(\.description)
        }
    }

    @Test("finds nothing wrong after a run, and changes nothing when it weaves again")
    func clean() throws {
        let fixture = try committed()
        #expect(try problems(fixture) == [])
        #expect(try fixture.weaver.weaveCommitted() == [])
        #expect(try fixture.weaver.weaveCommitted(only: [3]) == [])
        #expect(try fixture.weaver.weaveCommitted(only: [4]) == [])
    }

    @Test("names the heading from which a page is stale after prose has changed, and is content after weaving")
    func prose() throws {
        let fixture = try committed()
        let source = try fixture.read(fixture.path("B"))
        try fixture.write(source.replacing("See", with: "Look at"), to: fixture.path("B"))
        let page = "Chapters/Chapter03_Optimizers/README.md"
        let line = try fixture.read(page).split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.hasPrefix("See") }
        #expect(
            try problems(fixture) == [
                "\(page):\(try #require(line) + 1): error: From here on the page is not what its sources say "
                    + "(in “3.2 Second”): swift run workbook weave"
            ])
        #expect(try fixture.weaver.weaveCommitted() == [page])
        #expect(try problems(fixture) == [])
    }

    @Test("names the section whose code has changed")
    func code() throws {
        let fixture = try committed()
        let source = try fixture.read(fixture.path("B"))
        try fixture.write(source.replacing("b()", with: "c()"), to: fixture.path("B"))
        #expect(
            try problems(fixture) == [
                "\(fixture.path("B")):6: error: The code of section “Second” has changed since its results were recorded: "
                    + "swift run Chapter03_Optimizers"
            ])
        #expect(throws: Diagnostics.self) { try fixture.weaver.weaveCommitted() }
    }

    @Test("notices figures that were changed, lost or left over")
    func figures() throws {
        let fixture = try committed()
        try fixture.write("another PNG", to: "Figures/Chapter03/f.png")
        try fixture.write("stray", to: "Figures/Chapter03/g.png")
        #expect(
            try problems(fixture) == [
                "\(fixture.path("A")):8: error: Figures/Chapter03/f.png is not what section “First” drew: "
                    + "swift run Chapter03_Optimizers",
                "Figures/Chapter03/g.png:1: error: No run of Chapter03_Optimizers made this file: delete it.",
            ])
        let lost = try committed()
        try FileManager.default.removeItem(at: lost.figures.appendingPathComponent("f.png"))
        #expect(
            try problems(lost) == [
                "\(lost.path("A")):8: error: The file of figure “f” is missing: Figures/Chapter03/f.png."
            ])
    }

    @Test("notices results that are not the transcript's")
    func results() throws {
        let fixture = try committed()
        let file = "Figures/Chapter03/results.json"
        try fixture.write(try fixture.read(file).replacing("0.25", with: "0.26"), to: file)
        #expect(
            try problems(fixture) == [
                "\(file):1: error: The values v are not those of the transcript beside it: swift run Chapter03_Optimizers"
            ])
        try FileManager.default.removeItem(at: fixture.root.appendingPathComponent(file))
        #expect(try problems(fixture).count == 1)
    }

    @Test("accepts only whole runs at the default preset and seed")
    func presets() throws {
        for change in [
            { $0.preset = .quick }, { $0.seed = 2 }, { $0.isWhole = false }, { $0.title = "Other" },
        ] as [(inout Transcript) -> Void] {
            let fixture = try committed()
            change(&fixture.transcript)
            try fixture.commit()
            #expect(
                try problems(fixture).contains { $0.hasPrefix("Figures/Chapter03/transcript.json:1: error: This ") })
        }
    }

    @Test("accepts no check that failed, and shows it where a reader's own run is woven")
    func refutedChecks() throws {
        let fixture = try WeavingFixture([Section("A", "a()", [("a()", .check("It holds"))])])
        fixture.transcript.sections[0].records[0].content = .check(
            CheckRecord(claim: "It holds", comparison: "1 is not at least 2", isRefuted: true))
        let page = try fixture.page()
        #expect(page.contains("\n- ✗ It holds (1 is not at least 2)\n"), "\(page)")
        #expect(page.contains("produced 1 check that did not hold (✗)."), "\(page)")
        try fixture.commit()
        #expect(
            try problems(fixture).contains(
                "\(fixture.path("A")):7: error: The check “It holds” failed in the run that is committed: "
                    + "swift run Chapter03_Optimizers"))
    }

    @Test("notices pages edited by hand, missing pages and unreadable transcripts")
    func pages() throws {
        let fixture = try committed()
        let page = "Chapters/Chapter03_Optimizers/README.md"
        try fixture.write(try fixture.read(page) + "more\n", to: page)
        #expect(try problems(fixture).map { $0.hasPrefix(page) } == [true])
        try FileManager.default.removeItem(at: fixture.root.appendingPathComponent(page))
        #expect(try problems(fixture) == ["\(page):1: error: This page is missing: swift run workbook weave"])
        try fixture.write("{", to: "Figures/Chapter03/transcript.json")
        #expect(try problems(fixture).allSatisfy { $0.contains("it is no valid JSON") })
    }

    @Test("notices a chapter that was never run")
    func neverRun() throws {
        let fixture = try WeavingFixture([Section("A", "a()")])
        #expect(
            try problems(fixture).filter { !$0.contains("page is missing") } == [
                "\(fixture.path("A")):1: error: No results of this section are recorded: swift run Chapter03_Optimizers"
            ])
        // One without sections has nothing to show yet.
        let empty = try WeavingFixture([])
        _ = try empty.weaver.weaveCommitted()
        #expect(try problems(empty) == [])
    }

    @Test("finds the first line that differs and its heading")
    func difference() {
        let page = "# T\n\n## 3.1 A\n\na\n\n### Sub\n\nb\n\n## 3.2 B\n\nc"
        #expect(CommittedCheck.firstDifference(page, page.replacing("\nb", with: "\nx")) == (9, "3.1 A"))
        #expect(CommittedCheck.firstDifference(page.replacing("# T", with: "# U"), page) == (1, nil))
        #expect(CommittedCheck.firstDifference(page + "\nmore", page) == (14, "3.2 B"))
        #expect(CommittedCheck.firstDifference("", page) == (1, nil))
    }

    @Test("shows every figure in the gallery with its slide and its line")
    func gallery() throws {
        let fixture = try committed()
        let gallery = try fixture.read("Figures/README.md")
        #expect(gallery.contains("## 3. [Optimizers](../Chapters/Chapter03_Optimizers/README.md)"))
        #expect(
            gallery.contains(
                "| <img src=\"Chapter03/f.png\" alt=\"A &quot;curve&quot; &amp; more\" width=\"320\"> | [**Figure 3.1**]"
                    + "(../Chapters/Chapter03_Optimizers/README.md#fig-f) A caption.<br>Lecture slide: Adam \\| 5<br>"
                    + "Drawn by [A.swift, line 8](../Chapters/Chapter03_Optimizers/A.swift#L8) |"), "\(gallery)")
    }

    @Test("keeps the contents and the pictures of the top page, and nothing else of it")
    func topPage() throws {
        let fixture = try committed()
        #expect(
            try fixture.read("README.md") == """
                # Top

                <!-- contents -->

                3. **[Optimizers](Chapters/Chapter03_Optimizers/README.md)**  
                   [First](Chapters/Chapter03_Optimizers/README.md#sec-a) · [Second](Chapters/Chapter03_Optimizers/README.md#sec-b)

                <!-- /contents -->

                <!-- pictures 3/f -->

                <p>
                <a href="Chapters/Chapter03_Optimizers/README.md#fig-f"><img src="Figures/Chapter03/f.png" alt="A &quot;curve&quot; &amp; more" height="130"></a>
                </p>

                <!-- /pictures -->
                End.

                """)
        try fixture.write("<!-- pictures 3/none -->\n<!-- /pictures -->", to: "README.md")
        #expect(try problems(fixture) == ["README.md:1: error: There is no figure “3/none”, as CHAPTER/NAME."])
        try fixture.write("\n<!-- contents -->\n", to: "README.md")
        #expect(try problems(fixture) == ["README.md:2: error: Nothing ends this with <!-- /contents -->."])
        try fixture.write("No marks.", to: "README.md")
        #expect(try problems(fixture) == [])
    }
}
