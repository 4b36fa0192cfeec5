import Foundation
import Testing

@testable import Workbook
@testable import WorkbookCommand

/// Shell scripts stand in for chapters.
@Suite struct ChapterQueueTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The last argument is the file for the results, unless progress is off.
    private func program(_ number: Int, _ lines: String) throws -> ChapterProgram {
        let name = "Chapter0\(number)_X"
        let file = folder.url.appendingPathComponent(name)
        let results = """
            {"chapter": \(number), "preset": "quick", "seed": 1, "values": {}, "run": {"threads": "$threads"}}
            """
        try """
        #!/bin/sh
        cd '\(folder.url.path)'
        while [ $# -gt 0 ]; do
            case $1 in --results) results=$2;; --threads) threads=$2;; esac
            shift
        done
        mkdir -p "$(dirname "$results")"
        cat > "$results" <<E
        \(results)
        E
        \(lines)
        """.write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return ChapterProgram(name: name, executable: file)
    }

    /// Each waits for the other: one after another they would never end.
    @Test func chaptersRunSideBySide() throws {
        func waiting(_ me: Int, for other: Int) -> String {
            "touch here\(me); for i in $(seq 500); do [ -e here\(other) ] && exit 0; sleep 0.02; done; exit 1"
        }
        let programs = [try program(2, waiting(2, for: 1)), try program(1, waiting(1, for: 2))]
        let queue = ChapterQueue(arguments: ["--threads", "1"], isShared: true, showsStatus: false)
        let outcomes = try queue.run(programs, jobs: 2)
        #expect(outcomes.map(\.program.number) == [1, 2])
        #expect(outcomes.map(\.ending) == [.exited(0), .exited(0)])
        #expect(outcomes.map { $0.results?.run["threads"] } == [.text("1"), .text("1")])
    }

    @Test func noMoreRunAtATimeThanWanted() throws {
        let alone = "mkdir lock || exit 1; sleep 0.1; rmdir lock"
        let queue = ChapterQueue(arguments: [], isShared: true, showsStatus: false)
        let outcomes = try queue.run((1...3).map { try program($0, alone) }, jobs: 1)
        #expect(outcomes.map(\.ending) == [.exited(0), .exited(0), .exited(0)])
    }

    @Test func aChapterThatFailsStopsNoOther() throws {
        let programs = [
            try program(1, "echo before; echo 'Error: no' >&2; exit 3"), try program(2, "echo fine"),
            try program(3, "kill -SEGV $$"),
        ]
        let outcomes = try ChapterQueue(arguments: [], isShared: true, showsStatus: false).run(programs, jobs: 1)
        #expect(outcomes.map(\.ending) == [.exited(3), .exited(0), .killed(signal: SIGSEGV)])
        #expect(outcomes.map { $0.results == nil } == [true, false, true])
        // Both streams, in the order of writing.
        #expect(outcomes[0].output == "before\nError: no\n")
        #expect(outcomes[1].output == "fine\n")
    }
}
