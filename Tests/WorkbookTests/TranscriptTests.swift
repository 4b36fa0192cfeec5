import Foundation
import Testing

@testable import Workbook

@Suite struct TranscriptTests {
    static let full = Transcript(
        chapter: 3, title: "Optimizers", folder: "Chapters/Chapter03_Optimizers", preset: .lecture, seed: UInt64.max,
        sections: [
            SectionRecord(
                name: "BiasCorrection", title: "Why Adam divides by 1 − βᵗ",
                file: "Chapters/Chapter03_Optimizers/BiasCorrection.swift", codeFingerprint: "00ff",
                records: [
                    Record(line: 12, codeLine: 4, content: .text(TextRecord(text: "two\nlines \"quoted\""))),
                    Record(
                        line: 13, file: "Sources/Workbook/Page.swift",
                        content: .derivation(
                            DerivationRecord(
                                title: "d", tex: #"\frac{1}{2}"#, unicode: "½", steps: 3, worstResidual: 2e-16))),
                    Record(
                        line: 14, codeLine: 6,
                        content: .derivation(
                            DerivationRecord(title: "e", tex: "", unicode: "", steps: 1, worstResidual: nil))),
                    Record(
                        line: 15,
                        content: .table(
                            TableRecord(
                                name: "t", caption: "c", columns: ["a", "b"], alignments: [.left, .right],
                                rows: [["x/y", "1"], ["", "−2.5"]]))),
                    Record(
                        line: 16,
                        content: .figure(
                            FigureRecord(
                                name: "f", caption: "c", alternativeText: "a", slide: nil, isTrained: true,
                                file: "f.png", width: 400, height: 270.5, fingerprint: "ab"))),
                    Record(line: 17, content: .value(ValueRecord(key: "adam.x", value: .number(0.1)))),
                    Record(line: 18, content: .value(ValueRecord(key: "adam.n", value: .integer(-3)))),
                    Record(line: 19, content: .value(ValueRecord(key: "adam.name", value: .text("true")))),
                    Record(line: 20, content: .value(ValueRecord(key: "adam.holds", value: .truth(true)))),
                    Record(line: 21, content: .check(CheckRecord(claim: "It holds", comparison: "1 ≥ 0"))),
                ])
        ],
        exercises: [ExerciseRecord(id: "3.1", title: "Momentum", file: "x.swift")], sharedCode: ["a.swift": "01"])

    @Test func everyKindOfRecordSurvivesTheRoundTrip() throws {
        let data = try Self.full.json()
        #expect(try JSONDecoder().decode(Transcript.self, from: data) == Self.full)
    }

    @Test func theSameTranscriptGivesTheSameBytes() throws {
        let data = try Self.full.json()
        let again = try JSONDecoder().decode(Transcript.self, from: data).json()
        #expect(data == again)
        #expect(data.last == UInt8(ascii: "\n"))
    }

    @Test func valuesAreFoundByTheirKeys() {
        #expect(
            Self.full.values == [
                "adam.x": .number(0.1), "adam.n": .integer(-3), "adam.name": .text("true"), "adam.holds": .truth(true),
            ])
    }

    @Test(arguments: [
        (#"{"line": 1, "content": {"sound": {}}}"#, "a kind that does not exist"),
        (#"{"line": 1, "content": {}}"#, "no kind"),
        (#"{"line": 1, "content": {"text": {"text": ""}, "check": {"claim": ""}}}"#, "two kinds"),
        (#"{"content": {"text": {"text": ""}}}"#, "no line"),
    ])
    func aRecordThatIsNoneIsRefused(json: String, why: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Record.self, from: Data(json.utf8)) }
    }

    @Test func readingNamesTheFileAndTheReason() throws {
        let package = try TemporaryPackage()
        let missing = package.url.appendingPathComponent("none.json")
        #expect(throws: WorkbookError("cannot read \(missing.path): there is no such file")) {
            try Transcript.read(from: missing)
        }
        try package.write("{\"chapter\": 3", to: "broken.json")
        let broken = package.url.appendingPathComponent("broken.json")
        #expect(throws: WorkbookError("\(broken.path) is not what it should be: it is no valid JSON")) {
            try Transcript.read(from: broken)
        }
        try package.write("{\"chapter\": \"three\"}", to: "type.json")
        let type = package.url.appendingPathComponent("type.json")
        #expect(throws: WorkbookError("\(type.path) is not what it should be: “chapter” is of the wrong type")) {
            try Transcript.read(from: type)
        }
        try package.write("{}", to: "empty.json")
        let empty = package.url.appendingPathComponent("empty.json")
        #expect(throws: WorkbookError("\(empty.path) is not what it should be: “chapter” is missing")) {
            try Transcript.read(from: empty)
        }
    }
}

