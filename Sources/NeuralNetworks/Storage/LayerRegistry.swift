import Synchronization
import Tensors

/// The kinds of layers and activations that files may name: the library's, and those that a reader adds.
///
/// ```swift
/// LayerRegistry.register("Maxout") { Maxout(try $0.integer("pieces")) }
/// LayerRegistry.register(Swish())
/// ```
public enum LayerRegistry {
    public typealias Maker = @Sendable (LayerSpecification) throws -> any LayerDeclaration

    private static let layers = Mutex<[String: Maker]>(library)
    private static let activations = Mutex<[any Activation]>([])

    /// Lets files name a kind of layer; a kind that is there already is replaced.
    ///
    /// - Parameters:
    ///   - kind: ``LayerSpecification/kind`` as the declaration's `specification` has it.
    ///   - make: the declaration that a specification describes.
    public static func register(_ kind: String, make: @escaping Maker) { layers.withLock { $0[kind] = make } }

    /// Lets files name an activation of one's own, by its name and constants.
    public static func register(_ activation: any Activation) { activations.withLock { $0.append(activation) } }

    static func maker(_ kind: String) -> Maker? { layers.withLock { $0[kind] } }

    static func activation(_ name: String, _ constants: [String: Float]) -> (any Activation)? {
        activations.withLock { $0.last { $0.name == name && $0.constants == constants } }
    }

    private static let library: [String: Maker] = [
        "Dense": {
            Dense(
                try $0.integer("units"), try $0.makeActivation(), initializer: try $0.initializer(),
                bias: try $0.hasBias())
        },
        "Activation": { ActivationLayer(try $0.makeActivation()) },
        "Flatten": { _ in Flatten() },
        "Reshape": { Reshape(try Shape($0.shape ?? [])) },
        "Dropout": { Dropout(Float(try $0.number("probability"))) },
        "GaussianNoise": { GaussianNoise(Float(try $0.number("standardDeviation"))) },
        "Conv2D": {
            Conv2D(
                try $0.integer("filters"), kernel: try $0.integer("kernel"), stride: try $0.integer("stride"),
                padding: try $0.padding(), try $0.makeActivation(), initializer: try $0.initializer(),
                bias: try $0.hasBias())
        },
        "ConvTranspose2D": {
            ConvTranspose2D(
                try $0.integer("filters"), kernel: try $0.integer("kernel"), stride: try $0.integer("stride"),
                padding: try $0.padding(), try $0.makeActivation(), initializer: try $0.initializer(),
                bias: try $0.hasBias())
        },
        "MaxPool2D": { MaxPool2D(try $0.integer("size"), stride: try $0.integer("stride")) },
        "AveragePool2D": { AveragePool2D(try $0.integer("size"), stride: try $0.integer("stride")) },
        "GlobalAveragePool": { _ in GlobalAveragePool() },
        "Upsampling2D": { Upsampling2D(try $0.integer("factor")) },
        "BilinearUpsampling2D": { BilinearUpsampling2D(try $0.integer("factor")) },
        "BatchNorm": {
            BatchNorm(momentum: Float(try $0.number("momentum")), epsilon: Float(try $0.number("epsilon")))
        },
        "LayerNorm": { LayerNorm(epsilon: Float(try $0.number("epsilon"))) },
        "Residual": {
            let inside = try $0.declarations()
            return Residual { inside }
        },
        "Skip": {
            let inside = try $0.declarations()
            return Skip { inside }
        },
        "Beside": { _ in Beside() },
    ]
}
