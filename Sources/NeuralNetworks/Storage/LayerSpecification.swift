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
    /// - Throws: ``NetworkError`` if the kind is none of the library's or a value is missing or makes no sense.
    func declaration(activations: [any Activation]) throws -> any LayerDeclaration {
        switch kind {
        case "Dense":
            return Dense(
                try integer("units"), try activation(activations), initializer: try initializer(),
                bias: try number("bias") != 0)
        case "Activation": return ActivationLayer(try activation(activations))
        case "Flatten": return Flatten()
        case "Reshape": return Reshape(try Shape(shape ?? []))
        case "Dropout": return Dropout(Float(try number("probability")))
        case "GaussianNoise": return GaussianNoise(Float(try number("standardDeviation")))
        case "Conv2D":
            return Conv2D(
                try integer("filters"), kernel: try integer("kernel"), stride: try integer("stride"),
                padding: try padding(), try activation(activations), initializer: try initializer(),
                bias: try number("bias") != 0)
        case "ConvTranspose2D":
            return ConvTranspose2D(
                try integer("filters"), kernel: try integer("kernel"), stride: try integer("stride"),
                padding: try padding(), try activation(activations), initializer: try initializer(),
                bias: try number("bias") != 0)
        case "MaxPool2D": return MaxPool2D(try integer("size"), stride: try integer("stride"))
        case "AveragePool2D": return AveragePool2D(try integer("size"), stride: try integer("stride"))
        case "GlobalAveragePool": return GlobalAveragePool()
        case "Upsampling2D": return Upsampling2D(try integer("factor"))
        case "BilinearUpsampling2D": return BilinearUpsampling2D(try integer("factor"))
        case "BatchNorm":
            return BatchNorm(momentum: Float(try number("momentum")), epsilon: Float(try number("epsilon")))
        case "LayerNorm": return LayerNorm(epsilon: Float(try number("epsilon")))
        case "Residual":
            let inside = try (layers ?? []).map { try $0.declaration(activations: activations) }
            return Residual { inside }
        default:
            throw NetworkError.invalid(
                "the layer \(kind) is not one of the library's; build the network in code and call loadWeights(from:)")
        }
    }

    private func number(_ name: String) throws -> Double {
        guard let value = numbers[name] else { throw NetworkError.invalid("a \(kind) layer has no \(name)") }
        return value
    }

    /// A size; large enough for every network, small enough that products of two do not overflow.
    private func integer(_ name: String) throws -> Int {
        guard let value = Int(exactly: try number(name)), (1...1 << 24).contains(value) else {
            throw NetworkError.invalid("\(name) of a \(kind) layer is \(try number(name))")
        }
        return value
    }

    private func initializer() throws -> WeightInitializer {
        guard let initializer = words["initializer"].flatMap(WeightInitializer.init) else {
            throw NetworkError.invalid("a \(kind) layer has no known initializer")
        }
        return initializer
    }

    private func padding() throws -> Padding {
        guard let padding = words["padding"].flatMap(Padding.init) else {
            throw NetworkError.invalid("a \(kind) layer has no known padding")
        }
        return padding
    }

    private func activation(_ others: [any Activation]) throws -> any Activation {
        guard let activation else { throw NetworkError.invalid("a \(kind) layer has no activation") }
        return try activation.activation(others)
    }
}

extension ActivationSpecification {
    /// The activation.
    ///
    /// - Throws: ``NetworkError`` if it is neither one of the library's nor among `others`.
    func activation(_ others: [any Activation]) throws -> any Activation {
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
            guard let own = others.first(where: { $0.name == name && $0.constants == constants }) else {
                throw NetworkError.invalid("the activation \(name) is not one of the library's and was not given")
            }
            return own
        }
    }
}
