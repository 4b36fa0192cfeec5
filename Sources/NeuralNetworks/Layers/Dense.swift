import Tensors

/// A fully connected layer, y = φ(xW + b).
///
/// x is B × inputs, W inputs × units, b has one number a unit, y is B × units. Column j of W holds the weights of unit j.
/// φ is applied to each row. Inputs are vectors; images need a ``Flatten`` before.
public struct Dense: LayerDeclaration {
    public let units: Int
    public let activation: any Activation
    public let initializer: WeightInitializer
    public let hasBias: Bool

    /// - Parameters:
    ///   - units: the number of outputs.
    ///   - activation: φ; `.identity` if nothing is said.
    ///   - initializer: how the weights begin; the activation's own choice if nothing is said. Biases begin at zero.
    ///   - bias: whether there is a b.
    public init(
        _ units: Int, _ activation: any Activation = .identity, initializer: WeightInitializer? = nil, bias: Bool = true
    ) {
        self.units = units
        self.activation = activation
        self.initializer = initializer ?? activation.defaultInitializer
        hasBias = bias
    }

    public var name: String { activation is Identity ? "Dense(\(units))" : "Dense(\(units), \(activation.label))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard units > 0 else { throw construction.invalid("it must have at least one unit") }
        guard construction.input.rank == 1, construction.input[0] > 0 else {
            throw construction.misfit(
                "it takes a vector of at least one number and gives \([units] as Shape); Flatten() makes a vector of an image"
            )
        }
        let inputs = construction.input[0]
        return DenseLayer(
            self, inputs: inputs,
            weights: construction.parameter("weights", [inputs, units], initializer, fanIn: inputs, fanOut: units),
            biases: hasBias
                ? construction.parameter("biases", [units], .zeros, fanIn: inputs, fanOut: units) : nil)
    }

    public var specification: LayerSpecification {
        LayerSpecification(
            "Dense", numbers: ["units": Double(units), "bias": hasBias ? 1 : 0],
            words: ["initializer": initializer.rawValue], activation: ActivationSpecification(activation))
    }
}

/// A ``Dense`` layer at work.
public final class DenseLayer: ActivatedLayer {
    public let name: String
    public let inputShape: Shape
    public let outputShape: Shape
    public let parameters: [Parameter]
    public let activation: any Activation
    /// W, inputs × units.
    private let weights: Parameter
    /// b, one number a unit.
    private let biases: Parameter?

    private let isPlain: Bool
    private var isActivationLeftOut = false  // in the latest pass

    private var x = Tensor()  // the input of the latest training pass
    private var z = Tensor()  // its preactivation, where φ needs it
    private var y = Tensor()  // the output
    private var δ = Tensor()  // ∂L/∂z
    private var dx = Tensor()  // ∂L/∂x

    init(_ declaration: Dense, inputs: Int, weights: Parameter, biases: Parameter?) {
        name = declaration.name
        activation = declaration.activation
        isPlain = activation is Identity
        inputShape = [inputs]
        outputShape = [declaration.units]
        self.weights = weights
        self.biases = biases
        parameters = [weights] + (biases.map { [$0] } ?? [])
    }

    public func forget() { x = Tensor() }

    public func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if pass.allowsBackward { self.x = x }
        let (rows, inputs, units) = (x.rows, inputShape[0], outputShape[0])
        isActivationLeftOut = pass.givesLogits || isPlain
        let keepsPreactivation = pass.allowsBackward && activation.needsPreactivation && !isActivationLeftOut
        y.reserve(outputShape.prefixed(by: rows))
        if keepsPreactivation { z.reserve(outputShape.prefixed(by: rows)) }
        // snippet.forward
        // z = x W
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                MatrixProduct.parallelGEMM(
                    m: rows, n: units, k: inputs, x.baseAddress!, strideA: inputs, weights.pointer, strideB: units,
                    y.baseAddress!, strideC: units)
            }
            // y = φ(z + b), row by row while the row is in the first cache
            for row in 0..<rows {
                let start = y.baseAddress! + row * units
                if let biases { VectorKernels.add(start, biases.pointer, start, units) }
                if isActivationLeftOut { continue }
                if keepsPreactivation {
                    z.withUnsafeMutableBufferPointer {
                        ($0.baseAddress! + row * units).update(from: start, count: units)
                    }
                }
                activation.apply(UnsafeMutableBufferPointer(start: start, count: units))
            }
        }
        // snippet.end
        return y
    }

    public func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        let (rows, inputs, units) = (gradient.rows, inputShape[0], outputShape[0])
        precondition(
            x.rows == rows && gradient.columns == units, "backward needs the training pass of the same batch before it")
        let gradient = isActivationLeftOut ? gradient : throughActivation(gradient)
        let β: Float = wanted.contains(.accumulate) ? 1 : 0
        if wanted.contains(.inputs) { dx.reserve(inputShape.prefixed(by: rows)) }
        gradient.withUnsafeBufferPointer { δ in
            let δ = δ.baseAddress!
            // snippet.backward
            // ∂L/∂W = xᵀ δ,  ∂L/∂b = Σ δ over the batch
            if wanted.contains(.parameters) {
                x.withUnsafeBufferPointer { x in
                    MatrixProduct.parallelGEMM(
                        m: inputs, n: units, k: rows, x.baseAddress!, strideA: inputs, transposedA: true, δ,
                        strideB: units,
                        β: β, weights.gradientPointer, strideC: units)
                }
                if let biases {
                    VectorKernels.columnSums(δ, rows: rows, columns: units, β: β, biases.gradientPointer)
                }
            }
            // ∂L/∂x = δ Wᵀ
            if wanted.contains(.inputs) {
                dx.withUnsafeMutableBufferPointer { dx in
                    MatrixProduct.parallelGEMM(
                        m: rows, n: inputs, k: units, δ, strideA: units, weights.pointer, strideB: units,
                        transposedB: true,
                        dx.baseAddress!, strideC: inputs)
                }
            }
            // snippet.end
        }
        return wanted.contains(.inputs) ? dx : Tensor()
    }

    /// δ = φ′(z)ᵀ ∂L/∂y
    private func throughActivation(_ gradient: Tensor) -> Tensor {
        let units = outputShape[0]
        δ.reserve(outputShape.prefixed(by: gradient.rows))
        let run = activation.isElementwise ? gradient.count : units
        δ.withUnsafeMutableBufferPointer { δ in
            gradient.withUnsafeBufferPointer { gradient in
                y.withUnsafeBufferPointer { y in
                    z.withUnsafeBufferPointer { z in
                        for start in stride(from: 0, to: gradient.count, by: max(run, 1)) {
                            let part = start..<start + run
                            activation.backpropagate(
                                UnsafeBufferPointer(rebasing: gradient[part]),
                                preactivation: activation.needsPreactivation
                                    ? UnsafeBufferPointer(rebasing: z[part])
                                    : UnsafeBufferPointer(start: nil, count: 0),
                                output: UnsafeBufferPointer(rebasing: y[part]),
                                into: UnsafeMutableBufferPointer(rebasing: δ[part]))
                        }
                    }
                }
            }
        }
        return δ
    }
}
