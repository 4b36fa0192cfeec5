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
