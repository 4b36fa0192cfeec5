import Foundation
import NeuralNetworks
import Tensors

/// The decoder's law of the lecture: F_{X|Z} = N(f(Z), cI), where f is the decoder and c > 0 the variance of each component.
///
/// −log f_{X|Z}(x|z) = ‖x − f(z)‖²/2c + d/2 ln(2πc) for a sample of d components. The second term is constant while c is, but
/// it is part of the density, and what keeps a c that is learnt from growing without bound.
public struct GaussianDecoder: DecoderLaw {
    /// ln c, which is what is learnt: any number will do.
    private(set) var logVariance: Float
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

    init(logVariance: Float, learnsVariance: Bool) {
        (self.logVariance, self.learnsVariance) = (logVariance, learnsVariance)
    }

    /// c
    public var variance: Double { exp(Double(logVariance)) }
    public var name: String { "Gaussian" }

    public func value(_ y: Tensor, targets x: Tensor) throws -> Double {
        try checkShapes(y, x)
        return value(squares: squares(y, x, difference: nil), y)
    }

    public func gradient(_ y: Tensor, targets x: Tensor) throws -> Tensor {
        var gradient = Tensor()
        _ = try evaluate(y, targets: x, gradient: &gradient)
        return gradient
    }

    public func evaluate(_ y: Tensor, targets x: Tensor, gradient: inout Tensor) throws -> Double {
        try checkShapes(y, x)
        gradient.reserve(y.shape)
        return value(squares: gradient.withUnsafeMutableBufferPointer { squares(y, x, difference: $0) }, y)
    }

    /// Σ over the batch of ‖x − f(z)‖², and if wanted the gradient.
    private func squares(_ y: Tensor, _ x: Tensor, difference: UnsafeMutableBufferPointer<Float>?) -> Double {
        y.withUnsafeBufferPointer { f in
            x.withUnsafeBufferPointer { x in
                // snippet.gradient
                // ∂/∂f = (f − x)/c, in the mean over the batch
                VectorKernels.squaredDistance(
                    f, x, difference: difference, times: Float(1 / (variance * Double(y.rows))))
                // snippet.end
            }
        }
    }

    private func value(squares: Double, _ y: Tensor) -> Double {
        let (B, d, c) = (Double(y.rows), Double(y.columns), variance)
        // snippet.value
        // ‖x − f(z)‖²/2c + d/2 ln(2πc), in the mean over the batch
        return squares / (2 * c) / B + d / 2 * log(2 * .pi * c)
        // snippet.end
    }

    public var parameters: [Float] {
        get { learnsVariance ? [logVariance] : [] }
        set { if learnsVariance { logVariance = newValue[0] } }
    }

    /// ∂/∂(ln c) = d/2 − ‖x − f‖²/2c, in the mean over the batch
    public func parameterGradient(_ y: Tensor, targets x: Tensor) -> [Float] {
        guard learnsVariance else { return [] }
        let squares = squares(y, x, difference: nil)
        return [Float(Double(y.columns) / 2 - squares / (2 * variance) / Double(y.rows))]
    }

    public func draw(mean: Tensor, using random: inout RandomGenerator) -> Tensor {
        var x = Tensor.normal(mean.shape, standardDeviation: Float(variance.squareRoot()), using: &random)
        x.withUnsafeMutableBufferPointer { x in
            mean.withUnsafeBufferPointer { VectorKernels.add(x.baseAddress!, $0.baseAddress!, x.baseAddress!, x.count) }
        }
        return x
    }
}

extension Loss where Self == GaussianDecoder {
    /// −log f for F_{X|Z} = N(f(Z), cI) with a fixed c, as in the lecture
    public static func gaussian(variance c: Double) -> GaussianDecoder { GaussianDecoder(variance: c) }

    /// −log f for F_{X|Z} = N(f(Z), cI), where c is learnt
    public static func gaussian(learningVarianceFrom c: Double) -> GaussianDecoder {
        GaussianDecoder(variance: c, learnsVariance: true)
    }
}
