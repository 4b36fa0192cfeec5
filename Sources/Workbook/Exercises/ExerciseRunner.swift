import Foundation

/// Checks exercises in processes of their own, so that a crash or an endless loop in a student's code is an answer, not
/// the end of the check.
public struct ExerciseRunner: Sendable {
    /// The chapter's program.
    public var executable: URL
    /// For each exercise, in seconds.
    public var timeLimit: Double
    /// Takes what the student's code prints; nil means the terminal.
    public var output: URL?

    public static let defaultTimeLimit: Double = 30

    public init(executable: URL, timeLimit: Double = defaultTimeLimit, output: URL? = nil) {
        self.executable = executable
        self.timeLimit = timeLimit
        self.output = output
    }

    /// Where the child writes to: first that the check has begun, then the verdict. After the first, whatever ends the
    /// child is the student's.
    static let descriptor: Int32 = 3
    static let begun = "begun\n"

    /// Checks what the student has written for one exercise.
    /// - Throws: ``WorkbookError`` if the chapter's program cannot be run or has no such exercise.
    public func judge(_ id: String) throws -> Verdict {
        let (report, errors) = (try ChildOutput(), try ChildOutput(limit: 1 << 16))
        var child = ChildProcess(executable, ["exercises", "--judge", id, "--time-limit", String(timeLimit)])
        // A backtrace takes seconds and tells a student less than the failing case.
        child.environment = ["SWIFT_BACKTRACE": "enable=no"]
        child.output = output
        child.pipes = [Self.descriptor: report, STDERR_FILENO: errors]
        let ending = try child.run(timeLimit: timeLimit)
        switch ending {
        case .timedOut, .killed(signal: SIGALRM):
            return .endless(seconds: timeLimit)
        case .killed(let signal):
            return .crashed(Self.reason(of: signal, errors.text))
        case .exited(let code):
            let hasBegun = report.text.hasPrefix(Self.begun)
            // A wrong call: this program's mistake, which no student can make.
            if code == 64, !hasBegun { throw WorkbookError(errors.text.firstSentence) }
            let json = Data(report.text.dropFirst(hasBegun ? Self.begun.count : 0).utf8)
            if code == 0, let verdict = try? JSONDecoder().decode(Verdict.self, from: json) { return verdict }
            return .crashed("it ended the program with exit code \(code).")
        }
    }

    /// The child's part: judges, and says so to the parent.
    /// - Throws: ``WorkbookError`` if there is no parent that listens.
    static func report(_ judge: () -> Verdict) throws {
        func send(_ bytes: some Sequence<UInt8>) throws {
            guard StandardStream.write(Array(bytes), to: descriptor) == nil else {
                throw WorkbookError("--judge is for the check itself: give the exercise's number alone")
            }
        }
        try send(begun.utf8)
        try send(JSONFile.encode(judge()))
    }

    /// `Fatal error: Index out of range` if Swift said so (optimised code often stops without a word), else the signal.
    private static func reason(of signal: Int32, _ message: String) -> String {
        let lines = message.split(separator: "\n").map(String.init)
        if let line = lines.last(where: { $0.contains("Fatal error") }) {
            let start = line.range(of: "Fatal error: ")?.upperBound ?? line.startIndex
            return line[start...] + "."
        }
        switch signal {
        case SIGILL, SIGTRAP: return "an index out of range, an overflow, or a nil that was unwrapped."
        case SIGSEGV, SIGBUS: return "it used memory that is not its own, or called itself without end."
        default: return "\(String(cString: strsignal(signal)))."
        }
    }
}

extension String {
    fileprivate var firstSentence: String {
        split(separator: "\n").first.map { String($0).removingPrefix("Error: ") } ?? ""
    }
}
