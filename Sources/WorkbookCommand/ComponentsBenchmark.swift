import Autoencoders
import Foundation
import Tensors
import Workbook

/// Principal component analysis of the 60 000 digits to all 784 components, from bytes, beside NumPy's.
enum ComponentsBenchmark {
    static let name = "PCA"

    struct Measurement: Codable {
        var threads: Int
        /// The median of the runs.
        var seconds: Double
        /// NumPy's median; nil if there is no NumPy.
        var numPySeconds: Double?
    }

    static func measure(_ digits: Samples, threads: Int, runs: Int) throws -> Measurement {
        let clock = ContinuousClock()
        let seconds = try (0..<runs).map { _ in
            try clock.measure { _ = try PCA(digits, components: digits.sampleShape.elementCount) }.seconds
        }
        return Measurement(
            threads: threads, seconds: seconds.median, numPySeconds: try numPy(digits, threads: threads, runs: runs))
    }

    static func table(_ measurements: [Measurement]) -> TextTable {
        TextTable(
            columns: ["", "workload", "threads", "s", "NumPy, s"],
            rows: measurements.map {
                [
                    name, "60 000 × 784 to all components", String($0.threads), $0.seconds.formatted(.fixed(3)),
                    $0.numPySeconds?.formatted(.fixed(3)) ?? "not installed",
                ]
            })
    }

    /// The median seconds of the same analysis by the `python3` of the path; nil if that has no NumPy.
    private static func numPy(_ digits: Samples, threads: Int, runs: Int) throws -> Double? {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let (bytes, answer) = (folder.appendingPathComponent("digits"), folder.appendingPathComponent("answer"))
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try (digits.withBytes { Data($0) } ?? Data()).write(to: bytes)
        } catch {
            throw WorkbookError("cannot write \(bytes.path): \(reason(of: error))")
        }
        let count = digits.sampleShape.elementCount
        var python = ChildProcess(
            URL(fileURLWithPath: "/usr/bin/env"), ["python3", "-c", script, bytes.path, "\(count)", "\(runs)"])
        for library in ["OPENBLAS", "OMP", "MKL"] { python.environment["\(library)_NUM_THREADS"] = "\(threads)" }
        python.output = answer
        python.errors = URL(fileURLWithPath: "/dev/null")
        guard try python.run() == .exited(0), let text = try? String(contentsOf: answer, encoding: .utf8) else {
            return nil
        }
        let seconds = text.split(separator: "\n").compactMap { Double($0) }
        return seconds.count == runs ? seconds.median : nil
    }

    private static let script = """
        import sys, time
        import numpy
        digits = numpy.fromfile(sys.argv[1], dtype=numpy.uint8).reshape(-1, int(sys.argv[2]))
        for _ in range(int(sys.argv[3])):
            start = time.perf_counter()
            numpy.linalg.eigh(numpy.cov(digits / 255, rowvar=False, bias=True))
            print(time.perf_counter() - start)
        """
}
