import Tensors

/// What stands between the braces of a ``Network``: a small value that says what layer is wanted.
///
/// A declaration states the layer's output only; the input follows from the layer before. To add a kind of layer, write the
/// declaration (a struct) and the layer at work (a class) into one file. What is stored in files needs a
/// ``specification`` and has to be registered, see ``LayerRegistry``.
public protocol LayerDeclaration: Sendable {
    /// As it stands in summaries and errors, such as `Dense(100, relu)`; the type's name if nothing is said.
    var name: String { get }

    /// Makes the layer with its weights.
    ///
    /// - Throws: `construction.misfit(...)` if the layer cannot take inputs of shape `construction.input`.
    func makeLayer(_ construction: inout Construction) throws -> any Layer

    /// The declaration as it is stored in a file; the name alone if nothing is said.
    var specification: LayerSpecification { get }
}

extension LayerDeclaration {
    public var name: String { String(describing: Self.self) }
    public var specification: LayerSpecification { LayerSpecification(name) }
}

/// The site at which a declaration becomes a layer: knows the input, hands out parameters and random generators.
public struct Construction {
    /// The shape of one sample that comes in.
    public let input: Shape
    /// The shape of one row of the network's second input, if it has one.
    public let beside: Shape?
    /// Where the layer stands, counted from 1; `2.1` inside another layer.
    public let position: String
    /// The declaration's name.
    public let name: String

    let storage: ParameterStorage
    var random: RandomGenerator

    /// The error of a layer that cannot take its input.
    public func misfit(_ reason: String) -> NetworkError {
        .layer(position: position, name: name, input: input, reason: reason)
    }

    /// The error of a declaration that makes no sense whatever the input.
    public func invalid(_ reason: String) -> NetworkError {
        .invalid("layer \(position), \(name), cannot be built on an input of shape \(input): \(reason)")
    }

    /// A parameter of the layer, initialised as soon as the network is complete.
    public mutating func parameter(
        _ name: String, _ shape: Shape, _ initializer: WeightInitializer, fanIn: Int, fanOut: Int
    ) -> Parameter {
        storage.add(
            name: "\(position).\(name)", shape: shape,
            initially: .random(initializer, fanIn: fanIn, fanOut: fanOut, random.split()))
    }

    /// A parameter of the layer that begins with the same number everywhere.
    public mutating func parameter(_ name: String, _ shape: Shape, repeating value: Float) -> Parameter {
        storage.add(name: "\(position).\(name)", shape: shape, initially: .constant(value))
    }

    /// What the layer finds out in training: kept and saved with its parameters, but no optimizer touches it.
    public mutating func statistic(_ name: String, _ shape: Shape, repeating value: Float) -> Parameter {
        storage.add(name: "\(position).\(name)", shape: shape, initially: .constant(value), isLearnt: false)
    }

    /// A generator of random numbers that belongs to this layer alone.
    public mutating func randomGenerator() -> RandomGenerator { random.split() }

    /// Builds layers inside this one; the first gets this layer's input.
    public mutating func build(_ declarations: [any LayerDeclaration]) throws -> LayerStack {
        try LayerStack(
            declarations, input: input, beside: beside, position: position + ".", storage: storage, random: &random)
    }
}
