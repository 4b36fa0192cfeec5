import Tensors

/// Makes a vector of each sample: h × w × c becomes h·w·c. Nothing is copied.
public struct Flatten: LayerDeclaration {
    public init() {}

    public var name: String { "Flatten" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        ReshapingLayer(name: name, from: construction.input, to: [construction.input.elementCount])
    }

    public var specification: LayerSpecification { LayerSpecification("Flatten") }
}
