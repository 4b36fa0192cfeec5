import ArgumentParser
import Datasets
import Foundation
import Graphics
import Tensors
import Workbook

/// `workbook benchmark`: how fast training is here, and how much of it is matrix products.
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time the training of the standard workloads.",
        discussion: """
            Seconds an epoch of 60 000 digits (median), the matrix products' GFLOP/s in training, and what share that is of \
            the rate that the same products reach on their own in the same run. Then principal component analysis, beside \
            NumPy's covariance and eigh if python3 has NumPy.
            """)

    @Option(help: "Epochs of each workload, and repetitions of PCA.")
    var epochs = 5

    @Option(help: ArgumentHelp("Only these workloads, e.g. B1,B2,PCA.", valueName: "names"))
    var workloads: String?

    @Option(help: ArgumentHelp("Numbers of threads, e.g. 1,2.", valueName: "numbers"))
    var threads = "1,2"

    @Option(help: ArgumentHelp("Write the measurements to this file too.", valueName: "file"))
    var json: String?

    struct Measurement: Codable {
        var workload: String
        var description: String
        var threads: Int
        /// The median.
        var secondsPerEpoch: Double
        var epochs: [Double]
        var gigaflopsPerSecond: Double
        /// The same products on their own.
        var productsGigaflopsPerSecond: Double
        var shareOfProductRate: Double
    }

    private struct Record: Codable {
        var measurements: [Measurement]
        var components: [ComponentsBenchmark.Measurement]
    }

    mutating func validate() throws {
        guard (1...1000).contains(epochs) else {
            throw ValidationError("--epochs must be from 1 to 1000, not \(epochs).")
        }
        if json == "" { throw ValidationError("--json must not be empty.") }
        _ = try (chosenWorkloads(), chosenThreads())
    }

    func run() throws {
        let file = try json.map { try FileArgument.url($0, of: "--json") }
        if let file { try FileArgument.requireWritable(file) }
        let terminal = Terminal.standard
        let digits = try MNIST().training
        var measurements: [Measurement] = []
        for workload in try chosenWorkloads() {
            for count in try chosenThreads() {
                terminal.print("\(workload.name) on \(count) \(count == 1 ? "thread" : "threads") …")
                measurements.append(try Threads.with(count: count) { try measure(workload, digits, threads: count) })
            }
        }
        let rows = measurements.map { measurement in
            [
                measurement.workload, measurement.description, String(measurement.threads),
                measurement.secondsPerEpoch.formatted(.fixed(3)),
                measurement.gigaflopsPerSecond.formatted(.fixed(1)),
                measurement.productsGigaflopsPerSecond.formatted(.fixed(1)),
                measurement.shareOfProductRate.formatted(.percent(0)),
            ]
        }
        var components: [ComponentsBenchmark.Measurement] = []
        for count in measuresComponents ? try chosenThreads() : [] {
            terminal.print("\(ComponentsBenchmark.name) on \(count) \(count == 1 ? "thread" : "threads") …")
            components.append(
                try Threads.with(count: count) {
                    try ComponentsBenchmark.measure(digits, threads: count, runs: epochs)
                })
        }
        let columns = ["", "workload", "threads", "s/epoch", "GFLOP/s", "products alone", "share"]
        if !rows.isEmpty { terminal.print("\n" + TextTable(columns: columns, rows: rows).description) }
        if !components.isEmpty { terminal.print("\n" + ComponentsBenchmark.table(components).description) }
        if let file { try write(Record(measurements: measurements, components: components), to: file) }
    }

    private func measure(_ workload: Workload, _ digits: Samples, threads: Int) throws -> Measurement {
        let operations = workload.products.reduce(0) { $0 + $1.operations }
        let steps = Double((digits.count + workload.batchSize - 1) / workload.batchSize)
        // Before and after training, as other work on the machine comes and goes.
        let before = MatrixProductShape.secondsOfRound(workload.products, for: 0.5)
        let epochs = try workload.train(epochs, digits)
        let after = MatrixProductShape.secondsOfRound(workload.products, for: 0.5)
        let rate = operations * steps / epochs.median / 1e9
        let alone = operations / min(before, after) / 1e9
        return Measurement(
            workload: workload.name, description: workload.description, threads: threads,
            secondsPerEpoch: epochs.median, epochs: epochs, gigaflopsPerSecond: rate,
            productsGigaflopsPerSecond: alone, shareOfProductRate: rate / alone)
    }

    private func write(_ record: Record, to file: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(encoder.encode(record), to: file)
    }

    private func chosenWorkloads() throws -> [Workload] {
        try chosenNames.filter { !isComponents($0) }.map { name in
            guard let workload = Workload.all.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                let all = (Workload.all.map(\.name) + [ComponentsBenchmark.name]).joined(separator: ", ")
                throw ValidationError("There is no workload “\(name)”; there are \(all).")
            }
            return workload
        }
    }

    private var measuresComponents: Bool { chosenNames.contains(where: isComponents) }

    private var chosenNames: [String] {
        workloads?.split(separator: ",").map(String.init) ?? Workload.all.map(\.name) + [ComponentsBenchmark.name]
    }

    private func isComponents(_ name: String) -> Bool { name.lowercased() == ComponentsBenchmark.name.lowercased() }

    private func chosenThreads() throws -> [Int] {
        try threads.split(separator: ",").map { word in
            guard let count = Int(word), (1...Threads.maximalCount).contains(count) else {
                throw ValidationError(
                    "--threads takes numbers from 1 to \(Threads.maximalCount) separated by commas, not “\(word)”.")
            }
            return count
        }
    }
}
