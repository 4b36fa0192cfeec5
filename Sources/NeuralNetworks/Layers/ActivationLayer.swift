import Tensors

/// An activation as a layer of its own, y = φ(x), for any shape; an activation such as softmax is applied along the last axis.
///
/// `Dense(10, .softmax)` is the same as `Dense(10)` and `ActivationLayer(.softmax)`, in one pass instead of two.
public struct ActivationLayer: LayerDeclaration {
    public let activation: any Activation

    public init(_ activation: any Activation) { self.activation = activation }

    public var name: String { "Activation(\(activation.label))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard construction.input.rank > 0 else { throw construction.misfit("it needs at least one dimension") }
        return WorkingActivationLayer(self, shape: construction.input)
    }

    public var specification: LayerSpecification {
        LayerSpecification("Activation", activation: ActivationSpecification(activation))
    }
}

/// An ``ActivationLayer`` at work.
final class WorkingActivationLayer: ActivatedLayer {
    let name: String
    let inputShape: Shape
    let activation: any Activation
    var emitsLogits = false
    var outputShape: Shape { inputShape }

    private var z = Tensor()
    private var y = Tensor()
    private var dx = Tensor()

    init(_ declaration: ActivationLayer, shape: Shape) {
        name = declaration.name
        activation = declaration.activation
        inputShape = shape
    }

    func forget() { z = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if emitsLogits { return x }
        if pass.allowsBackward { z = x }
        y.copy(x)
        let run = activation.isElementwise ? max(y.count, 1) : inputShape[inputShape.rank - 1]
        y.withUnsafeMutableBufferPointer { y in
            for start in stride(from: 0, to: y.count, by: run) {
                activation.apply(UnsafeMutableBufferPointer(rebasing: y[start..<start + run]))
            }
        }
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        if emitsLogits { return gradient }
        let run = activation.isElementwise ? max(gradient.count, 1) : inputShape[inputShape.rank - 1]
        dx.reserve(gradient.shape)
        dx.withUnsafeMutableBufferPointer { dx in
            gradient.withUnsafeBufferPointer { gradient in
                y.withUnsafeBufferPointer { y in
                    z.withUnsafeBufferPointer { z in
                        for start in stride(from: 0, to: gradient.count, by: run) {
                            let part = start..<start + run
                            activation.backpropagate(
                                UnsafeBufferPointer(rebasing: gradient[part]),
                                preactivation: UnsafeBufferPointer(rebasing: z[part]),
                                output: UnsafeBufferPointer(rebasing: y[part]),
                                into: UnsafeMutableBufferPointer(rebasing: dx[part]))
                        }
                    }
                }
            }
        }
        return dx
    }
}
