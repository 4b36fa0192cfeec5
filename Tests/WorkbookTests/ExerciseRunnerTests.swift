import Foundation
import Testing

@testable import Workbook

@Suite struct ChildProcessTests {
    @Test(arguments: [0, 1, 64] as [Int32])
    func exitCodesComeBack(code: Int32) throws {
        #expect(try ChildProcess(URL(fileURLWithPath: "/bin/sh"), ["-c", "exit \(code)"]).run() == .exited(code))
    }

    @Test func signalsComeBack() throws {
        let ending = try ChildProcess(URL(fileURLWithPath: "/bin/sh"), ["-c", "kill -SEGV $$"]).run(timeLimit: 20)
        #expect(ending == .killed(signal: SIGSEGV))
        #expect(ending.code == 139)
    }

    /// Also where this thread takes none.
    @Test func childrenTakeSignals() throws {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let child = try ChildProcess(URL(fileURLWithPath: "/bin/sleep"), ["30"]).start()
        child.send(SIGTERM)
        #expect(child.wait() == .killed(signal: SIGTERM))
    }

    @Test func anEndlessLoopIsStopped() throws {
        let start = ContinuousClock.now
        let child = ChildProcess(URL(fileURLWithPath: "/bin/sh"), ["-c", "while :; do :; done"])
        #expect(try child.run(timeLimit: 0.2) == .timedOut)
        #expect(start.duration(to: .now) < .seconds(5))
    }

    @Test func outputGoesToFilesAndTheEnvironmentIsAddedTo() throws {
        let package = try TemporaryPackage()
        var child = ChildProcess(
            URL(fileURLWithPath: "/bin/sh"), ["-c", "echo \"$GREETING $1\"; echo wrong >&2", "sh", "it's me"])
        child.environment = ["GREETING": "hello"]
        child.output = package.url.appendingPathComponent("out")
        child.errors = package.url.appendingPathComponent("err")
        #expect(try child.run() == .exited(0))
        #expect(try package.text(of: "out") == "hello it's me\n")
        #expect(try package.text(of: "err") == "wrong\n")
    }

    @Test func aProgramThatIsNotThereIsNamed() {
        #expect(throws: WorkbookError("cannot run /nowhere/x: No such file or directory")) {
            try ChildProcess(URL(fileURLWithPath: "/nowhere/x"), []).run()
        }
    }
}

@Suite struct ExerciseRunnerTests {
    /// Stands in for a chapter's program, which says on descriptor 3 that it begins, and then its verdict.
    private func judge(_ lines: String, timeLimit: Double = 20) throws -> Verdict {
        let package = try TemporaryPackage()
        return try ExerciseRunner(executable: package.script(lines), timeLimit: timeLimit).judge("1.1")
    }

