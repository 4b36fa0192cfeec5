import Foundation

/// A program run as a child that shares the terminal and the process group, so that Ctrl-C stops both.
/// (Foundation's `Process` puts its children into groups of their own, where Ctrl-C does not reach them.)
public struct ChildProcess: Sendable {
    public var executable: URL
    public var arguments: [String]
    /// Added to this process's environment.
    public var environment: [String: String] = [:]
    /// Files that take the child's standard output and error; nil means this process's own.
    public var output: URL?
    public var errors: URL?
    /// What takes the child's writing to these descriptors instead of a file.
    public var pipes: [Int32: ChildOutput] = [:]

    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
        case timedOut

        /// The exit code as a shell reports it.
        public var code: Int32 {
            switch self {
            case .exited(let code): code
            case .killed(let signal): 128 + signal
            case .timedOut: 124
            }
        }
    }

    public init(_ executable: URL, _ arguments: [String]) {
        self.executable = executable
        self.arguments = arguments
    }

    /// Runs the child to its end, or kills it when its time is over.
    /// - Parameter timeLimit: In seconds; nil means none.
    /// - Throws: ``WorkbookError`` if it cannot be started.
    public func run(timeLimit: Double? = nil) throws -> Ending {
        let child = try start()
        if timeLimit == nil, pipes.isEmpty { return child.wait() }
        let deadline = timeLimit.map { ContinuousClock.now + .seconds($0) }
        var pause: UInt32 = 500
        while true {
            if let ending = child.ending { return ending }
            if let deadline, ContinuousClock.now > deadline {
                child.send(SIGKILL)
                _ = child.wait()
                return .timedOut
            }
            usleep(pause)
            pause = min(2 * pause, 20_000)
        }
    }

    /// Starts the child and does not wait for it.
    /// - Throws: ``WorkbookError`` if it cannot be started.
    public func start() throws -> Running { Running(process: try spawn(), pipes: Array(pipes.values)) }

    /// A child that has been started. Ask for its ending until there is one, or it stays in the system's list.
    public final class Running {
        private let process: pid_t
        private let pipes: [ChildOutput]
        private var known: Ending?

        fileprivate init(process: pid_t, pipes: [ChildOutput]) {
            self.process = process
            self.pipes = pipes
        }

        /// How the child ended; nil while it runs. Asking takes what the child has written to pipes: a child waits when
        /// one is full.
        public var ending: Ending? { look(WNOHANG) }

        public func wait() -> Ending {
            while true { if let ending = look(0) { return ending } }
        }

        public func send(_ signal: Int32) { if known == nil { kill(process, signal) } }

        private func look(_ options: Int32) -> Ending? {
            if let known { return known }
            var status: Int32 = 0
            let result = waitpid(process, &status, options)
            if result == process {
                known = ChildProcess.ending(status)
            } else if result < 0, errno != EINTR {
                known = .exited(255)
            }
            for pipe in pipes { pipe.drain() }
            return known
        }
    }

    private static func ending(_ status: Int32) -> Ending {
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
    }

    private func spawn() throws -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (descriptor, file) in [(STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
            guard let file else { continue }
            posix_spawn_file_actions_addopen(
                &actions, descriptor, file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        for (descriptor, pipe) in pipes { posix_spawn_file_actions_adddup2(&actions, pipe.writingEnd, descriptor) }
        // A child must not inherit that this thread takes no signals: those of a thread pool often do not.
        var blocked = sigset_t()
        sigemptyset(&blocked)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

        let environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = ([executable.path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child = pid_t()
        var error = posix_spawn(&child, executable.path, &actions, &attributes, &words, &variables)
        // A file that was written a moment ago can be busy while another thread starts a child.
        for _ in 0..<50 where error == ETXTBSY {
            usleep(10_000)
            error = posix_spawn(&child, executable.path, &actions, &attributes, &words, &variables)
        }
        guard error == 0 else {
            throw WorkbookError("cannot run \(executable.path): \(String(cString: strerror(error)))")
        }
        return child
    }

    /// The executable of this very process.
    public static var current: URL {
        (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])).resolvingSymlinksInPath()
    }
}
