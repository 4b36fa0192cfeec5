import Tensors
import Testing

@testable import Workbook

private enum Squaring: Exercise {
    static let id = "0.1"
    static let title = "Squaring"
    static let hints = ["Multiply."]
    static var attempt: (Double) throws -> Double { { _ in throw NotYetSolved("0.1") } }

    static func check(_ solution: (Double) throws -> Double) throws {
        try compare("x", over: [0, 1, 17.3, -240.5], expected: { $0 * $0 }, answer: solution)
    }
}

@Suite struct CounterexampleTests {
    @Test func aRightAnswerIsSolved() {
        #expect(Squaring.verdict { $0 * $0 } == .solved)
        #expect(Squaring.verdict { $0 * $0 * (1 + 1e-9) } == .solved)
    }

    @Test func theStubIsNotYetSolved() {
        #expect(Squaring.verdictOnAttempt() == .notYetSolved)
        #expect(throws: NotYetSolved("0.1")) { try notYetSolved("0.1") }
    }

    @Test func theFirstFailingCaseIsTold() {
        #expect(Squaring.verdict { _ in 1 } == .wrong("for x = 0: expected 0, got 1"))
        #expect(Squaring.verdict { -$0 * $0 } == .wrong("for x = 1: expected 1, got -1"))
    }

    @Test func aComplexCaseIsSimplified() {
        // Right for 0 and 1: the sign only shows elsewhere.
        #expect(
            Squaring.verdict { $0 == 0 || $0 == 1 ? $0 : $0 * abs($0) * 2 } == .wrong("for x = 2: expected 4, got 8"))
        #expect(Squaring.verdict { $0 < 0 ? -1 : $0 * $0 } == .wrong("for x = -1: expected 1, got -1"))
        #expect(Squaring.verdict { $0 > 10 ? 0 : $0 * $0 } == .wrong("for x = 17: expected 289, got 0"))
    }

    @Test func aSmallMistakeIsToldWithTheDigitsThatShowIt() {
        // Beyond the tolerance, but the same in six digits.
        #expect(
            throws: WrongAnswer("for x = 2: expected 2, got 2.000003")
        ) {
            try Squaring.compare("x", over: [1.0, 2], expected: { $0 }, answer: { $0 == 2 ? 2.000003 : $0 })
        }
        #expect(1.0.told(beside: 1 + 1e-15) == "1")
        #expect((1 + 1e-15).told(beside: 1) == "1.000000000000001")
        #expect(Float(1).told(beside: Float(1).nextUp) == "1")
        #expect(Float(1).nextUp.told(beside: 1) == "1.0000001")
        #expect(2.5.told(beside: 2.5) == "2.5")
    }

    /// ε at the wrong place: hardly to be seen for a large gradient, plain for a small one.
    @Test func theInputThatShowsTheMistakeIsPreferred() {
        func step(_ g: Double, _ ε: Double) -> Double { g / (abs(g) + ε) }
        #expect(throws: WrongAnswer("for g = 0.001: expected 0.99999, got 0.9999")) {
            try Squaring.compare(
                over: [1.0, 10, 0.001], tolerance: 1e-9, describe: { "g = \($0.told)" }, expected: { step($0, 1e-8) },
                answer: { step($0, 1e-7) })
        }
        // Where nothing shows it, the input with the largest relative deviation is told.
        #expect(throws: WrongAnswer("for g = 1: expected 1, got 0.9999999")) {
            try Squaring.compare(
                over: [10.0, 1, 100], tolerance: 1e-9, describe: { "g = \($0.told)" }, expected: { step($0, 1e-8) },
                answer: { step($0, 1e-7) })
        }
    }

    @Test func theDecisiveElementOfALongListIsShown() {
        let ten = (1...10).map(Double.init)
        #expect(ten.told == "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")
        let long = (0..<20).map(Double.init)
        var wrong = long
        wrong[17] = -1
        #expect(long.told == "[0, 1, 2, 3, 4, 5, 6, 7, … 20 in all]")
        #expect(long.told(beside: wrong) == "[… 13, 14, 15, 16, 17, 18, 19] (elements 13 to 19, from 0, of 20)")
        #expect(wrong.told(beside: long) == "[… 13, 14, 15, 16, -1, 18, 19] (elements 13 to 19, from 0, of 20)")
    }

    @Test func nanAndErrorsAreRefused() {
        #expect(Squaring.verdict { _ in .nan } == .wrong("for x = 0: expected 0, got NaN"))
        #expect(
            Squaring.verdict { _ in throw WorkbookError("no") }
                == .wrong("for x = 0: expected 0, got the error “no”"))
    }

    @Test func listsShrink() throws {
        let error = #expect(throws: WrongAnswer.self) {
            try Squaring.compare(
                "x", over: [[3.5, 1, 7.25, 9]], expected: { $0.reduce(0, +) }, answer: { $0.dropLast().reduce(0, +) })
        }
        #expect(error?.description == "for x = [1]: expected 1, got 0")
    }

    @Test(arguments: [
        (1.0, 1.0 + 1e-7, false), (1, 1.1, true), (1e9, 1e9 + 1, false), (0, 1e-7, false), (0, 1e-3, true),
        (.infinity, .infinity, false), (.infinity, -.infinity, true), (1, .infinity, true), (.nan, .nan, false),
        (.nan, 0, true), (0, .nan, true),
    ])
    func numbersDifferBeyondTheTolerance(given: Double, expected: Double, differs: Bool) {
        #expect(given.differs(from: expected, tolerance: 1e-6) == differs)
    }

    @Test func tensorsDifferByShapeAndElement() throws {
        let a = try Tensor([1, 2, 3, 4], shape: [2, 2])
        #expect(!a.differs(from: a, tolerance: 0))
        #expect(try a.differs(from: Tensor([1, 2, 3, 4], shape: [4]), tolerance: 0))
        #expect(try a.differs(from: Tensor([1, 2, 3, 5], shape: [2, 2]), tolerance: 1e-6))
        #expect([1.0].differs(from: [1.0, 2.0], tolerance: 1))
    }

    @Test(arguments: [0.0, 1, -1, 2, -3, 0.25, -17.75, 1e300, .infinity, .nan])
    func simplificationEnds(start: Double) {
        var frontier: Set<Double> = [start]
        for _ in 0..<1100 where !frontier.isEmpty { frontier = Set(frontier.flatMap(\.simpler)) }
        #expect(frontier.isEmpty)
    }

    @Test func theFileOfAnExerciseFollowsFromItsName() {
        enum MomentumExercise: Exercise {
            static let id = "3.1"
            static let title = ""
            static let hints: [String] = []
            static var attempt: Int { 1 }
            static func check(_ solution: Int) throws {}
        }
        #expect(MomentumExercise.name == "Momentum")
        #expect(MomentumExercise.file == "Chapters/WorkbookTests/Exercises/Momentum.swift")
    }
}

