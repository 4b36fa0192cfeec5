import Foundation
import Testing

@testable import Fuzzing

/// A reader with one fault; its files are single bytes, and damage leaves them as they are.
struct Faulty: FuzzedFormat {
    enum Fault: String, CaseIterable { case none, wrongError, wrongResult, controlCharacters, greed, crash, hang }
    struct Refusal: Error, CustomStringConvertible { let description: String }

    let fault: Fault
    var name: String { fault.rawValue }

    func seeds() -> [[UInt8]] { [[1]] }
    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] { file }

    func read(_ file: [UInt8]) throws {
        if file == [1] { return }  // the seed itself is always read
        switch fault {
        case .none: throw Refusal(description: "it is damaged")
        case .wrongError: throw CocoaError(.fileReadUnknown)
        case .wrongResult: throw WrongResult(description: "2 is not 3")
        case .controlCharacters: throw Refusal(description: "it is \u{1B}[31mred")
        case .greed: #expect([UInt8](repeating: 1, count: 100 << 20).last == 1)
        case .crash: preconditionFailure("a reader's trap")
        case .hang: while true { usleep(1000) }
        }
    }

    func isRefusal(_ error: any Error) -> Bool { error is Refusal }
    func memory(forFileOf size: Int) -> Int { 0 }
}

@Suite("Fuzzing", .serialized)
struct FuzzRunTests {
    /// Time and memory are judged only where the tests of other modules do not run in the same process.
    private static func run(_ fault: Faulty.Fault, in folder: URL, isAlone: Bool = false) throws -> FuzzRun {
        var run = FuzzRun(Faulty(fault: fault), seed: 1, folder: folder.path, isAlone: isAlone)
        try run.run(first: 0, count: 20, until: .now + .seconds(60))
        return run
    }

    private static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fuzzing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static func files(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("every reader reads its seeds and answers some damaged files", arguments: Fuzzing.formats.indices)
    func formats(index: Int) throws {
        let folder = try Self.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var run = FuzzRun(Fuzzing.formats[index], seed: 2, folder: folder.path, isAlone: false)
        try run.run(first: 0, count: 3000, until: .now + .seconds(60))
        #expect(try run.failures == 0 && Self.files(folder).isEmpty)
        #expect(run.accepted >= 100 && run.refused >= 1000)
    }

    @Test("an input depends on seed and number alone")
    func deterministic() throws {
        for format in Fuzzing.formats {
            let seeds = try format.seeds()
            let (one, other) = (FuzzRun(format, seed: 3, folder: ""), FuzzRun(format, seed: 4, folder: ""))
            let inputs = (seeds.count..<seeds.count + 50).map { one.input($0, seeds: seeds) }
            #expect(inputs == (seeds.count..<seeds.count + 50).map { one.input($0, seeds: seeds) })
            #expect(inputs != (seeds.count..<seeds.count + 50).map { other.input($0, seeds: seeds) })
            #expect(Set(inputs).count > 25)
        }
    }

    @Test(
        "what a reader does wrong is counted, and its input is in a file",
        arguments: [Faulty.Fault.wrongError, .wrongResult, .controlCharacters])
    func faults(fault: Faulty.Fault) throws {
        let folder = try Self.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try Self.run(fault, in: folder)
        let files = try Self.files(folder)
        #expect(run.failures > 0 && files.count == run.failures)
        #expect(files.allSatisfy { $0.hasSuffix(".wrong") })
        let number = try #require(files.first?.split(separator: "-").last?.prefix { $0 != "." })
        let input = run.input(try #require(Int(number)), seeds: [[1]])
        #expect(try Data(contentsOf: folder.appendingPathComponent(files[0])) == Data(input))
    }

    @Test("a reader that refuses is right")
    func right() throws {
        let folder = try Self.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try Self.run(.none, in: folder).failures == 0)
        #expect(try Self.files(folder).isEmpty)
    }

    @Test("the input of a crash or a hang is in a file, too", arguments: [Faulty.Fault.crash, .hang])
    func deaths(fault: Faulty.Fault) async throws {
        let folder = try Self.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (name, path) = (fault.rawValue, folder.path)
        await #expect(processExitsWith: .failure) { [name = name as String, path = path as String] in
            FailureReport.catchSignals()
            _ = try Self.run(#require(Faulty.Fault(rawValue: name)), in: URL(fileURLWithPath: path), isAlone: true)
        }
        let files = try Self.files(folder)
        #expect(files.count == 1 && files[0].hasPrefix("\(name)-") && files[0].hasSuffix(".\(name)"), "\(files)")
    }

    #if os(Linux)
        @Test("an input that takes much memory is in a file")
        func greed() async throws {
            let folder = try Self.temporaryFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let path = folder.path
            await #expect(processExitsWith: .success) { [path = path as String] in
                let run = try Self.run(.greed, in: URL(fileURLWithPath: path), isAlone: true)
                #expect(run.failures > 0 && run.failures <= 19)
            }
            let files = try Self.files(folder)
            #expect(!files.isEmpty && files.allSatisfy { $0.hasPrefix("greed-") && $0.hasSuffix(".memory") })
        }
    #endif
}