@Suite struct RecordedValueTests {
    @Test func numbersAreTakenByTheirShortestDecimal() {
        #expect(Float(0.1).recorded == .number(0.1))
        #expect((0.1 as Double).recorded == .number(0.1))
        #expect(Float(16_777_217).recorded == .integer(16_777_216))
        #expect((3.0 as Double).recorded == .integer(3))
        #expect((1e300 as Double).recorded == .number(1e300))
    }

    @Test func jsonHoldsTheShortestDecimal() throws {
        let values: [String: RecordedValue] = ["a": Float(0.1).recorded, "b": (1.0 / 3).recorded, "c": 2.0.recorded]
        let text = String(decoding: try JSONFile.encode(values), as: UTF8.self)
        #expect(text == "{\n  \"a\" : 0.1,\n  \"b\" : 0.3333333333333333,\n  \"c\" : 2\n}\n")
    }

    @Test func infinitiesAndNaNAreNotFinite() {
        #expect(!Double.nan.recorded.isFinite)
        #expect(!(-Float.infinity).recorded.isFinite)
        #expect("NaN".recorded.isFinite)
    }
}

@Suite struct FingerprintTests {
    /// The published test vectors of FNV-1a (64 bits).
    @Test(arguments: [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")])
    func agreesWithPublishedVectors(text: String, expected: String) {
        #expect(Fingerprint(text).description == expected)
    }

    @Test func leadingZerosStay() {
        for text in (0..<2000).map(String.init) { #expect(Fingerprint(text).description.count == 16) }
    }
}

/// What stands in a file is not to be trusted: a run deletes and reads what its old transcript names.
@Suite struct DamagedTranscriptTests {
    private func read(_ change: (inout Transcript) -> Void) throws -> Transcript {
        let package = try TemporaryPackage()
        var transcript = TranscriptTests.full
        change(&transcript)
        let file = package.url.appendingPathComponent("transcript.json")
        try transcript.json().write(to: file)
        return try Transcript.read(from: file)
    }

    private func withFigure(_ change: (inout FigureRecord) -> Void) throws -> Transcript {
        try read { transcript in
            guard case .figure(var figure) = transcript.sections[0].records[4].content else { return }
            change(&figure)
            transcript.sections[0].records[4].content = .figure(figure)
        }
    }

    @Test(arguments: ["../../LICENSE", "", ".", "..", "/etc/passwd", "a/b.png", "a//b", ".hidden", "a\0.png"])
    func aFiguresFileIsANameInItsFolder(file: String) {
        #expect {
            try withFigure { $0.file = file }
        } throws: {
            "\($0)".hasSuffix("/transcript.json is not what it should be: “\(file)” is no name of a figure's file")
        }
    }

    @Test(arguments: [1e300, 0, -1, 100_001])
    func aFigureHasASizeThatCanBeShown(size: Double) {
        for side in [\FigureRecord.width, \.height] {
            #expect {
                try withFigure { $0[keyPath: side] = size }
            } throws: {
                "\($0)".hasSuffix("is not what it should be: the figure “f” has a side of \(size) points")
            }
        }
    }

    @Test(arguments: ["../x.swift", "/etc/passwd", "", "a/../../b", "./a"])
    func sourcesAreWithinThePackage(path: String) {
        let changes: [(inout Transcript) -> Void] = [
            { $0.folder = path }, { $0.sections[0].file = path }, { $0.exercises[0].file = path },
            { $0.sharedCode = [path: "01"] }, { $0.sections[0].records[0].file = path },
        ]
        for change in changes {
            #expect {
                try read(change)
            } throws: {
                "\($0)".hasSuffix("is not what it should be: “\(path)” is no path within the package")
            }
        }
    }

    @Test func whatARunWritesIsRead() throws {
        #expect(try read { _ in } == TranscriptTests.full)
    }

    /// A transcript without a refuted check has the bytes that it always had.
    @Test func onlyARefutedCheckIsMarked() throws {
        let plain = String(decoding: try JSONFile.encode(CheckRecord(claim: "c")), as: UTF8.self)
        #expect(plain == "{\n  \"claim\" : \"c\",\n  \"wasTested\" : true\n}\n")
        let refuted = CheckRecord(claim: "c", comparison: "1 is not 2", isRefuted: true)
        #expect(try JSONDecoder().decode(CheckRecord.self, from: JSONFile.encode(refuted)) == refuted)
    }
}