@Suite struct TextTableTests {
    @Test func columnsAreAsWideAsTheirWidestCell() {
        let table = TextTable(columns: ["optimizer", "%"], rows: [["SGD", "9"], ["Ädäm", "97.5"]], caption: "c")
        #expect(
            table.description == """
                  optimizer     %
                  ─────────  ────
                  SGD           9
                  Ädäm       97.5
                  c
                """)
    }

    @Test(arguments: [
        (["1", "−2.5", "97.5 %"], TableRecord.Alignment.right), (["1.2 × 10⁻⁵", "–", ""], .right), (["a", "1"], .left),
        (["", "–"], .left), (["e"], .left), (["12 ± 3"], .right),
    ])
    func numbersStandAtTheRight(cells: [String], alignment: TableRecord.Alignment) {
        #expect(TextTable.alignments(["c"], cells.map { [$0] }) == [alignment])
    }
}

@Suite struct CodeLineMapTests {
    @Test func linesAreFoundBothWays() {
        let map = CodeLineMap(holdsCode: [false, true, false, true])
        #expect((1...5).map(map.codeLine(of:)) == [nil, 1, 1, 2, nil])
        #expect((0...3).map(map.line(ofCodeLine:)) == [nil, 2, 4, nil])
        #expect(map.codeLine(of: 0) == nil)
    }
}
