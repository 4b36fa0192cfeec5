import ArgumentParser
import Foundation

@main
struct Fuzzing: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Fuzzing",
        abstract: "Gives the project's readers damaged files and sees that they refuse or read them.",
        discussion: """
            A reader must not crash, hang (2 s), take more memory than a valid file of the same size needs (and 64 MB),
            or answer with anything but one clear sentence. An input that makes it do so is written to a file and named;
            the same seed and number give the same input again.
            """)

    /// Every format that is fuzzed.
    static let formats: [any FuzzedFormat] = [
        PNGFormat(), IDXFormat(), GZipFormat(), AttributeListFormat(), NetworkFormat(), CheckpointFormat(),
    ]

    @Option(help: "\(Fuzzing.formats.map(\.name).joined(separator: ", ")) or all.")
    var format = "all"

    @Option(help: "How many inputs each format is given.")
    var inputs = 1_000_000

    @Option(help: "Which inputs.")
    var seed: UInt64 = 1

    @Option(help: "The number of the first input, to repeat one.")
    var first = 0

    @Option(help: "Stop after so many seconds, shared by the formats.")
    var seconds: Double?

    @Option(help: "The folder for inputs on which a reader failed.")
    var output = FileManager.default.temporaryDirectory.path

    func validate() throws {
        guard format == "all" || Self.formats.contains(where: { $0.name == format }) else {
            throw ValidationError("There is no format \(format).")
        }
        guard inputs > 0, first >= 0, seconds.map({ $0 > 0 && $0 < 1e9 }) ?? true else {
            throw ValidationError("--inputs and --seconds must be positive, --first not negative.")
        }
    }

    func run() throws {
        FailureReport.catchSignals()
        let chosen = Self.formats.filter { format == "all" || $0.name == format }
        let start = ContinuousClock.now
        var failures = 0
        for (index, format) in chosen.enumerated() {
            let end = seconds.map { start + .seconds($0 * Double(index + 1) / Double(chosen.count)) }
            var run = FuzzRun(format, seed: seed, folder: output)
            try run.run(first: first, count: inputs, until: end ?? start + .seconds(1e9))
            print(
                "\(format.name): \(run.accepted + run.refused) inputs, \(run.accepted) read, \(run.refused) refused, "
                    + "\(run.failures) failures; the slowest took \(run.slowest), the largest \(run.mostMemory >> 20) MB"
            )
            fflush(nil)
            failures += run.failures
        }
        if failures > 0 { throw ExitCode(1) }
    }
}
