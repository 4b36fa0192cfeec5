import Foundation
import Testing

@testable import Datasets

/// Files damaged at random, thousands of times: the reader answers with an error of its own or, where the damage does
/// not matter, with the right content; it never crashes and takes no memory that the file does not warrant.
@Suite struct DamageFuzzTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// Flips bits, overwrites bytes, cuts off or appends.
    private func damaged(_ bytes: [UInt8], by generator: inout FuzzGenerator) -> [UInt8] {
        var bytes = bytes
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
        case 1:
            bytes += (0..<Int.random(in: 1...40, using: &generator)).map { _ in .random(in: 0...255, using: &generator)
            }
        case 2:
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            bytes.removeSubrange(start..<min(start + Int.random(in: 1...9, using: &generator), bytes.count))
        case 3, 4:  // The beginning, where the headers are.
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                bytes[.random(in: 0..<min(24, bytes.count), using: &generator)] = .random(
                    in: 0...255, using: &generator)
            }
        default:
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                bytes[.random(in: bytes.indices, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            }
        }
        return bytes
    }

    /// A plain file has no checksum: what is accepted must at least be what its header promises.
    @Test(arguments: [1, 2] as [UInt64]) func plain(seed: UInt64) throws {
        var generator = FuzzGenerator(state: seed)
        let whole = idx(dimensions: [3, 4, 5], body: (0..<60).map { UInt8($0) })
        var refused = 0
        for _ in 0..<3000 {
            let bytes = damaged(whole, by: &generator)
            do {
                let file = try IDX(bytes: bytes)
                #expect(file.dimensions.reduce(file.elementType.size, *) == file.bytes.count)
                #expect(bytes.count == 4 + 4 * file.dimensions.count + file.bytes.count)
                #expect(file.floats().count * file.elementType.size == file.bytes.count)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 1000)
    }

    /// In a gzip file only damage to the file name, time and such in gzip's own header can go unnoticed, so that what
    /// is accepted must be the original. One file here is packed by deflate with Huffman codes, one is stored.
    @Test(arguments: ["packed", "stored"], [1, 2] as [UInt64]) func gzipped(kind: String, seed: UInt64) throws {
        var generator = FuzzGenerator(state: seed)
        let packed = MNIST.embeddedDirectory.appendingPathComponent("t10k-labels-idx1-ubyte.gz")
        let labels = forgedLabels(50)
        let whole =
            kind == "packed"
            ? [UInt8](try Data(contentsOf: packed))
            : gzip(Array(labels[..<20]), blockSize: 9) + gzip(Array(labels[20...]))
        let original = try IDX(bytes: whole)
        var refused = 0
        for _ in 0..<1500 {
            let bytes = damaged(whole, by: &generator)
            do {
                let file = try IDX(bytes: bytes)
                #expect(file == original)
            } catch {
                refused += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(refused > 1000)
    }

    /// Any file at all, with the beginnings that lead further.
    @Test(arguments: [[], [0, 0, 8, 1], [0, 0, 13, 3, 0, 0], [0x1f, 0x8b], [0x1f, 0x8b, 8, 0]] as [[UInt8]])
    func noise(beginning: [UInt8]) throws {
        var generator = FuzzGenerator(state: 7)
        for _ in 0..<500 {
            let noise = (0..<Int.random(in: 0..<100, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let bytes = beginning + noise
            do {
                let file = try IDX(bytes: bytes)
                #expect(bytes.count == 4 + 4 * file.dimensions.count + file.bytes.count)
            } catch {}
        }
    }

    #if os(Linux)
        /// A gzip file of 4 MB whose header promises 4 GB, just so much that deflate might hold it.
        @Test func promisedMemoryIsNotReserved() throws {
            func peak() throws -> Int {
                let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") })
                return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) << 10
            }
            let body = [UInt8](repeating: 0, count: 4 << 20)
            let path = try folder.write(gzip(idx(dimensions: [1024, body.count], body: body)), to: "file.gz")
            let before = try peak()
            let error = #expect(throws: DatasetError.self) { try IDX(path: path, limit: .max) }
            #expect(
                error?.problem
                    == .truncatedBody(found: body.count, dimensions: [1024, body.count], needed: 1024 * body.count))
            // The other tests of this process may take something at the same time.
            #expect(try peak() - before < 1 << 30)
        }
    #endif
}
