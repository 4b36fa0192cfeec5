import Tensors

/// Gives each sample another shape with as many elements, in the same row-major order. Nothing is copied.
public struct Reshape: LayerDeclaration {
    public let shape: Shape

    /// - Parameter shape: the new shape of one sample, such as `[28, 28, 1]`; at most three dimensions.
    public init(_ shape: Shape) { self.shape = shape }

    public var name: String { "Reshape(\(shape))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard shape.rank < Shape.maximalRank else {
            throw construction.invalid("a sample has at most three dimensions")
        }
        guard shape.elementCount == construction.input.elementCount else {
            throw construction.misfit(
                "it has \(construction.input.elementCount) elements, but \(shape) needs \(shape.elementCount)")
        }
        return ReshapingLayer(name: name, from: construction.input, to: shape)
    }

    public var specification: LayerSpecification {
        LayerSpecification("Reshape", shape: Array(shape))
    }
}

/// A ``Reshape`` or ``Flatten`` at work: views, never copies.
final class ReshapingLayer: Layer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape

    init(name: String, from input: Shape, to output: Shape) {
        self.name = name
        inputShape = input
        outputShape = output
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor { x.viewed(as: outputShape.prefixed(by: x.rows)) }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        wanted.contains(.inputs) ? gradient.viewed(as: inputShape.prefixed(by: gradient.rows)) : Tensor()
    }
}
