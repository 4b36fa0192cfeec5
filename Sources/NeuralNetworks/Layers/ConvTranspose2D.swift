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
        return ConvolutionLayer(
            name, windows, filters: input[2], isTransposed: true, output: output, activation,
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
