import Tensors

/// Batch normalisation: each channel is brought to mean 0 and variance 1 over the batch, then to a scale and shift that are
/// learnt: y = γ (x − μ)/√(σ² + ε) + β.
///
/// A vector's components are its channels; of an image, the numbers of all pixels count together. While training, μ and σ² are
/// mean and (biased) variance over the batch; the gradient accounts for their dependence on x. Running means of both, of
/// the unbiased variance, are kept for inference and frozen passes, and saved with the network.
/// Source: Ioffe, Szegedy, Batch normalization, ICML 2015 (arXiv 1502.03167), algorithms 1, 2.
public struct BatchNorm: LayerDeclaration {
    public let momentum: Float
    /// ε
    public let epsilon: Float

    /// - Parameters:
    ///   - momentum: the share of the running mean and variance that is kept in each training pass, in [0, 1).
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

    private var usesBatch = false  // whether the latest pass took μ and σ² from the batch
    private var x = Tensor()
    private var μ = Tensor()
    private var inverse = Tensor()  // 1/√(σ² + ε)
    private var sums = ChannelSums()
    private var (sumG, sumGX) = (Tensor(), Tensor())  // Σ g and Σ g (x − μ)
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
        if pass.allowsBackward { self.x = x }
        usesBatch = pass == .training
        let (rows, channels) = (x.count / channels, channels)
        for vector in [\BatchNormLayer.μ, \.inverse] { self[keyPath: vector].reserve([channels]) }
        y.reserve(x.shape)
        x.withUnsafeBufferPointer { x in
            μ.withUnsafeMutableBufferPointer { μ in
                inverse.withUnsafeMutableBufferPointer { inverse in
                    let (x, μ, inverse) = (x.baseAddress!, μ.baseAddress!, inverse.baseAddress!)
                    if usesBatch {
                        findStatistics(x, rows, μ, inverse)
                    } else {
                        for c in 0..<channels {
                            μ[c] = runningMean.pointer[c]
                            inverse[c] = 1 / (runningVariance.pointer[c] + ε).squareRoot()
                        }
                    }
                    y.withUnsafeMutableBufferPointer { y in
                        let (y, γ, β) = (y.baseAddress!, γ.pointer, β.pointer)
                        // snippet.forward
                        // y = γ (x − μ)/√(σ² + ε) + β
                        forEachChannel(rows, channels, into: y) { i, c in
                            (lanes(x + i) - lanes(μ + c)) * (lanes(inverse + c) * lanes(γ + c)) + lanes(β + c)
                        } single: { i, c in
                            (x[i] - μ[c]) * (inverse[c] * γ[c]) + β[c]
                        }
                        // snippet.end
                    }
                }
            }
        }
        return y
    }

    /// μ and 1/√(σ² + ε) of the batch, and their share of the running statistics.
    private func findStatistics(
        _ x: UnsafePointer<Float>, _ rows: Int, _ μ: UnsafeMutablePointer<Float>,
        _ inverse: UnsafeMutablePointer<Float>
    ) {
        // snippet.statistics
        // μ = 1/n Σ x,  σ² = 1/n Σ (x − μ)²
        sums.moments(x, rows, channels) { c, mean, squares in
            μ[c] = Float(mean)
            inverse[c] = Float(1 / (squares / Double(rows) + Double(ε)).squareRoot())
            // The running variance is the unbiased one, with n − 1.
            let unbiased = Float(squares / Double(max(rows - 1, 1)))
            runningMean.pointer[c] = momentum * runningMean.pointer[c] + (1 - momentum) * μ[c]
            runningVariance.pointer[c] = momentum * runningVariance.pointer[c] + (1 - momentum) * unbiased
        }
        // snippet.end
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        precondition(x.shape == gradient.shape, "backward needs the training pass of the same batch before it")
        let (rows, channels) = (x.count / channels, channels)
        for vector in [\BatchNormLayer.sumG, \.sumGX] { self[keyPath: vector].reserve([channels]) }
        if wanted.contains(.inputs) { dx.reserve(x.shape) }
        let needsSums = wanted.contains(.parameters) || usesBatch
        gradient.withUnsafeBufferPointer { g in
            x.withUnsafeBufferPointer { x in
                μ.withUnsafeBufferPointer { μ in
                    inverse.withUnsafeBufferPointer { inverse in
                        sumG.withUnsafeMutableBufferPointer { sumG in
                            sumGX.withUnsafeMutableBufferPointer { sumGX in
                                let (g, x, μ) = (g.baseAddress!, x.baseAddress!, μ.baseAddress!)
                                let (sumG, sumGX) = (sumG.baseAddress!, sumGX.baseAddress!)
                                if needsSums {
                                    // Σ g and Σ g (x − μ)
                                    sums.products(g, x, minus: μ, rows, channels) {
                                        (sumG[$0], sumGX[$0]) = (Float($1), Float($2))
                                    }
                                }
                                if wanted.contains(.parameters) {
                                    setParameters(sumG, sumGX, inverse, keeping: wanted.contains(.accumulate) ? 1 : 0)
                                }
                                if !wanted.contains(.inputs) { return }
                                dx.withUnsafeMutableBufferPointer {
                                    backpropagate(
                                        g, x, μ, inverse.baseAddress!, rows, sumG, sumGX, into: $0.baseAddress!)
                                }
                            }
                        }
                    }
                }
            }
        }
        return wanted.contains(.inputs) ? dx : Tensor()
    }

    /// ∂L/∂γ = Σ g (x − μ)/√(σ² + ε),  ∂L/∂β = Σ g
    private func setParameters(
        _ sumG: UnsafePointer<Float>, _ sumGX: UnsafePointer<Float>, _ inverse: UnsafeBufferPointer<Float>,
        keeping share: Float
    ) {
        let (dγ, dβ) = (γ.gradientPointer, β.gradientPointer)
        for c in 0..<channels {
            dγ[c] = (share == 0 ? 0 : dγ[c]) + sumGX[c] * inverse[c]
            dβ[c] = (share == 0 ? 0 : dβ[c]) + sumG[c]
        }
    }

    private func backpropagate(
        _ g: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ μ: UnsafePointer<Float>,
        _ inverse: UnsafePointer<Float>, _ rows: Int, _ sumG: UnsafeMutablePointer<Float>,
        _ sumGX: UnsafeMutablePointer<Float>, into dx: UnsafeMutablePointer<Float>
    ) {
        let γ = γ.pointer
        guard usesBatch else {
            // μ and σ² are constants: ∂L/∂x = γ/√(σ² + ε) g
            forEachChannel(rows, channels, into: dx) { i, c in
                lanes(g + i) * (lanes(inverse + c) * lanes(γ + c))
            } single: { i, c in
                g[i] * (inverse[c] * γ[c])
            }
            return
        }
        // snippet.backward
        // ∂L/∂x = γ/√(σ² + ε) (g − 1/n Σ g − (x − μ)/(σ² + ε) 1/n Σ g (x − μ))
        for c in 0..<channels {
            sumG[c] /= Float(rows)
            sumGX[c] *= inverse[c] * inverse[c] / Float(rows)
        }
        forEachChannel(rows, channels, into: dx) { i, c in
            (lanes(g + i) - lanes(sumG + c) - (lanes(x + i) - lanes(μ + c)) * lanes(sumGX + c))
                * (lanes(inverse + c) * lanes(γ + c))
        } single: { i, c in
            (g[i] - sumG[c] - (x[i] - μ[c]) * sumGX[c]) * (inverse[c] * γ[c])
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
                UnsafeMutableRawPointer(target + start + c).storeBytes(of: f(start + c, c), as: Lanes.self)
                c += 8
            }
            while c < channels {
                target[start + c] = single(start + c, c)
                c += 1
            }
        }
    }
}

@inline(__always)
private func lanes(_ source: UnsafePointer<Float>) -> Lanes { UnsafeRawPointer(source).loadUnaligned(as: Lanes.self) }
