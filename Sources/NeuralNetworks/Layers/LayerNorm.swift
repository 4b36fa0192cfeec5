import Tensors

/// Layer normalisation: each sample by itself, over its channels, then a scale and shift that are learnt:
/// y = γ (x − μ)/√(σ² + ε) + β with mean μ and (biased) variance σ² of the row x.
///
/// A vector is one row; of an image, every pixel is. The same in training and in use, whatever the batch.
/// Source: Ba, Kiros, Hinton, Layer normalization, 2016 (arXiv 1607.06450), equation 4.
public struct LayerNorm: LayerDeclaration {
    /// ε
    public let epsilon: Float

    /// - Parameter epsilon: ε > 0, keeps the quotient finite where all channels are equal.
    public init(epsilon: Float = 1e-5) { self.epsilon = epsilon }

    public var name: String { "LayerNorm" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard epsilon > 0 && epsilon.isFinite else { throw construction.invalid("epsilon must be a number > 0") }
        let channels = try construction.channels()
        return LayerNormLayer(
            self, shape: construction.input, scale: construction.parameter("scale", [channels], repeating: 1),
            shift: construction.parameter("shift", [channels], repeating: 0))
    }

    public var specification: LayerSpecification {
        LayerSpecification("LayerNorm", numbers: ["epsilon": Double(epsilon)])
    }
}

/// A ``LayerNorm`` at work.
final class LayerNormLayer: Layer {
    let name: String
    let inputShape: Shape
    var outputShape: Shape { inputShape }
    let parameters: [Parameter]

    private let channels: Int
    private let ε: Float
    private let (γ, β): (Parameter, Parameter)

    private var normalised = Tensor()  // x̂ = (x − μ)/√(σ² + ε)
    private var inverse = Tensor()  // 1/√(σ² + ε), one a row
    private var sums = ChannelSums()
    private var y = Tensor()
    private var dx = Tensor()

    init(_ declaration: LayerNorm, shape: Shape, scale: Parameter, shift: Parameter) {
        name = declaration.name
        ε = declaration.epsilon
        inputShape = shape
        channels = scale.count
        (γ, β) = (scale, shift)
        parameters = [scale, shift]
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        let (rows, n, ε) = (x.count / channels, channels, ε)
        // Nothing of an inference pass is kept, and nothing of the pass before it lost.
        let keeps = pass.allowsBackward
        if keeps {
            normalised.reserve(x.shape)
            inverse.reserve([rows])
        }
        y.reserve(x.shape)
        let (γ, β) = (γ.pointer, β.pointer)
        x.withUnsafeBufferPointer { x in
            normalised.withUnsafeMutableBufferPointer { normalised in
                inverse.withUnsafeMutableBufferPointer { inverse in
                    y.withUnsafeMutableBufferPointer { y in
                        parallel(rows, atLeast: max(1, 8192 / n)) { _, rows in
                            for row in rows {
                                let (x, y) = (x.baseAddress! + row * n, y.baseAddress! + row * n)
                                let x̂ = keeps ? normalised.baseAddress! + row * n : y
                                // snippet.forward
                                // μ = first + 1/n Σ (x − first): large numbers that differ little differ exactly
                                let first = x[0]
                                for c in 0..<n { x̂[c] = x[c] - first }
                                let μ = Float(VectorKernels.sum(x̂, n) / Double(n))
                                for c in 0..<n { x̂[c] -= μ }
                                // σ² = 1/n Σ (x − μ)²
                                let variance = VectorKernels.dot(x̂, x̂, n) / Double(n)
                                let scale = Float(1 / (variance + Double(ε)).squareRoot())
                                for c in 0..<n {
                                    x̂[c] *= scale
                                    y[c] = γ[c] * x̂[c] + β[c]
                                }
                                // snippet.end
                                if keeps { inverse[row] = scale }
                            }
                        }
                    }
                }
            }
        }
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        precondition(
            normalised.shape == gradient.shape, "backward needs the training pass of the same batch before it")
        let (rows, n) = (gradient.count / channels, channels)
        if wanted.contains(.inputs) { dx.reserve(gradient.shape) }
        gradient.withUnsafeBufferPointer { g in
            normalised.withUnsafeBufferPointer { x̂ in
                let (g, x̂) = (g.baseAddress!, x̂.baseAddress!)
                if wanted.contains(.parameters) { sum(g, x̂, rows, keeping: wanted.contains(.accumulate) ? 1 : 0) }
                guard wanted.contains(.inputs) else { return }
                let γ = γ.pointer
                inverse.withUnsafeBufferPointer { inverse in
                    dx.withUnsafeMutableBufferPointer { dx in
                        parallel(rows, atLeast: max(1, 8192 / n)) { _, rows in
                            for row in rows {
                                let (g, x̂, dx) = (g + row * n, x̂ + row * n, dx.baseAddress! + row * n)
                                // snippet.backward
                                // With ĝ = γ g:  ∂L/∂x = (ĝ − 1/n Σ ĝ − x̂ 1/n Σ ĝ x̂)/√(σ² + ε),
                                // which is the same for ĝ less its first component, as Σ x̂ = 0
                                let first = γ[0] * g[0]
                                for c in 0..<n { dx[c] = γ[c] * g[c] - first }
                                let mean = Float(VectorKernels.sum(dx, n) / Double(n))
                                let slope = Float(VectorKernels.dot(dx, x̂, n) / Double(n))
                                for c in 0..<n { dx[c] = (dx[c] - mean - x̂[c] * slope) * inverse[row] }
                                // snippet.end
                            }
                        }
                    }
                }
            }
        }
        return wanted.contains(.inputs) ? dx : Tensor()
    }

    /// ∂L/∂γ = Σ g x̂,  ∂L/∂β = Σ g
    private func sum(_ g: UnsafePointer<Float>, _ x̂: UnsafePointer<Float>, _ rows: Int, keeping share: Float) {
        let (dγ, dβ) = (γ.gradientPointer, β.gradientPointer)
        sums.products(g, x̂, rows, channels) { c, sum, products in
            dγ[c] = (share == 0 ? 0 : dγ[c]) + Float(products)
            dβ[c] = (share == 0 ? 0 : dβ[c]) + Float(sum)
        }
    }
}
