import NeuralNetworks
import Tensors

/// Corrupts its input while training and lets it pass in use. As an autoencoder's first layer it makes it a denoising one: the
/// network sees x̃, while the loss still compares with x.
///
/// Each training pass draws new noise, from the network's seed.
public struct Corrupting: LayerDeclaration {
    public let corruption: any Corruption

    public init(_ corruption: any Corruption) { self.corruption = corruption }

    public var name: String { "Corrupting(\(corruption.name))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        if let problem = corruption.problem { throw construction.invalid(problem) }
        return CorruptingLayer(self, shape: construction.input, random: construction.randomGenerator())
    }

    public var specification: LayerSpecification {
        LayerSpecification("Corrupting", words: ["corruption": corruption.name])
    }
}

/// A ``Corrupting`` at work.
final class CorruptingLayer: RandomLayer {
    let name: String
    let inputShape: Shape
    var outputShape: Shape { inputShape }

    private let corruption: any Corruption
    var random: RandomGenerator
    private var x̃ = Tensor()

    init(_ declaration: Corrupting, shape: Shape, random: RandomGenerator) {
        name = declaration.name
        corruption = declaration.corruption
        inputShape = shape
        self.random = random
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if !pass.isTraining { return x }
        x̃.reserve(x.shape)
        x̃.withUnsafeMutableBufferPointer { corruption.corruptRows(of: x, into: $0, using: &random) }
        return x̃
    }

    /// As the first layer it is asked for nothing. Elsewhere ∂L/∂x̃ stands for ∂L/∂x, as if the noise x̃ − x did not depend on
    /// x: exact but where pixels are clipped, replaced or blanked, whose true derivative is 0.
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        wanted.contains(.inputs) ? gradient : Tensor()
    }
}
