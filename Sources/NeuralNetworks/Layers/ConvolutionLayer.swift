import Tensors

/// A ``Conv2D`` or a ``ConvTranspose2D`` at work: the second goes the way back of the first, from the convolution's map to its
/// image.
final class ConvolutionLayer: ActivatedLayer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape
    let parameters: [Parameter]
    var activation: any Activation { end.activation }

    private let isTransposed: Bool
    private let weights: Parameter
    private let convolution: Convolution
    private let end: ConvolutionEnd

    private var x = Tensor()  // the input of the latest training pass
    private var y = Tensor()  // the output
    private var dx = Tensor()  // ∂L/∂x

    /// - Parameters:
    ///   - windows: over the convolution's image.
    ///   - filters: the channels of its map.
    ///   - output: the shape going out: of the map, or of the image if transposed.
    init(
        _ name: String, _ windows: Windows, filters: Int, isTransposed: Bool = false, output: Shape,
        _ activation: any Activation, weights: Parameter, biases: Parameter?
    ) {
        self.name = name
        self.isTransposed = isTransposed
        inputShape =
            isTransposed
            ? [windows.rows, windows.columns, filters] : [windows.height, windows.width, windows.channels]
        outputShape = output
        self.weights = weights
        parameters = [weights] + (biases.map { [$0] } ?? [])
        convolution = Convolution(windows, filters: filters)
        end = ConvolutionEnd(activation, channels: output[2], biases: biases)
    }

    func forget() { x = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if pass.allowsBackward { self.x = x }
        let shape = outputShape.prefixed(by: x.rows)
        y.reserve(shape)
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                // snippet.forward
                // y = φ(P x W + b), P x being the patches of x; transposed, y = φ(Pᵀ (x Wᵀ) + b)
                end.forward(shape, pass) { activate in
                    apply(x, to: y, isAdjoint: isTransposed, biases: end.biases?.pointer, activate)
                }
                // snippet.end
            }
        }
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        let samples = gradient.rows
        precondition(
            x.rows == samples && gradient.columns == y.columns,
            "backward needs the training pass of the same batch before it")
        let δ = end.backward(gradient, output: y, computing: wanted)
        if wanted.contains(.inputs) { dx.reserve(inputShape.prefixed(by: samples)) }
        δ.withUnsafeBufferPointer { δ in
            // snippet.backward
            // ∂L/∂W = (P x)ᵀ δ; transposed, (P δ)ᵀ x
            if wanted.contains(.parameters) {
                x.withUnsafeBufferPointer { x in
                    let (images, maps) = isTransposed ? (δ, x) : (x, δ)
                    convolution.gradient(
                        images: images.baseAddress!, maps: maps.baseAddress!, samples: samples,
                        β: wanted.contains(.accumulate) ? 1 : 0, of: weights.gradientPointer)
                }
            }
            // ∂L/∂x = Pᵀ (δ Wᵀ); transposed, P δ W
            if wanted.contains(.inputs) {
                dx.withUnsafeMutableBufferPointer { dx in
                    apply(δ, to: dx, isAdjoint: !isTransposed, biases: nil) { _, _, _ in }
                }
            }
            // snippet.end
        }
        return wanted.contains(.inputs) ? dx : Tensor()
    }

    private func apply(
        _ source: UnsafeBufferPointer<Float>, to target: UnsafeMutableBufferPointer<Float>, isAdjoint: Bool,
        biases: UnsafePointer<Float>?, _ finish: Convolution.Finish
    ) {
        let size = isAdjoint ? convolution.windows.places * convolution.filters : convolution.windows.pixels
        convolution.apply(
            source.baseAddress!, samples: source.count / size, isAdjoint: isAdjoint, weights: weights.pointer,
            biases: biases, to: target.baseAddress!, finish: finish)
    }
}
