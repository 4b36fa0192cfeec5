import Tensors

/// Batch normalisation: each channel is brought to mean 0 and variance 1 over the batch, then to a scale and shift that are
/// learnt: y = γ (x − μ)/√(σ² + ε) + β.
///
/// A vector's components are its channels; of an image, the numbers of all pixels count together. While training, μ and σ² are
/// mean and (biased) variance over the batch; the gradient accounts for their dependence on x. Running means of both, of
/// the unbiased variance, are kept for inference and frozen passes, and saved with the network; a batch of one row (one vector,
/// or one image of one pixel) has no variance and leaves them as they are.
/// Source: Ioffe, Szegedy, Batch normalization, ICML 2015 (arXiv 1502.03167), algorithms 1, 2.
public struct BatchNorm: LayerDeclaration {
    public let momentum: Float
    /// ε
    public let epsilon: Float

    /// - Parameters:
    ///   - momentum: the share of the running mean and variance that is kept in each training pass, in [0, 1), as in Keras;
    ///     what PyTorch calls momentum is the share of the new, 1 − this.
    ///   - epsilon: ε > 0, keeps the quotient finite where a channel is constant.
    public init(momentum: Float = 0.9, epsilon: Float = 1e-5) {
        self.momentum = momentum
        self.epsilon = epsilon
    }

    public var name: String { "BatchNorm" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard momentum >= 0 && momentum < 1 else { throw construction.invalid("the momentum must lie in [0, 1)") }
        guard epsilon > 0 && epsilon.isFinite else { throw construction.invalid("epsilon must be a number > 0") }
        let channels = try construction.channels()
        return BatchNormLayer(
            self, shape: construction.input, scale: construction.parameter("scale", [channels], repeating: 1),
            shift: construction.parameter("shift", [channels], repeating: 0),
            mean: construction.statistic("mean", [channels], repeating: 0),
            variance: construction.statistic("variance", [channels], repeating: 1))
    }

    public var specification: LayerSpecification {
        LayerSpecification("BatchNorm", numbers: ["momentum": Double(momentum), "epsilon": Double(epsilon)])
    }
}

/// A ``BatchNorm`` at work. Samples and pixels together are the rows of a matrix with a column for each channel.
final class BatchNormLayer: Layer {
    let name: String
    let inputShape: Shape
    var outputShape: Shape { inputShape }
    let parameters: [Parameter]
    let statistics: [Parameter]

    private let channels: Int
    private let momentum: Float
    private let ε: Float
    private let (γ, β): (Parameter, Parameter)
    private let (runningMean, runningVariance): (Parameter, Parameter)

    private var usesBatch = false  // whether the latest pass that allows `backward` took μ and σ² from the batch
    private var x = Tensor()
    private var kept = Tensor()  // the constants of that pass, three rows: μ, what Float leaves of it, 1/√(σ² + ε)
    private var used = Tensor()  // the constants of inference passes
    private var sums = ChannelSums()
    private var slopes = Tensor()  // the constants of the way back, three rows
    private var y = Tensor()
    private var dx = Tensor()

    init(
        _ declaration: BatchNorm, shape: Shape, scale: Parameter, shift: Parameter, mean: Parameter, variance: Parameter
    ) {
        name = declaration.name
        momentum = declaration.momentum
        ε = declaration.epsilon
        inputShape = shape
        channels = scale.count
        (γ, β) = (scale, shift)
        (runningMean, runningVariance) = (mean, variance)
        parameters = [scale, shift]
        statistics = [mean, variance]
    }

    func forget() { x = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        // An inference pass leaves what belongs to the pass before it.
        if !pass.allowsBackward { return normalise(x, by: &used, fromBatch: false) }
        self.x = x
        usesBatch = pass == .training
        return normalise(x, by: &kept, fromBatch: usesBatch)
    }

    private func normalise(_ x: Tensor, by constants: inout Tensor, fromBatch: Bool) -> Tensor {
        let (rows, channels) = (x.count / channels, channels)
        constants.reserve([3, channels])
        y.reserve(x.shape)
        x.withUnsafeBufferPointer { x in
            constants.withUnsafeMutableBufferPointer { constants in
                let (x, μ) = (x.baseAddress!, constants.baseAddress!)
                let (rest, inverse) = (μ + channels, μ + 2 * channels)
                if fromBatch {
                    findStatistics(x, rows, μ, rest, inverse)
                } else {
                    for c in 0..<channels {
                        (μ[c], rest[c]) = (runningMean.pointer[c], 0)
                        inverse[c] = 1 / (runningVariance.pointer[c] + ε).squareRoot()
                    }
                }
                y.withUnsafeMutableBufferPointer { y in
                    let (y, γ, β) = (y.baseAddress!, γ.pointer, β.pointer)
                    // snippet.forward
                    // y = γ (x − μ)/√(σ² + ε) + β
                    forEachChannel(rows, channels, into: y) { i, c in
                        (load(x + i) - load(μ + c) - load(rest + c)) * (load(inverse + c) * load(γ + c))
                            + load(β + c)
                    } single: { i, c in
                        (x[i] - μ[c] - rest[c]) * (inverse[c] * γ[c]) + β[c]
                    }
                    // snippet.end
                }
            }
        }
        return y
    }

