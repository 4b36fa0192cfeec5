import CZlib
import Foundation
import NeuralNetworks

/// Files of networks: a header in JSON, weights, and a checksum over both.
struct NetworkFormat: FuzzedFormat {
    let name = "network"

    func seeds() throws -> [[UInt8]] {
        let dense = try Network(input: 3, seed: 1) {
            Dense(4, .relu)
            Dropout(0.1)
            Residual { Dense(4, .elu(alpha: 0.5)) }
            Dense(2, .softmax)
        }
        let images = try Network(input: [6, 6, 1], seed: 2) {
            Conv2D(2, kernel: 3, .leakyReLU(slope: 0.2))
            BatchNorm()
            MaxPool2D(2)
            ConvTranspose2D(1, kernel: 2, stride: 2)
            LayerNorm()
            Skip { ActivationLayer(.tanh) }
            BilinearUpsampling2D(2)
            AveragePool2D(2)
            GlobalAveragePool()
        }
        let two = try Network(input: 2, beside: 3, seed: 3) {
            Beside()
            Dense(5)
            Reshape([5, 1, 1])
            Flatten()
        }
        dense.annotations["code"] = 2
        return try [
            ModelFile(kind: "network", networks: [("network", dense)]),
            ModelFile(kind: "network", networks: [("network", images)]),
            ModelFile(
                kind: "pair", networks: [("a", two), ("b", dense)], numbers: ["variance": 0.5], words: ["loss": "mse"],
                arrays: ["mean": [1, 2, 3]]),
        ].map { [UInt8](try $0.data()) }
    }

    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] { WeightFraming.damage(file, with: &random) }

    func read(_ file: [UInt8]) throws {
        for (_, network) in try ModelFile(bytes: file, path: "file").networks where network.parameterCount > 1 << 20 {
            throw WrongResult(description: "\(file.count) bytes became \(network.parameterCount) weights")
        }
    }

    func isRefusal(_ error: any Error) -> Bool { error is NetworkError }

    /// Layers cost some hundred bytes for each that a header names.
    func memory(forFileOf size: Int) -> Int { 64 * size + 1 << 20 }
}

/// What files of networks and checkpoints have in common: 24 bytes with lengths, a header, numbers, a checksum.
enum WeightFraming {
    static func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] {
        guard file.count > 28 else { return file }
        let length = Int(file[12]) | Int(file[13]) << 8 | Int(file[14]) << 16
        guard 24 + length <= file.count - 4 else { return file }
        var header = Array(file[24..<24 + length])
        var numbers = Array(file[(24 + length)..<file.count - 4])
        for _ in 0...random.below(3) { damage(header: &header, with: &random) }
        if random.oneIn(4) { numbers = Array(numbers.prefix(4 * random.below(numbers.count / 4 + 1))) }
        if random.oneIn(4) { numbers += [UInt8](repeating: random.byte(), count: 4 * random.below(20)) }
        return framed(Array(file[..<12]), header, numbers)
    }

    /// One change that leaves the header readable more often than not: another number, a word repeated, a part left out.
    private static func damage(header: inout [UInt8], with random: inout FuzzRandom) {
        guard !header.isEmpty else { return }
        let digits = header.indices.filter { (48...57).contains(header[$0]) }
        switch random.below(5) {
        case 0 where !digits.isEmpty: header[random.pick(digits)] = UInt8(48 + random.below(10))
        case 1 where !digits.isEmpty:
            let number = random.pick([
                "0", "-1", "65536", "16777216", "4294967296", "9223372036854775807", "1e300", "0.5",
            ])
            let at = random.pick(digits)
            header.replaceSubrange(at...at, with: number.utf8)
        case 2:
            let quotes = header.indices.filter { header[$0] == 34 }
            guard quotes.count > 3 else { return }
            let first = 2 * random.below(quotes.count / 2)
            let other = 2 * random.below(quotes.count / 2)
            guard first + 1 < quotes.count, other + 1 < quotes.count else { return }
            let word = Array(header[quotes[other]...quotes[other + 1]])
            header.replaceSubrange(quotes[first]...quotes[first + 1], with: word)
        case 3:
            let commas = header.indices.filter { header[$0] == 44 }
            guard commas.count > 1 else { return }
            let i = random.below(commas.count - 1)
            if random.oneIn(2) {
                header.removeSubrange(commas[i]..<commas[i + 1])
            } else {
                header.insert(contentsOf: Array(header[commas[i]..<commas[i + 1]]), at: commas[i])
            }
        default: header[random.below(header.count)] = random.byte()
        }
    }

    /// The file with right lengths and checksum.
    static func framed(_ start: [UInt8], _ header: [UInt8], _ numbers: [UInt8]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let body = start + little(header.count, 4) + little(numbers.count / 4, 8) + header + numbers
        let checksum = body.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
        return body + little(Int(checksum), 4)
    }
}
