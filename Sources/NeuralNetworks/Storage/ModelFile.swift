import Foundation
import Tensors

/// One or several networks in a file, with whatever numbers and words the model that they make up needs: a network, an
/// autoencoder, a variational one, two networks that play against each other.
///
/// ```swift
/// try ModelFile(kind: "game", networks: [("generator", generator), ("discriminator", discriminator)]).write(to: url)
/// let game = try ModelFile(contentsOf: url, kind: "game")
/// let generator = try game.network("generator")
/// ```
public struct ModelFile {
    /// What the model is, such as `network` or `variational autoencoder`; readers of another kind refuse the file.
    public let kind: String
    public let networks: [(name: String, network: Network)]
    public let numbers: [String: Double]
    public let words: [String: String]
    /// Runs of numbers beside the networks' weights.
    public let arrays: [String: [Double]]

    private static let file = WeightFile(magic: "NEURALNW", version: 2, owner: "network")

    private struct Header: Codable {
        struct Member: Codable {
            var name: String
            var input: [Int]
            var beside: [Int]?
            var seed: UInt64
            var layers: [LayerSpecification]
            var annotations: [String: Int]?
            /// The shapes of its parameters and statistics by name, in the order in which their numbers follow.
            var parameters: [Part]
        }
        struct Part: Codable, Equatable {
            var name: String
            var shape: [Int]
        }
        struct Array: Codable {
            var name: String
            var count: Int
        }
        var kind: String
        var networks: [Member]
        var numbers: [String: Double]
        var words: [String: String]
        var arrays: [Array]
    }

    public init(
        kind: String, networks: [(name: String, network: Network)], numbers: [String: Double] = [:],
        words: [String: String] = [:], arrays: [String: [Double]] = [:]
    ) {
        (self.kind, self.networks, self.numbers, self.words, self.arrays) = (kind, networks, numbers, words, arrays)
    }

    /// The network of that name.
    ///
    /// - Throws: ``NetworkError`` if there is none.
    public func network(_ name: String) throws -> Network {
        guard let member = networks.first(where: { $0.name == name }) else {
            throw NetworkError.invalid("the \(kind) has no network named \(name)")
        }
        return member.network
    }

    /// Writes the file; an old one is replaced as a whole.
    ///
    /// - Throws: ``NetworkError`` if the file cannot be written.
    public func write(to url: URL) throws { try writeWhole(data(), to: url) }

    /// The file's bytes.
    package func data() throws -> Data {
        let arrays = arrays.sorted { $0.key < $1.key }
        let header = Header(
            kind: kind,
            networks: networks.map { name, network in
                Header.Member(
                    name: name, input: Array(network.inputShape), beside: network.besideShape.map { Array($0) },
                    seed: network.seed, layers: network.declarations.map(\.specification),
                    annotations: network.annotations.isEmpty ? nil : network.annotations,
                    parameters: Self.parts(network))
            }, numbers: numbers, words: words, arrays: arrays.map { Header.Array(name: $0.key, count: $0.value.count) })
        return try ModelFile.file.data(
            header, networks.flatMap { saved($0.network).map(\.value.values) } + arrays.map { $0.value.flatMap(halves) }
        )
    }

    /// The model in a file, exactly as it was.
    ///
    /// - Parameter kind: what it must be; any if nothing is said.
    /// - Throws: ``NetworkError`` that says what is wrong with the file; it names layers that nobody registered.
    public init(contentsOf url: URL, kind: String? = nil) throws {
        guard let data = try? Data(contentsOf: url) else {
            throw NetworkError.file(path: url.path, reason: "it does not exist or cannot be read")
        }
        try self.init(bytes: [UInt8](data), path: url.path, kind: kind)
    }

    /// The same from bytes; `path` names them in messages.
    public init(bytes: [UInt8], path: String, kind: String? = nil) throws {
        let (header, numbers) = try ModelFile.file.read(Header.self, bytes, path: path)
        func failure(_ reason: String) -> NetworkError { .file(path: path, reason: reason) }
        if let kind, header.kind != kind { throw failure("it holds a model of the kind \(header.kind), not \(kind)") }
        var position = 0
        func next(_ count: Int) throws -> ArraySlice<Float> {
            guard count >= 0, count <= numbers.count - position else {
                throw failure("it has fewer weights than its layers")
            }
            defer { position += count }
            return numbers[position..<position + count]
        }
        var networks: [(name: String, network: Network)] = []
        for member in header.networks {
            // Counted before memory is taken: a forged file could ask for any amount.
            var count = 0
            for part in member.parameters {
                guard let shape = try? Shape(part.shape), shape.elementCount <= numbers.count else {
                    throw failure("it has fewer weights than its layers")
                }
                count += shape.elementCount
            }
            let weights = try next(count)
            let network: Network
            do {
                let (input, beside) = (try Shape(member.input), try member.beside.map { try Shape($0) })
                guard input.elementCount <= 1 << 24, beside?.elementCount ?? 0 <= 1 << 24 else {
                    throw failure("it claims an input of \(input) numbers")
                }
                network = try Network(
                    input: input, beside: beside, seed: member.seed,
                    declarations: member.layers.map { try $0.declaration() }, expectedParameters: count)
            } catch let error as NetworkError {
                if case .file = error { throw error }
                if case .invalid(let reason) = error { throw failure("it does not describe a network: " + reason) }
                throw failure("it does not describe a network: " + error.description.trimming("."))
            } catch let error as ShapeError {
                throw failure("it does not describe a network: " + error.description.trimming("."))
            }
            guard Self.parts(network) == member.parameters else {
                throw failure("it does not describe a network: its layers have weights of other shapes")
            }
            network.annotations = member.annotations ?? [:]
            set(weights, in: network)
            networks.append((member.name, network))
        }
        var arrays: [String: [Double]] = [:]
        for array in header.arrays {
            guard array.count >= 0, array.count <= numbers.count else {
                throw failure("it has fewer numbers than it says")
            }
            let halves = Array(try next(2 * array.count))
            arrays[array.name] = (0..<array.count).map { double(halves[2 * $0], halves[2 * $0 + 1]) }
        }
        guard position == numbers.count else { throw failure("it has more weights than its layers") }
        self.init(
            kind: header.kind, networks: networks, numbers: header.numbers, words: header.words, arrays: arrays)
    }

