import Foundation
import NeuralNetworks
import Tensors

/// The decoder's law of the lecture: F_{X|Z} = N(f(Z), cI), where f is the decoder and c > 0 the variance of each component.
///
/// −log f_{X|Z}(x|z) = ‖x − f(z)‖²/2c + d/2 ln(2πc) for a sample of d components. The second term is constant while c is, but
/// it is part of the density, and what keeps a c that is learnt from growing without bound.
public struct GaussianDecoder: DecoderLaw {
    /// ln c, which is what is learnt: any number will do.
    private var logVariance: Float
    private var logVarianceGradient: Float = 0
    /// Whether c is learnt together with the networks.
    public let learnsVariance: Bool

    /// - Parameters:
    ///   - c: the variance of each component, or what it starts from.
    ///   - learnsVariance: whether training changes it.
    public init(variance c: Double, learnsVariance: Bool = false) {
        precondition(c > 0 && c.isFinite, "the decoder's variance must be a number > 0, but is \(c)")
        logVariance = Float(log(c))
        self.learnsVariance = learnsVariance
    }

    /// c
    public var variance: Double { exp(Double(logVariance)) }
    public var name: String { "Gaussian" }

    public mutating func evaluate(
        _ y: Tensor, of x: Tensor, gradient: UnsafeMutableBufferPointer<Float>?
    ) -> Double {
        let (B, d, c) = (Double(y.rows), Double(y.columns), variance)
        let squares = y.withUnsafeBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                // snippet.gradient
                // ∂/∂f = (f − x)/c, in the mean over the batch
                sumOfSquares(y, x, difference: gradient, times: Float(1 / (c * B)))
            }
        }
        if gradient != nil {
            // ∂/∂(ln c) = d/2 − ‖x − f‖²/2c, in the mean over the batch
            logVarianceGradient = Float(d / 2 - squares / (2 * c) / B)
        }
        // snippet.end
        // snippet.value
        // Σ over the batch of ‖x − f(z)‖²/2c + d/2 ln(2πc)
        return squares / (2 * c) + B * d / 2 * log(2 * .pi * c)
        // snippet.end
    }

    public var parameters: [Float] {
        get { learnsVariance ? [logVariance] : [] }
        set { if learnsVariance { logVariance = newValue[0] } }
    }
    public var parameterGradients: [Float] { learnsVariance ? [logVarianceGradient] : [] }

    public func logDensities(_ y: Tensor, of x: Tensor) -> [Double] {
        var law = self
        return (0..<y.rows).map { -law.evaluate(y.rows($0..<$0 + 1), of: x.rows($0..<$0 + 1), gradient: nil) }
    }

    public func draw(mean: Tensor, using random: inout RandomGenerator) -> Tensor {
        var x = Tensor.normal(mean.shape, standardDeviation: Float(variance.squareRoot()), using: &random)
        x.withUnsafeMutableBufferPointer { x in
            mean.withUnsafeBufferPointer { VectorKernels.add(x.baseAddress!, $0.baseAddress!, x.baseAddress!, x.count) }
        }
        return x
    }
}

/// ‖y − x‖², and if wanted α (y − x), in one pass: in eight Float lanes within blocks, the blocks in Double.
private func sumOfSquares(
    _ y: UnsafeBufferPointer<Float>, _ x: UnsafeBufferPointer<Float>, difference: UnsafeMutableBufferPointer<Float>?,
    times α: Float
) -> Double {
    guard let y0 = y.baseAddress, let x0 = x.baseAddress else { return 0 }
    let g = difference?.baseAddress
    var sum = 0.0
    for start in stride(from: 0, to: y.count, by: 512) {
        let end = min(start + 512, y.count)
        let whole = start + (end - start) & ~7
        var squares = SIMD8<Float>.zero
        for i in stride(from: start, to: whole, by: 8) {
            let e = load(y0 + i) - load(x0 + i)
            squares += e * e
            if let g { UnsafeMutableRawPointer(g + i).storeBytes(of: α * e, as: SIMD8<Float>.self) }
        }
        var rest: Float = 0
        for i in whole..<end {
            let e = y0[i] - x0[i]
            rest += e * e
            g?[i] = α * e
        }
        sum += Double(squares.sum() + rest)
    }
    return sum
}

private func load(_ p: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(p).loadUnaligned(as: SIMD8<Float>.self)
}

extension ReconstructionLoss where Self == GaussianDecoder {
    /// −log f for F_{X|Z} = N(f(Z), cI) with a fixed c, as in the lecture
    public static func gaussian(variance c: Double) -> GaussianDecoder { GaussianDecoder(variance: c) }

    /// −log f for F_{X|Z} = N(f(Z), cI), where c is learnt
    public static func gaussian(learningVarianceFrom c: Double) -> GaussianDecoder {
        GaussianDecoder(variance: c, learnsVariance: true)
    }
}
