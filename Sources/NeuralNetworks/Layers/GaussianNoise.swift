import Tensors

/// Adds independent normal noise of mean 0 and standard deviation σ while training: y = x + σn, n ~ N(0, I).
///
/// In other passes it does nothing. As a network's first layer it makes an autoencoder a denoising one.
public struct GaussianNoise: LayerDeclaration {
    /// σ
    public let standardDeviation: Float

    /// - Parameter standardDeviation: σ ≥ 0.
    public init(_ standardDeviation: Float) { self.standardDeviation = standardDeviation }

    public var name: String { "GaussianNoise(\(standardDeviation))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard standardDeviation >= 0 && standardDeviation.isFinite else {
            throw construction.invalid("the standard deviation must be a number ≥ 0")
        }
        return GaussianNoiseLayer(self, shape: construction.input, random: construction.randomGenerator())
    }

    public var specification: LayerSpecification {
        LayerSpecification("GaussianNoise", numbers: ["standardDeviation": Double(standardDeviation)])
    }
}

/// A ``GaussianNoise`` at work.
final class GaussianNoiseLayer: RandomLayer {
    let name: String
    let inputShape: Shape
    var outputShape: Shape { inputShape }

    private let σ: Float
    var random: RandomGenerator
    private var y = Tensor()

    init(_ declaration: GaussianNoise, shape: Shape, random: RandomGenerator) {
        name = declaration.name
        σ = declaration.standardDeviation
        inputShape = shape
        self.random = random
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if !pass.isTraining || σ == 0 { return x }
        y.reserve(x.shape)
        y.withUnsafeMutableBufferPointer { y in
            random.fillNormal(y, mean: 0, standardDeviation: σ)
            x.withUnsafeBufferPointer { x in
                for i in y.indices { y[i] += x[i] }
            }
        }
        return y
    }

    /// The noise does not depend on x: ∂L/∂x = ∂L/∂y.
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        wanted.contains(.inputs) ? gradient : Tensor()
    }
}
