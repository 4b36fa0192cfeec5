import Tensors

/// What comes after the products of a convolutional layer, y = φ(z + b), piece by piece while the piece is in the cache; and
/// the way back.
///
/// The numbers of a piece are whole rows of channels; b has one number a channel.
final class ConvolutionEnd {
    let activation: any Activation
    /// Whether the activation is left out, because a loss computes it.
    var isLeftOut = false

    private let channels: Int
    let biases: Parameter?
    private let isPlain: Bool
    private var z = Tensor()  // the preactivation, where φ needs it
    private var δ = Tensor()  // ∂L/∂z
    private var sums = Tensor()  // for each thread its sum for ∂L/∂b
    private var keepsPreactivation = false

    init(_ activation: any Activation, channels: Int, biases: Parameter?) {
        self.activation = activation
        self.channels = channels
        self.biases = biases
        isPlain = activation is Identity
    }

    private var appliesActivation: Bool { !isPlain && !isLeftOut }

    /// Call before the pieces of a pass.
    func prepare(_ shape: Shape, _ pass: Pass) {
        keepsPreactivation = pass.allowsBackward && activation.needsPreactivation && appliesActivation
        if keepsPreactivation {
            z.reserve(shape)
            z.withUnsafeMutableBufferPointer { kept = $0.baseAddress }
        }
    }

    /// z's memory during a pass, for all threads.
    private var kept: UnsafeMutablePointer<Float>?

    /// y ← φ(y + b)
    func addBiasesAndActivate(_ y: UnsafeMutablePointer<Float>, start: Int, count: Int) {
        if let biases {
            VectorKernels.addToRows(biases.pointer, y, rows: count / channels, columns: channels)
        }
        activate(y, start: start, count: count)
    }

    /// y ← φ(y)
    func activate(_ y: UnsafeMutablePointer<Float>, start: Int, count: Int) {
        if keepsPreactivation { (kept! + start).update(from: y, count: count) }
        if !appliesActivation { return }
        let run = activation.isElementwise ? count : channels
        for start in stride(from: 0, to: count, by: run) {
            activation.apply(UnsafeMutableBufferPointer(start: y + start, count: run))
        }
    }

    /// δ = φ′(z)ᵀ ∂L/∂y, and ∂L/∂b = Σ δ over samples and places.
    func backward(_ gradient: Tensor, output y: Tensor, computing wanted: Gradients) -> Tensor {
        if appliesActivation { δ.reserve(gradient.shape) }
        let sumsBiases = biases != nil && wanted.contains(.parameters)
        let (samples, columns) = (gradient.rows, gradient.columns)
        let parts = Threads.parts(of: samples)
        sums.reserve([parts, channels])
        gradient.withUnsafeBufferPointer { gradient in
            y.withUnsafeBufferPointer { y in
                z.withUnsafeBufferPointer { z in
                    sums.withUnsafeMutableBufferPointer { sums in
                        δ.withUnsafeMutableBufferPointer { δ in
                            parallel(samples) { part, samples in
                                let range = samples.lowerBound * columns..<samples.upperBound * columns
                                if appliesActivation { backpropagate(gradient, z, y, δ, range) }
                                if sumsBiases {
                                    let δ = appliesActivation ? UnsafePointer(δ.baseAddress!) : gradient.baseAddress!
                                    VectorKernels.columnSums(
                                        δ + range.lowerBound, rows: range.count / channels, columns: channels,
                                        sums.baseAddress! + part * channels)
                                }
                            }
                        }
                        if sumsBiases {
                            VectorKernels.columnSums(
                                sums.baseAddress!, rows: parts, columns: channels,
                                β: wanted.contains(.accumulate) ? 1 : 0, biases!.gradientPointer)
                        }
                    }
                }
            }
        }
        return appliesActivation ? δ : gradient
    }

    private func backpropagate(
        _ gradient: UnsafeBufferPointer<Float>, _ z: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>,
        _ δ: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>
    ) {
        let run = activation.isElementwise ? range.count : channels
        for start in stride(from: range.lowerBound, to: range.upperBound, by: run) {
            let part = start..<start + run
            activation.backpropagate(
                UnsafeBufferPointer(rebasing: gradient[part]),
                preactivation: activation.needsPreactivation
                    ? UnsafeBufferPointer(rebasing: z[part]) : UnsafeBufferPointer(start: nil, count: 0),
                output: UnsafeBufferPointer(rebasing: y[part]), into: UnsafeMutableBufferPointer(rebasing: δ[part]))
        }
    }
}
