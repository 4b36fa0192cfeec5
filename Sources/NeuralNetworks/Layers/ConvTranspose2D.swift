import Tensors

/// A transposed convolution: every input pixel paints a weighted window onto a larger output; where windows overlap, they add.
///
/// It is the adjoint of ``Conv2D`` with the same kernel, stride and padding from output to input, so with the same weights
/// ⟨conv x, y⟩ = ⟨x, convᵀ y⟩. The weights have the shape of that convolution's, k × k × filters × input channels.
/// A kernel that the stride divides (4 and 2) paints evenly; others leave a checkerboard (Odena et al., 2016).
public struct ConvTranspose2D: LayerDeclaration {
    public let filters: Int
    public let kernel: Int
    public let stride: Int
    public let padding: Padding
    public let activation: any Activation
    public let initializer: WeightInitializer
    public let hasBias: Bool

    /// - Parameters:
    ///   - filters: the number of channels going out.
    ///   - kernel: k, the side of the square window.
    ///   - stride: s, how far the windows of neighbouring input pixels are apart.
    ///   - padding: `.same` gives hs × ws pixels, `.valid` keeps all that windows paint: (h − 1)s + k and so for w.
    ///   - activation: φ; `.identity` if nothing is said.
    ///   - initializer: how the weights begin; the activation's own choice if nothing is said. Biases begin at zero.
    ///   - bias: whether there is a b.
    public init(
        _ filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same,
        _ activation: any Activation = .identity, initializer: WeightInitializer? = nil, bias: Bool = true
    ) {
        self.filters = filters
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.activation = activation
        self.initializer = initializer ?? activation.defaultInitializer
        hasBias = bias
    }

    public var name: String {
        convolutionName("ConvTranspose2D", filters, kernel: kernel, stride: stride, padding, activation)
    }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        let input = construction.input
        try construction.requireImage(giving: filters, kernel: kernel, stride: stride)
        func size(_ n: Int) -> Int { padding == .same ? n * stride : (n - 1) * stride + kernel }
        let output = try construction.image(size(input[0]), size(input[1]), filters)
        guard let windows = Windows(over: output, size: kernel, stride: stride, padding: padding) else {
            throw construction.misfit(
                "its kernel of \(kernel) × \(kernel) is larger than the image of \(output) that it would give")
        }
        // An output pixel sums over the k²/s² windows that cover it.
        let fanIn = max(1, windows.size * windows.size * input[2] / (stride * stride))
        return ConvTranspose2DLayer(
            self, windows, input: input,
            weights: construction.parameter(
                "weights", [kernel, kernel, filters, input[2]], initializer, fanIn: fanIn, fanOut: windows.patch),
            biases: hasBias
                ? construction.parameter("biases", [filters], .zeros, fanIn: fanIn, fanOut: filters) : nil)
    }

    public var specification: LayerSpecification {
        LayerSpecification(
            convolution: "ConvTranspose2D", filters, kernel: kernel, stride: stride, padding, activation, initializer,
            bias: hasBias)
    }
}

/// A ``ConvTranspose2D`` at work: the convolution's map is its input, the image its output.
final class ConvTranspose2DLayer: ActivatedLayer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape
    let parameters: [Parameter]
    var activation: any Activation { end.activation }

    private let weights: Parameter
    private let convolution: Convolution
    private let end: ConvolutionEnd

    private var x = Tensor()  // the input of the latest training pass
    private var y = Tensor()  // the output
    private var dx = Tensor()  // ∂L/∂x

    init(_ declaration: ConvTranspose2D, _ windows: Windows, input: Shape, weights: Parameter, biases: Parameter?) {
        name = declaration.name
        inputShape = input
        outputShape = [windows.height, windows.width, windows.channels]
        self.weights = weights
        parameters = [weights] + (biases.map { [$0] } ?? [])
        convolution = Convolution(windows, filters: input[2])
        end = ConvolutionEnd(declaration.activation, channels: declaration.filters, biases: biases)
    }

    func forget() { x = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if pass.allowsBackward { self.x = x }
        y.reserve(outputShape.prefixed(by: x.rows))
        end.prepare(y.shape, pass)
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { maps in
                // snippet.forward
                // y = φ(Pᵀ (x Wᵀ) + b)
                convolution.applyAdjoint(
                    maps.baseAddress!, samples: x.rows, weights: weights.pointer,
                    biases: end.biases?.pointer, images: y.baseAddress!, finish: end.activate)
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
            // ∂L/∂W = (P δ)ᵀ x
            if wanted.contains(.parameters) {
                x.withUnsafeBufferPointer { x in
                    convolution.gradient(
                        images: δ.baseAddress!, maps: x.baseAddress!, samples: samples,
                        β: wanted.contains(.accumulate) ? 1 : 0, of: weights.gradientPointer)
                }
            }
            // ∂L/∂x = P δ W
            if wanted.contains(.inputs) {
                dx.withUnsafeMutableBufferPointer { dx in
                    convolution.apply(
                        δ.baseAddress!, samples: samples, weights: weights.pointer, biases: nil,
                        maps: dx.baseAddress!
                    ) { _, _, _ in }
                }
            }
            // snippet.end
        }
        return wanted.contains(.inputs) ? dx : Tensor()
    }
}
