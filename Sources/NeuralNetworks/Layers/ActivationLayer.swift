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
    var outputShape: Shape { inputShape }
    private var isLeftOut = false  // in the latest pass

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
        isLeftOut = pass.givesLogits
        if isLeftOut { return x }
        if pass.allowsBackward { z = x }
        y.reserve(x.shape)
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                inPieces(x.count) { part in
                    let piece = UnsafeMutableBufferPointer(rebasing: y[part])
                    piece.baseAddress!.update(from: x.baseAddress! + part.lowerBound, count: part.count)
                    activation.apply(piece)
                }
            }
        }
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        if isLeftOut { return gradient }
        dx.reserve(gradient.shape)
        dx.withUnsafeMutableBufferPointer { dx in
            gradient.withUnsafeBufferPointer { gradient in
                y.withUnsafeBufferPointer { y in
                    z.withUnsafeBufferPointer { z in
                        inPieces(gradient.count) { part in
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

    /// Calls `body` for pieces that stay in the first cache: some thousand numbers, or one run of the last axis where the
    /// activation mixes its numbers. The threads share the pieces.
    private func inPieces(_ count: Int, _ body: (_ part: Range<Int>) -> Void) {
        let run = activation.isElementwise ? 2048 : inputShape[inputShape.rank - 1]
        parallel((count + run - 1) / run, atLeast: (8192 + run - 1) / run) { _, pieces in
            for piece in pieces { body(piece * run..<min((piece + 1) * run, count)) }
        }
    }
}
