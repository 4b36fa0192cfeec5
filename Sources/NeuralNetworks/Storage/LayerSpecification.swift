import Tensors

/// A layer's declaration as it stands in a file: what kind it is and what it was made with.
public struct LayerSpecification: Codable, Sendable, Equatable {
    /// `Dense`, `Dropout`, ...
    public var kind: String
    public var numbers: [String: Double]
    public var words: [String: String]
    public var shape: [Int]?
    public var activation: ActivationSpecification?
    /// The layers inside it.
    public var layers: [LayerSpecification]?

    public init(
        _ kind: String, numbers: [String: Double] = [:], words: [String: String] = [:], shape: [Int]? = nil,
        activation: ActivationSpecification? = nil, layers: [LayerSpecification]? = nil
    ) {
        self.kind = kind
        self.numbers = numbers
        self.words = words
        self.shape = shape
        self.activation = activation
        self.layers = layers
    }
}

/// An activation as it stands in a file.
public struct ActivationSpecification: Codable, Sendable, Equatable {
    public var name: String
    public var constants: [String: Float]

    public init(_ activation: any Activation) {
        name = activation.name
        constants = activation.constants
    }
}

// MARK: Back to declarations

extension LayerSpecification {
    /// The declaration.
    ///
    /// - Throws: ``NetworkError`` if the kind is not in the ``LayerRegistry`` or a value is missing or makes no sense.
    public func declaration() throws -> any LayerDeclaration {
        guard let make = LayerRegistry.maker(kind) else {
            throw NetworkError.invalid(
                "the layer \(kind) is neither one of the library's nor registered by LayerRegistry.register")
        }
        return try make(self)
    }

    /// The declarations of the layers inside.
    public func declarations() throws -> [any LayerDeclaration] { try (layers ?? []).map { try $0.declaration() } }

    /// A number by its name.
    public func number(_ name: String) throws -> Double {
        guard let value = numbers[name] else { throw NetworkError.invalid("a \(kind) layer has no \(name)") }
        return value
    }

    /// A size; large enough for every network, small enough that products of two do not overflow.
    public func integer(_ name: String) throws -> Int {
        guard let value = Int(exactly: try number(name)), (1...1 << 24).contains(value) else {
            throw NetworkError.invalid("\(name) of a \(kind) layer is \(try number(name))")
        }
        return value
    }

    /// A word by its name.
    public func word(_ name: String) throws -> String {
        guard let word = words[name] else { throw NetworkError.invalid("a \(kind) layer has no \(name)") }
        return word
    }

    func hasBias() throws -> Bool { try number("bias") != 0 }

    public func initializer() throws -> WeightInitializer {
        guard let initializer = WeightInitializer(rawValue: try word("initializer")) else {
            throw NetworkError.invalid("a \(kind) layer has no known initializer")
        }
        return initializer
    }

    public func padding() throws -> Padding {
        guard let padding = Padding(rawValue: try word("padding")) else {
            throw NetworkError.invalid("a \(kind) layer has no known padding")
        }
        return padding
    }

    /// The activation.
    public func makeActivation() throws -> any Activation {
        guard let activation else { throw NetworkError.invalid("a \(kind) layer has no activation") }
        return try activation.makeActivation()
    }
}

extension ActivationSpecification {
    /// The activation.
    ///
    /// - Throws: ``NetworkError`` if it is neither one of the library's nor in the ``LayerRegistry``.
    func makeActivation() throws -> any Activation {
        func positive(_ constant: String) throws -> Float {
            guard let value = constants[constant], value > 0 else {
                throw NetworkError.invalid("the \(constant) of the activation \(name) is not a number > 0")
            }
            return value
        }
        switch name {
        case "identity": return Identity()
        case "sigmoid": return Sigmoid()
        case "tanh": return Tanh()
        case "relu": return ReLU()
        case "leakyrelu": return LeakyReLU(slope: try positive("slope"))
        case "elu": return ELU(alpha: try positive("alpha"))
        case "softmax": return Softmax(temperature: constants.isEmpty ? 1 : try positive("temperature"))
        case "softplus": return Softplus()
        case "gelu": return GELU()
        case "silu": return SiLU()
        default:
            guard let own = LayerRegistry.activation(name, constants) else {
                throw NetworkError.invalid(
                    "the activation \(name) is neither one of the library's nor registered by LayerRegistry.register")
            }
            return own
        }
    }
}
