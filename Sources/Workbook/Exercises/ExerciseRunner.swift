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

    /// Checks what the student has written for one exercise.
    /// - Throws: ``WorkbookError`` if the chapter's program cannot be run or has no such exercise.
    public func judge(_ id: String) throws -> Verdict {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exercise-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let verdict = folder.appendingPathComponent("verdict.json")
        let errors = folder.appendingPathComponent("errors.txt")

        var child = ChildProcess(executable, Self.arguments(id: id, verdict: verdict, timeLimit: timeLimit))
        // A backtrace takes seconds and tells a student less than the failing case.
        child.environment = ["SWIFT_BACKTRACE": "enable=no"]
        child.errors = errors
        child.output = output
        let ending = try child.run(timeLimit: timeLimit)
        let message = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        switch ending {
        case .timedOut, .killed(signal: SIGALRM):
            return .endless(seconds: timeLimit)
        case .killed(let signal):
            return .crashed(Self.reason(of: signal, message))
        case .exited(0):
            return try JSONFile.read(Verdict.self, from: verdict)
        case .exited(let code):
            if message.hasPrefix("Error: ") { throw WorkbookError(message.firstSentence) }
            return .crashed("it ended the program with exit code \(code).")
        }
    }

    /// The arguments of the child: it writes its verdict to a file and kills itself if its parent cannot.
    private static func arguments(id: String, verdict: URL, timeLimit: Double) -> [String] {
        ["exercises", "--judge", id, "--verdict", verdict.path, "--time-limit", String(timeLimit)]
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
        String(split(separator: "\n").first?.dropFirst("Error: ".count) ?? "")
    }
}