    @Test(arguments: [
        Verdict.solved, .notYetSolved, .wrong("for x = 1: expected 2, got 3"), .crashed("a"), .endless(seconds: 2),
    ])
    func theChildsVerdictComesBack(verdict: Verdict) throws {
        let json = String(decoding: try JSONFile.encode(verdict), as: UTF8.self)
        #expect(
            try judge("[ \"$1 $2 $3\" = 'exercises --judge 1.1' ] && cat >&3 <<'E'\nbegun\n\(json)E") == verdict)
    }

    @Test func aTrapIsReportedInSwiftsWords() throws {
        let lines = "echo 'Swift/ContiguousArrayBuffer.swift:691: Fatal error: Index out of range' >&2; kill -ILL $$"
        #expect(try judge(lines) == .crashed("Index out of range."))
    }

    @Test(arguments: [
        ("ILL", "an index out of range, an overflow, or a nil that was unwrapped."),
        ("SEGV", "it used memory that is not its own, or called itself without end."),
        ("FPE", "Floating point exception."),
    ])
    func aCrashWithoutWordsIsReportedByItsSignal(signal: String, reason: String) throws {
        #expect(try judge("kill -\(signal) $$") == .crashed(reason))
    }

    @Test func anEndlessLoopIsReported() throws {
        let verdict = try judge("while :; do :; done", timeLimit: 0.2)
        #expect(verdict == .endless(seconds: 0.2))
        #expect(verdict.explanation == "Your code did not end within 0.200 seconds.")
    }

    @Test func leavingTheProgramIsNoSolution() throws {
        #expect(try judge("exit 3") == .crashed("it ended the program with exit code 3."))
        #expect(try judge("exit 0") == .crashed("it ended the program with exit code 0."))
        #expect(try judge("echo begun >&3; exit 0") == .crashed("it ended the program with exit code 0."))
        // Half a verdict is none.
        #expect(try judge("printf 'begun\\n{\"sol' >&3") == .crashed("it ended the program with exit code 0."))
    }

    @Test(arguments: ["Error: no input", "Error: --judge needs a verdict"])
    func whatAStudentsCodeSaysOfErrorsIsNotTheRunners(message: String) throws {
        for code in [1, 2, 64] as [Int32] {
            let lines = "echo begun >&3; echo '\(message)' >&2; exit \(code)"
            #expect(try judge(lines) == .crashed("it ended the program with exit code \(code)."))
        }
        #expect(
            try judge("echo '\(message)' >&2; exit 1") == .crashed("it ended the program with exit code 1."))
    }

    /// More than a pipe holds, on both.
    @Test func muchOutputStopsNobody() throws {
        let verdict = Verdict.wrong(String(repeating: "x", count: 200_000))
        let json = String(decoding: try JSONFile.encode(verdict), as: UTF8.self)
        let noise = "head -c 3000000 /dev/zero >&2"
        #expect(try judge("\(noise); cat >&3 <<'E'\nbegun\n\(json)E\n\(noise)") == verdict)
    }

    @Test func childrenAreAskedWhileTheyRun() throws {
        let package = try TemporaryPackage()
        let gathered = try ChildOutput(limit: 100)
        var child = ChildProcess(try package.script("echo out; echo err >&2; sleep 30"), [])
        child.pipes = [STDOUT_FILENO: gathered, STDERR_FILENO: gathered]
        let running = try child.start()
        for _ in 0..<1000 where gathered.text.count < 8 {
            #expect(running.ending == nil)
            usleep(10_000)
        }
        #expect(gathered.text == "out\nerr\n")
        running.send(SIGTERM)
        #expect(running.wait() == .killed(signal: SIGTERM))
        #expect(running.ending == .killed(signal: SIGTERM))
    }

    @Test func mistakesOfTheRunnerAreNotTheStudents() {
        #expect(throws: WorkbookError("there is no such exercise.")) {
            try judge("echo 'Error: there is no such exercise.' >&2; exit 64")
        }
    }
}

@Suite struct ExerciseMemoryTests {
    @Test func oneMoreHintAtEachCall() throws {
        let package = try TemporaryPackage()
        let memory = ExerciseMemory(root: package.root)
        #expect(try (0..<5).map { _ in try memory.showOneMore(of: "3.1", all: 3) } == [1, 2, 3, 3, 3])
        #expect(try memory.showOneMore(of: "3.2", all: 3) == 1)
        try memory.forget("3.1")
        #expect(try memory.showOneMore(of: "3.1", all: 3) == 1)
        #expect(try memory.showOneMore(of: "3.2", all: 3) == 2)
    }

    @Test func aDamagedMemoryBeginsAnew() throws {
        let package = try TemporaryPackage()
        try package.write("{", to: ".build/workbook/hints.json")
        #expect(try ExerciseMemory(root: package.root).showOneMore(of: "3.1", all: 3) == 1)
    }
}

@Suite struct ShippedStubTests {
    let package: TemporaryPackage
    let stub: ShippedStub

    init() throws {
        package = try TemporaryPackage()
        stub = ShippedStub(file: "Chapters/C/Exercises/Swish.swift", root: package.root)
        try package.write("the stub", to: stub.file)
        try stub.record()
    }

    @Test func anUntouchedFileIsLeft() throws {
        #expect(try stub.isUntouched())
        #expect(try stub.restore() == nil)
        #expect(package.files(in: "Chapters/C/Exercises") == [".shipped", "Swish.swift"])
    }

    @Test func whatTheStudentWroteIsKept() throws {
        for number in 1...2 {
            try package.write("answer \(number)", to: stub.file)
            #expect(try !stub.isUntouched())
            #expect(try stub.restore() == "Chapters/C/Exercises/.backups/Swish-\(number).swift")
            #expect(try package.text(of: stub.file) == "the stub")
            #expect(try package.text(of: "Chapters/C/Exercises/.backups/Swish-\(number).swift") == "answer \(number)")
        }
    }

    @Test func aFileThatIsGoneComesBack() throws {
        try FileManager.default.removeItem(at: package.url.appendingPathComponent(stub.file))
        #expect(try stub.restore() == nil)
        #expect(try package.text(of: stub.file) == "the stub")
    }

    @Test func withoutACopyTheFileStays() throws {
        try FileManager.default.removeItem(at: package.url.appendingPathComponent(stub.copy))
        try package.write("answer", to: stub.file)
        #expect(
            throws: WorkbookError(
                "\(stub.file) has no shipped stub to go back to: swift run exercises --record keeps each new exercise's "
                    + "file, as it is, as its stub")
        ) { try stub.restore() }
        #expect(try package.text(of: stub.file) == "answer")
    }
}