    /// μ and 1/√(σ² + ε) of the batch, and their share of the running statistics.
    private func findStatistics(
        _ x: UnsafePointer<Float>, _ rows: Int, _ μ: UnsafeMutablePointer<Float>,
        _ rest: UnsafeMutablePointer<Float>, _ inverse: UnsafeMutablePointer<Float>
    ) {
        // snippet.statistics
        // μ = 1/n Σ x,  σ² = 1/n Σ (x − μ)²
        sums.moments(x, rows, channels) { c, mean, squares in
            μ[c] = Float(mean)
            // Of a channel whose numbers are large and differ little, x − μ needs more of μ than Float holds.
            rest[c] = Float(mean - Double(μ[c]))
            inverse[c] = Float(1 / (squares / Double(rows) + Double(ε)).squareRoot())
            // The running variance is the unbiased one, with n − 1: one row alone has none, and changes nothing.
            if rows == 1 { return }
            runningMean.pointer[c] = faded(runningMean.pointer[c], toward: μ[c])
            runningVariance.pointer[c] = faded(
                runningVariance.pointer[c], toward: Float(squares / Double(rows - 1)))
        }
        // snippet.end
    }

    /// momentum · old + (1 − momentum) · new, but at least the next Float: a change that is rounded away would leave the mean of
    /// a constant several places short of it for ever.
    private func faded(_ old: Float, toward new: Float) -> Float {
        let share = Double(momentum)
        let next = Float(share * Double(old) + (1 - share) * Double(new))
        if next != old || new == old { return next }
        return new > old ? old.nextUp : old.nextDown
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        precondition(x.shape == gradient.shape, "backward needs the training pass of the same batch before it")
        slopes.reserve([3, channels])
        if wanted.contains(.inputs) { dx.reserve(x.shape) }
        gradient.withUnsafeBufferPointer { g in
            x.withUnsafeBufferPointer { x in
                kept.withUnsafeBufferPointer { constants in
                    slopes.withUnsafeMutableBufferPointer { slopes in
                        let (g, x, constants) = (g.baseAddress!, x.baseAddress!, constants.baseAddress!)
                        if wanted.contains(.parameters) || usesBatch {
                            sum(g, x, constants, slopes.baseAddress!, wanted)
                        }
                        if !wanted.contains(.inputs) { return }
                        dx.withUnsafeMutableBufferPointer {
                            backpropagate(g, x, constants, slopes.baseAddress!, into: $0.baseAddress!)
                        }
                    }
                }
            }
        }
        return wanted.contains(.inputs) ? dx : Tensor()
    }

    /// ∂L/∂γ = Σ g (x − μ)/√(σ² + ε),  ∂L/∂β = Σ g, and from the same sums the constants of ∂L/∂x.
    private func sum(
        _ g: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ μ: UnsafePointer<Float>,
        _ slopes: UnsafeMutablePointer<Float>, _ wanted: Gradients
    ) {
        let (rows, channels) = (self.x.count / channels, channels)
        let (rest, inverse) = (μ + channels, μ + 2 * channels)
        let (dγ, dβ) = (γ.gradientPointer, β.gradientPointer)
        let (setsParameters, adds) = (wanted.contains(.parameters), wanted.contains(.accumulate))
        let n = Double(rows)
        sums.products(g, x, minus: μ, rows, channels) { c, sumG, products in
            let (scale, μRest) = (Double(inverse[c]), Double(rest[c]))
            let sumGX = products - μRest * sumG
            if setsParameters {
                dγ[c] = (adds ? dγ[c] : 0) + Float(sumGX * scale)
                dβ[c] = (adds ? dβ[c] : 0) + Float(sumG)
            }
            let (mean, slope) = (sumG / n, sumGX / n * scale * scale)
            slopes[c] = Float(mean)
            slopes[channels + c] = Float(slope)
            slopes[2 * channels + c] = Float(mean - Double(slopes[c]) - μRest * slope)
        }
    }

    private func backpropagate(
        _ g: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ μ: UnsafePointer<Float>,
        _ mean: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>
    ) {
        let (rows, channels, γ, inverse) = (self.x.count / channels, channels, γ.pointer, μ + 2 * channels)
        guard usesBatch else {
            // μ and σ² are constants: ∂L/∂x = γ/√(σ² + ε) g
            forEachChannel(rows, channels, into: dx) { i, c in
                load(g + i) * (load(inverse + c) * load(γ + c))
            } single: { i, c in
                g[i] * (inverse[c] * γ[c])
            }
            return
        }
        let (slope, rest) = (mean + channels, mean + 2 * channels)
        // snippet.backward
        // ∂L/∂x = γ/√(σ² + ε) (g − 1/n Σ g − (x − μ)/(σ² + ε) 1/n Σ g (x − μ)),
        // where `rest` is what Float leaves of 1/n Σ g and of μ
        forEachChannel(rows, channels, into: dx) { i, c in
            (load(g + i) - load(mean + c) - (load(x + i) - load(μ + c)) * load(slope + c) - load(rest + c))
                * (load(inverse + c) * load(γ + c))
        } single: { i, c in
            (g[i] - mean[c] - (x[i] - μ[c]) * slope[c] - rest[c]) * (inverse[c] * γ[c])
        }
        // snippet.end
    }
}

/// target[i] ← f(i, c) for every number i of a rows × channels matrix and its channel c, eight channels at a time, the rows
/// divided between the threads.
@inline(__always)
private func forEachChannel(
    _ rows: Int, _ channels: Int, into target: UnsafeMutablePointer<Float>, _ f: (_ i: Int, _ c: Int) -> Lanes,
    single: (_ i: Int, _ c: Int) -> Float
) {
    parallel(rows, atLeast: max(1, 16384 / channels)) { _, rows in
        for row in rows {
            let start = row * channels
            var c = 0
            while c + 8 <= channels {
                store(f(start + c, c), target + start + c)
                c += 8
            }
            while c < channels {
                target[start + c] = single(start + c, c)
                c += 1
            }
        }
    }
}
