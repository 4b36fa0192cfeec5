import Tensors

/// Sets each number to zero with probability p while training, and scales the others by 1/(1 − p), so that the mean stays.
///
/// In other passes it does nothing.
/// Source: Srivastava et al., Dropout, JMLR 15 (2014); the scaling while training is its section 10's "inverted" form.
public struct Dropout: LayerDeclaration {
    public let probability: Float

    /// - Parameter probability: p, in [0, 1).
    public init(_ probability: Float) { self.probability = probability }

    public var name: String { "Dropout(\(probability))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard probability >= 0 && probability < 1 else {
            throw construction.invalid("the probability must lie in [0, 1)")
        }
        return DropoutLayer(
            self, shape: construction.input, random: construction.randomGenerator())
    }

    public var specification: LayerSpecification {
        LayerSpecification("Dropout", numbers: ["probability": Double(probability)])
    }
}

/// A ``Dropout`` at work.
final class DropoutLayer: RandomLayer {
    let name: String
    let inputShape: Shape
    var outputShape: Shape { inputShape }

    private let p: Float
    private var drops = false
    var random: RandomGenerator
    private var mask = Tensor()
    private var y = Tensor()
    private var dx = Tensor()

    init(_ declaration: Dropout, shape: Shape, random: RandomGenerator) {
        name = declaration.name
        p = declaration.probability
        inputShape = shape
        self.random = random
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        // An inference pass leaves what belongs to the pass before it.
        if pass.allowsBackward { drops = pass.isTraining && p > 0 }
        if !pass.isTraining || p == 0 { return x }
        mask.reserve(x.shape)
        mask.withUnsafeMutableBufferPointer { mask in
            // r = 0 with probability p, else 1/(1 − p)
            random.fillMask(mask, probability: Double(1 - p), value: 1 / (1 - p))
        }
        multiply(x, into: &y)
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        if !drops { return gradient }
        multiply(gradient, into: &dx)
        return dx
    }

    /// The same mask forward and backward: y = r ∘ x, ∂L/∂x = r ∘ ∂L/∂y.
    private func multiply(_ x: Tensor, into result: inout Tensor) {
        result.reserve(x.shape)
        result.withUnsafeMutableBufferPointer { result in
            x.withUnsafeBufferPointer { x in
                mask.withUnsafeBufferPointer { mask in
                    for i in result.indices { result[i] = mask[i] * x[i] }
                }
            }
        }
    }
}
