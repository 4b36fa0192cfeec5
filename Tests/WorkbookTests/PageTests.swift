import Foundation
import Graphics
import Plotting
import Testing

@testable import Workbook

@Suite struct PageTests {
    let package: TemporaryPackage
    let lines = Lines()
    let page: Page

    init() throws {
        package = try TemporaryPackage()
        page = try Page.forTests(in: package, lines: lines)
    }

    private var file: String { "Tests/WorkbookTests/PageTests.swift" }

    @Test func recordsKnowTheirLine() throws {
        page.show("one")
        let line = #line - 1

        // a comment, which is no line of code
        page.value("a.b", 2.5)
        let records = page.records
        #expect(records.map(\.line) == [line, line + 4])
        let codeLines = records.compactMap(\.codeLine)
        try #require(codeLines.count == 2)
        #expect(codeLines[1] == codeLines[0] + 2)
        #expect(page.lineMap.line(ofCodeLine: codeLines[0]) == line)
        #expect(records.allSatisfy { $0.file == nil })
        #expect(lines.all == ["one", "  a.b = 2.5"])
    }

    @Test func recordsOfAnotherFileNameIt() throws {
        page.show("one", line: 7, file: #filePath.replacingOccurrences(of: "PageTests", with: "Other"))
        #expect(page.records.first?.file == "Tests/WorkbookTests/Other.swift")
        #expect(page.records.first?.codeLine == nil)
    }

    @Test func checksThatHoldAreRecordedWithWhatWasCompared() {
        page.check("Plain", true)
        page.check("At least", 0.981, atLeast: 0.978)
        page.check("At most", Float(0.1), atMost: 0.1)
        page.check("Close", 1.001, equals: 1, within: 0.01)
        page.check("Equal", 3, equals: 3)
        let comparisons = page.records.map { record in
            if case .check(let check) = record.content { check.comparison } else { "no check" }
        }
        #expect(comparisons == [nil, "0.981 ≥ 0.978", "0.1 ≤ 0.1", "1.001 = 1 ± 0.01", "3 = 3"])
        #expect(page.problems.isEmpty)
    }

    @Test func aCheckThatFailsNamesThePlaceAndBothValues() {
        page.check("Enough", 0.97, atLeast: 0.978)
        let line = #line - 1
        #expect(
            page.problems.map(\.description) == [
                "\(file):\(line): error: the check “Enough” failed: 0.97 is not at least 0.978"
            ])
        #expect(page.records.isEmpty)
    }

    @Test func everyKindOfCheckCanFail() {
        page.check("a", false)
        page.check("b", 1, atMost: 0)
        page.check("c", 1.1, equals: 1, within: 0.01)
        page.check("d", "x", equals: "y")
        page.check("e", Double.nan, atLeast: 0)
        page.check("f", Double.nan, atMost: 0)
        page.check("g", Double.nan, equals: Double.nan, within: 1)
        // Values that read the same with six digits are told in full.
        page.check("h", 0.97, atLeast: 0.970000001)
        #expect(
            page.problems.map(\.message) == [
                "the check “a” failed: it does not hold",
                "the check “b” failed: 1 is not at most 0",
                "the check “c” failed: 1.1 is not 1 to within 0.01",
                "the check “d” failed: x is not y",
                "the check “e” failed: NaN is not at least 0",
                "the check “f” failed: NaN is not at most 0",
                "the check “g” failed: NaN is not NaN to within 1",
                "the check “h” failed: 0.97 is not at least 0.970000001",
            ])
    }

    @Test func mistakesOfTheAuthorAreNamed() {
        page.value("twice", 1)
        let first = #line - 1
        page.value("twice", 2)
        page.value("not finite", 1)
        page.value("bad", Double.infinity)
        page.table("ragged", caption: "", columns: ["a", "b"], rows: [["1", "2"], ["3"]])
        #expect(
            page.problems.map(\.message) == [
                "the value “twice” is already at \(file):\(first)",
                "the key “not finite” must be made of letters, digits, dots, hyphens and underscores",
                "the value “bad” is inf, which results.json cannot hold",
                "the table “ragged” has 2 columns, but rows of 1, 2 cells",
            ])
        #expect(page.records.count == 1)
    }

    @Test func volatileValuesStayOutOfTheTranscript() {
        page.volatile("seconds.epoch", 1.25)
        #expect(page.records.isEmpty)
        #expect(page.output.volatile == ["seconds.epoch": .number(1.25)])
    }

    @Test func aFigureIsWrittenAndRecorded() throws {
        page.figure("curve", caption: "A curve.", slide: "7", x: "x", y: "y") { LineMark(y: [1.0, 4, 9], series: "s") }
        guard case .figure(let record)? = page.records.first?.content else {
            Issue.record("there is no figure: \(page.problems)")
            return
        }
        let data = try Data(contentsOf: page.output.folder.appendingPathComponent("curve.png"))
        #expect(record.file == "curve.png")
        #expect(record.fingerprint == Fingerprint(data).description)
        #expect(record.alternativeText == "A curve.")
        #expect((record.width, record.height) == (Chart.standardSize.width, Chart.standardSize.height))
        let text = try PNG.text(of: data)
        #expect((text["title"], text["caption"], text["chapter"], text["seed"]) == ("curve", "A curve.", "7", "1"))
    }

    @Test func aFigureThatCannotBeDrawnFailsTheRun() {
        struct Unlucky: Figure {
            let size = Size(10, 10)
            func draw(on canvas: Canvas) throws { throw WorkbookError("no ink") }
        }
        page.figure("f", caption: "c", Unlucky())
        #expect(page.problems.map(\.message) == ["the figure “f” cannot be drawn: no ink"])
    }

    @Test func whatSectionsShareIsMadeOnce() throws {
        var made = 0
        let make: () throws -> Int = {
            made += 1
            return 42
        }
        #expect(try page.once("answer", make) == 42)
        #expect(try page.once("answer", make) == 42)
        #expect(made == 1)
        #expect(throws: WorkbookError("“answer” was made once as Int and is now asked for as String")) {
            try page.once("answer") { "x" }
        }
    }

    @Test(arguments: Preset.allCases)
    func presetsChoose(preset: Preset) throws {
        var options = RunOptions()
        options.preset = preset
        options.figures = package.url.appendingPathComponent("here")
        let page = try Page.forTests(in: package, options: options)
        #expect(page.choose(quick: Preset.quick, lecture: .lecture, full: .full) == preset)
        #expect(page.epochs(quick: 1, lecture: 10, full: 30) == [.quick: 1, .lecture: 10, .full: 30][preset])
        options.epochs = 4
        options.figures = package.url.appendingPathComponent("elsewhere")
        #expect(try Page.forTests(in: package, options: options).epochs(quick: 1, lecture: 10, full: 30) == 4)
    }
}
