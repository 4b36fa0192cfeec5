import Foundation
import Tensors

/// A network as a file: architecture and weights, all numbers little-endian.
///
/// | bytes | what |
/// | --- | --- |
/// | 8 | `NEURALNW` |
/// | 4 | version, 1 |
/// | 4 | H, the length of the header |
/// | 8 | P, the number of weights and statistics |
/// | H | the header as JSON: input shape, seed, layers, and annotations if there are some |
/// | 4P | the weights as 32-bit floats, in the order of `Network.parameters`, then the `Network.statistics` |
/// | 4 | CRC-32 of everything before |
private enum NetworkFile {
    static let magic = Array("NEURALNW".utf8)
    static let version: UInt32 = 1
    static let fixedLength = 24

    struct Header: Codable {
        var input: [Int]
        var seed: UInt64
        var layers: [LayerSpecification]
        var annotations: [String: Int]?
    }
}

extension Network {
    /// Writes architecture and weights; the file is replaced as a whole.
    ///
    /// - Throws: ``NetworkError`` if the file cannot be written.
    public func save(to url: URL) throws {
        let header = NetworkFile.Header(
            input: Array(inputShape), seed: seed, layers: declarations.map(\.specification),
            annotations: annotations.isEmpty ? nil : annotations)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = try encoder.encode(header)
        var data = Data(NetworkFile.magic)
        data.append(littleEndian: NetworkFile.version)
        data.append(littleEndian: UInt32(json.count))
        data.append(littleEndian: UInt64(saved.reduce(0) { $0 + $1.count }))
        data.append(json)
        for parameter in saved {
            for weight in parameter.value.values { data.append(littleEndian: weight.bitPattern) }
        }
        data.append(littleEndian: crc32(data))
        try writeWhole(data, to: url)
    }

    /// A network from a file that ``save(to:)`` wrote, exactly as it was.
    ///
    /// - Parameter activations: activations of one's own that the network uses.
    /// - Throws: ``NetworkError`` that says what is wrong with the file.
    public convenience init(contentsOf url: URL, activations: [any Activation] = []) throws {
        let file = try NetworkContents(url)
        func failure(_ reason: String) -> NetworkError { .file(path: url.path, reason: reason) }
        do {
            let input = try Shape(file.header.input)
            guard input.elementCount <= 1 << 24 else { throw failure("it claims an input of \(input) numbers") }
            try self.init(
                input: input, seed: file.header.seed,
                declarations: file.header.layers.map { try $0.declaration(activations: activations) },
                expectedParameters: file.weights.count)
        } catch let error as NetworkError {
            if case .file = error { throw error }
            if case .invalid(let reason) = error { throw failure("it does not describe a network: " + reason) }
            throw failure("it does not describe a network: " + error.description.trimming("."))
        } catch let error as ShapeError {
            throw failure("it does not describe a network: " + error.description.trimming("."))
        }
        annotations = file.header.annotations ?? [:]
        setWeights(file.weights)
    }

    /// Sets the weights of this network to those in a file that a network of the same architecture wrote.
    ///
    /// This way works for networks with layers of one's own too.
    /// - Throws: ``NetworkError`` that says what is wrong with the file.
    public func loadWeights(from url: URL) throws {
        let file = try NetworkContents(url)
        guard file.header.input == Array(inputShape), file.header.layers == declarations.map(\.specification),
            file.weights.count == saved.reduce(0, { $0 + $1.count })
        else {
            throw NetworkError.file(
                path: url.path,
                reason: "it holds a network of another architecture, "
                    + file.header.layers.map(\.kind).joined(separator: ", ") + " with \(file.weights.count) weights")
        }
        setWeights(file.weights)
    }

    /// What a file holds of each layer.
    private var saved: [Parameter] { parameters + statistics }

    private func setWeights(_ weights: [Float]) {
        var position = 0
        for parameter in saved {
            for i in 0..<parameter.count { parameter.pointer[i] = weights[position + i] }
            position += parameter.count
        }
    }
}

/// What stands in a network's file, checked as far as it can be without building the network.
private struct NetworkContents {
    let header: NetworkFile.Header
    let weights: [Float]

    init(_ url: URL) throws {
        func failure(_ reason: String) -> NetworkError { .file(path: url.path, reason: reason) }
        guard let data = try? Data(contentsOf: url) else { throw failure("it does not exist or cannot be read") }
        let bytes = [UInt8](data)
        guard bytes.starts(with: NetworkFile.magic) else { throw failure("it is not a network's file") }
        guard bytes.count >= NetworkFile.fixedLength + 4 else { throw failure("it ends after \(bytes.count) bytes") }
        let version = UInt32(truncatingIfNeeded: bytes.littleEndian(at: 8, length: 4))
        guard version == NetworkFile.version else {
            throw failure("it has version \(version) of the format, but only version \(NetworkFile.version) is known")
        }
        // Compared as they stand, without arithmetic that a forged number could make overflow.
        let headerLength = bytes.littleEndian(at: 12, length: 4)
        let count = bytes.littleEndian(at: 16, length: 8)
        let room = UInt64(bytes.count - NetworkFile.fixedLength - 4)
        guard headerLength <= room, count <= (room - headerLength) / 4, headerLength + 4 * count == room else {
            throw failure("it has \(bytes.count) bytes, which does not fit the \(count) weights it claims to hold")
        }
        guard UInt64(crc32(bytes.dropLast(4))) == bytes.littleEndian(at: bytes.count - 4, length: 4) else {
            throw failure("it is damaged: its checksum does not fit")
        }
        let end = NetworkFile.fixedLength + Int(headerLength)
        guard
            let header = try? JSONDecoder().decode(
                NetworkFile.Header.self, from: Data(bytes[NetworkFile.fixedLength..<end]))
        else { throw failure("its header cannot be read") }
        self.header = header
        weights = (0..<Int(count)).map {
            Float(bitPattern: UInt32(truncatingIfNeeded: bytes.littleEndian(at: end + 4 * $0, length: 4)))
        }
    }
}

extension Data {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension [UInt8] {
    fileprivate func littleEndian(at position: Int, length: Int) -> UInt64 {
        self[position..<position + length].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension String {
    fileprivate func trimming(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
