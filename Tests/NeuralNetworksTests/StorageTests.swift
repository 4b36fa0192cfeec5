import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

@Suite struct StorageTests {
    private func temporary() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "network-\(UInt64.random(in: 0...UInt64.max)).nn")
    }

    private func network(seed: UInt64 = 3) throws -> Network {
        try Network(input: [4, 3], seed: seed) {
            GaussianNoise(0.1)
            Flatten()
            Dense(7, .leakyReLU(slope: 0.2), initializer: .glorotNormal)
            Residual {
                Dense(5, .elu(alpha: 0.7), bias: false)
                Dropout(0.3)
                Dense(7)
            }
            BatchNorm(momentum: 0.8)
            Reshape([7, 1])
            Flatten()
            Dense(5 * 6 * 2)
            Reshape([5, 6, 2])
            Conv2D(3, kernel: 3, stride: 2, padding: .valid, .silu, initializer: .glorotUniform, bias: false)
            ConvTranspose2D(2, kernel: 4, stride: 2, .leakyReLU)
            LayerNorm()
            MaxPool2D(2, stride: 1)
            Upsampling2D(3)
            BilinearUpsampling2D(2)
            AveragePool2D(2)
            Residual { BatchNorm() }
            GlobalAveragePool()
            ActivationLayer(.gelu)
            Dense(4, .softmax(temperature: 1.5))
        }
    }

    @Test func aNetworkComesBackExactly() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let saved = try network()
        saved.parameters[1].value = try Tensor([1, -0.0, .leastNonzeroMagnitude, 1e30, .pi, -7, 0.1], shape: [7])
        var random = RandomGenerator(seed: 1)
        let x = Tensor.normal([6, 4, 3], using: &random)
        _ = try saved.forward(x)
        #expect(saved.statistics.count == 4 && saved.statistics[0].value != Tensor(shape: [7]))
        try saved.write(to: url)
        let loaded = try Network(contentsOf: url)
        #expect(loaded.description == saved.description)
        #expect(loaded.declarations.map(\.specification) == saved.declarations.map(\.specification))
        for (a, b) in zip(saved.parameters, loaded.parameters) {
            #expect(a.name == b.name && a.value.values.map(\.bitPattern) == b.value.values.map(\.bitPattern))
        }
        #expect(try loaded.predict(x) == saved.predict(x))

        let other = try network(seed: 8)
        try other.loadWeights(from: url)
        #expect(try other.predict(x) == saved.predict(x))
        #expect(other.statistics.map(\.value) == saved.statistics.map(\.value))
        let smaller = try Network(input: 2) { Dense(1) }
        #expect(throws: NetworkError.self) { try smaller.loadWeights(from: url) }
    }

    @Test func aCopyGoesItsOwnWay() throws {
        let network = try network()
        var random = RandomGenerator(seed: 1)
        let x = Tensor.normal([6, 4, 3], using: &random)
        // So that batch normalisation has statistics to be copied.
        _ = try network.forward(x)
        network.annotations = ["middle": 2]
        let before = try network.predict(x)
        let copy = try network.copy()
        #expect(try copy.predict(x) == before && copy.annotations == network.annotations && copy.seed == network.seed)
        for parameter in copy.parameters + copy.statistics {
            parameter.value = Tensor(repeating: 0.5, shape: parameter.shape)
        }
        #expect(try network.predict(x) == before && copy.predict(x) != before)
    }

    @Test func activationsOfOnesOwnMustBeRegistered() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let saved = try Network(input: 3) { Dense(2, .swish) }
        try saved.write(to: url)
        let x = Tensor(repeating: 0.3, shape: [1, 3])
        let error = #expect(throws: NetworkError.self) { try Network(contentsOf: url) }
        #expect(
            error?.description.contains("the activation swish is neither one of the library's nor registered") == true)
        LayerRegistry.register(.swish)
        #expect(try Network(contentsOf: url).predict(x) == saved.predict(x))
    }

    /// Cuts and flipped bytes are noticed, without a crash and without a huge allocation.
    @Test func damagedFilesGiveOneSentence() throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        try Network(input: 3) { Dense(2, .relu) }.write(to: url)
        let bytes = [UInt8](try Data(contentsOf: url))
        func isRefused(_ damaged: [UInt8]) throws -> Bool {
            try Data(damaged).write(to: url)
            do {
                _ = try Network(contentsOf: url)
                return false
            } catch NetworkError.file(let path, _) {
                return path == url.path
            }
        }
        for length in stride(from: 0, to: bytes.count, by: 5) { #expect(try isRefused(Array(bytes[..<length]))) }
        for position in stride(from: 0, to: bytes.count, by: 3) {
            var damaged = bytes
            damaged[position] ^= 0x41
            #expect(try isRefused(damaged))
        }
        #expect(try isRefused(bytes + [0]))
        #expect(throws: NetworkError.self) { try Network(contentsOf: URL(filePath: "/no/such/file")) }
    }

    /// Changes the header of a file and makes its checksum right again; false if the header does not hold the original.
    @discardableResult
    private func forge(_ url: URL, _ original: String, _ forged: String) throws -> Bool {
        let bytes = [UInt8](try Data(contentsOf: url))
        let length = Int(bytes[12]) | Int(bytes[13]) << 8
        var header = String(decoding: bytes[24..<24 + length], as: UTF8.self)
        guard header.contains(original) else { return false }
        header = header.replacing(original, with: forged)
        var file = Array(bytes[..<12])
        file += [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8), 0, 0]
        file += bytes[16..<24] + Array(header.utf8) + bytes[(24 + length)..<(bytes.count - 4)]
        let checksum = crc32(file)
        file += (0..<4).map { UInt8(checksum >> (8 * $0) & 255) }
        try Data(file).write(to: url)
        return true
    }

    /// Files with a right checksum whose headers ask for the impossible.
    @Test(arguments: [
        #""units":2"#: #""units":16000000"#, #""units":2.0"#: #""units":1e300"#,
        #""input":[3]"#: #""input":[4000000000000]"#,
        #""kind":"Dense""#: #""kind":"Dance""#, #"[3]"#: #"[3,-1]"#, "relu": "rely",
    ])
    func forgedHeadersGiveOneSentence(_ original: String, _ forged: String) throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        try Network(input: 3) { Dense(2, .relu) }.write(to: url)
        guard try forge(url, original, forged) else { return }
        #expect(throws: NetworkError.self) { try Network(contentsOf: url) }
    }

    /// Layers of images that ask for the impossible.
    @Test(arguments: [
        #""kernel":3"#: #""kernel":16000000"#, #""filters":2"#: #""filters":16000000"#, #""stride":1"#: #""stride":0"#,
        #""same""#: #""some""#, #""factor":2"#: #""factor":16000000"#, #""size":2"#: #""size":-2"#,
        #""momentum":0.5"#: #""momentum":2"#, #""epsilon":1"#: #""epsilon":0"#,
    ])
    func forgedImageLayersGiveOneSentence(_ original: String, _ forged: String) throws {
        let url = temporary()
        defer { try? FileManager.default.removeItem(at: url) }
        let network = try Network(input: [6, 6, 1]) {
            Conv2D(2, kernel: 3)
            ConvTranspose2D(2, kernel: 3)
            Upsampling2D(2)
            MaxPool2D(2)
            BatchNorm(momentum: 0.5)
            LayerNorm(epsilon: 1)
        }
        try network.write(to: url)
        try forge(url, original, forged)
        let error = #expect(throws: NetworkError.self) { try Network(contentsOf: url) }
        guard case .file = error else {
            Issue.record("not an error of a file")
            return
        }
    }

    @Test func theChecksumIsCRC32() {
        #expect(crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    }
}
