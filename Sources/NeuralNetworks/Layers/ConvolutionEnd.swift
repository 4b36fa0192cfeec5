import Tensors

/// What comes after the products of a convolutional layer, y = φ(z), piece by piece while the piece is in the cache; and the
/// way back, also to the biases in z.
///
/// The numbers of a piece are whole rows of channels; b has one number a channel.
final class ConvolutionEnd {
    let activation: any Activation
    /// Whether the latest pass left the activation out, because a loss computes it.
    private var isLeftOut = false

    private let channels: Int
    let biases: Parameter?
    private let isPlain: Bool
    private var z = Tensor()  // the preactivation, where φ needs it
    private var δ = Tensor()  // ∂L/∂z
    private var sums = Tensor()  // for each piece of the samples its sum for ∂L/∂b

    init(_ activation: any Activation, channels: Int, biases: Parameter?) {
        self.activation = activation
        self.channels = channels
        self.biases = biases
        isPlain = activation is Identity
    }

    private var appliesActivation: Bool { !isPlain && !isLeftOut }

    /// y ← φ(y), where `compute` gives y piece by piece, on whatever thread.
    func forward(_ shape: Shape, _ pass: Pass, _ compute: (_ activate: Convolution.Finish) -> Void) {
        isLeftOut = pass.givesLogits
        let keepsPreactivation = pass.allowsBackward && activation.needsPreactivation && appliesActivation
        if keepsPreactivation { z.reserve(shape) }
        z.withUnsafeMutableBufferPointer { z in
            compute { y, start, count in
                if keepsPreactivation { (z.baseAddress! + start).update(from: y, count: count) }
                if !appliesActivation { return }
                let run = activation.isElementwise ? count : channels
                for start in stride(from: 0, to: count, by: run) {
                    activation.apply(UnsafeMutableBufferPointer(start: y + start, count: run))
                }
            }
        }
    }

    /// δ = φ′(z)ᵀ ∂L/∂y, and ∂L/∂b = Σ δ over samples and places.
    func backward(_ gradient: Tensor, output y: Tensor, computing wanted: Gradients) -> Tensor {
        if appliesActivation { δ.reserve(gradient.shape) }
        let sumsBiases = biases != nil && wanted.contains(.parameters)
        let (samples, columns) = (gradient.rows, gradient.columns)
        // Where rows are narrow, eight are added like one, and the eight sums at the end.
        let together = channels < 8 ? 8 : 1
        let pieces = SamplePieces.count(of: samples, sum: together * channels)
        sums.reserve([pieces, together * channels])
        gradient.withUnsafeBufferPointer { gradient in
            y.withUnsafeBufferPointer { y in
                z.withUnsafeBufferPointer { z in
                    sums.withUnsafeMutableBufferPointer { sums in
                        δ.withUnsafeMutableBufferPointer { δ in
                            parallel(pieces) { _, part in
                                for piece in part {
                                    let part = Threads.range(ofPart: piece, outOf: pieces, count: samples)
                                    let range = part.lowerBound * columns..<part.upperBound * columns
                                    if appliesActivation { backpropagate(gradient, z, y, δ, range) }
                                    if !sumsBiases { continue }
                                    let δ = appliesActivation ? UnsafePointer(δ.baseAddress!) : gradient.baseAddress!
                                    VectorKernels.columnSums(
                                        δ + range.lowerBound, rows: range.count / channels, columns: channels,
                                        together: together, sums.baseAddress! + piece * together * channels)
                                }
                            }
                        }
                        if sumsBiases {
                            VectorKernels.columnSums(
                                sums.baseAddress!, rows: pieces * together, columns: channels,
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

extension VectorKernels {
    /// The sums of the columns of a rows × columns matrix over rows 0, n, 2n, ..., over rows 1, n + 1, ... and so on:
    /// n × columns sums.
    fileprivate static func columnSums(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, together n: Int, _ sums: UnsafeMutablePointer<Float>
    ) {
        columnSums(x, rows: rows / n, columns: n * columns, sums)
        let whole = rows / n * n * columns
        add(sums, x + whole, sums, rows * columns - whole)
    }
}