    /// The header's part that says which weights a network has.
    private static func parts(_ network: Network) -> [Header.Part] {
        saved(network).map { Header.Part(name: $0.name, shape: Array($0.shape)) }
    }
}

/// The two halves of a Double's bits, as numbers of a file; and back.
private func halves(_ x: Double) -> [Float] {
    [Float(bitPattern: UInt32(x.bitPattern >> 32)), Float(bitPattern: UInt32(truncatingIfNeeded: x.bitPattern))]
}

private func double(_ high: Float, _ low: Float) -> Double {
    Double(bitPattern: UInt64(high.bitPattern) << 32 | UInt64(low.bitPattern))
}

/// What a file holds of each network.
private func saved(_ network: Network) -> [Parameter] { network.parameters + network.statistics }

private func set(_ weights: ArraySlice<Float>, in network: Network) {
    var position = weights.startIndex
    for parameter in saved(network) {
        for i in 0..<parameter.count { parameter.pointer[i] = weights[position + i] }
        position += parameter.count
    }
    network.storage.version &+= 1
}

extension Network {
    private static let kind = "network"

    /// Writes architecture and weights; the file is replaced as a whole.
    ///
    /// - Throws: ``NetworkError`` if the file cannot be written.
    public func write(to url: URL) throws {
        try ModelFile(kind: Self.kind, networks: [("network", self)]).write(to: url)
    }

    /// A network from a file that ``write(to:)`` wrote, exactly as it was.
    ///
    /// Layers and activations of one's own must be registered, see ``LayerRegistry``.
    /// - Throws: ``NetworkError`` that says what is wrong with the file.
    public convenience init(contentsOf url: URL) throws {
        let network = try ModelFile(contentsOf: url, kind: Self.kind).network("network")
        try self.init(
            input: network.inputShape, beside: network.besideShape, seed: network.seed,
            declarations: network.declarations)
        storage.restore(network.storage.snapshot)
        annotations = network.annotations
    }

    /// Sets the weights of this network to those in a file that a network of the same architecture wrote.
    ///
    /// This way works for networks with layers that nobody registered too.
    /// - Throws: ``NetworkError`` that says what is wrong with the file.
    public func loadWeights(from url: URL) throws {
        try ModelFile.loadWeights(from: url, kind: Self.kind, into: [("network", self)])
    }
}

extension ModelFile {
    /// Sets the weights of networks to those in a file that networks of the same names and architectures wrote.
    ///
    /// - Throws: ``NetworkError`` that says what is wrong with the file.
    public static func loadWeights(
        from url: URL, kind: String? = nil, into networks: [(name: String, network: Network)]
    ) throws {
        let (header, numbers) = try file.read(Header.self, from: url)
        func failure(_ reason: String) -> NetworkError { .file(path: url.path, reason: reason) }
        if let kind, header.kind != kind { throw failure("it holds a model of the kind \(header.kind), not \(kind)") }
        guard header.networks.map(\.name) == networks.map(\.name) else {
            throw failure("it holds the networks \(header.networks.map(\.name).joined(separator: ", "))")
        }
        for (member, (_, network)) in zip(header.networks, networks) {
            guard member.input == Array(network.inputShape), member.layers == network.declarations.map(\.specification),
                member.parameters == parts(network)
            else {
                throw failure(
                    "it holds a network of another architecture, "
                        + member.layers.map(\.kind).joined(separator: ", "))
            }
        }
        guard numbers.count >= networks.reduce(0, { $0 + $1.network.storage.weightCount }) else {
            throw failure("it has fewer weights than its layers")
        }
        var position = 0
        for (_, network) in networks {
            set(numbers[position..<position + network.storage.weightCount], in: network)
            position += network.storage.weightCount
        }
    }
}

extension String {
    fileprivate func trimming(_ suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
