import Tensors

/// A convolutional layer: each output pixel sees a window of the input, through the same weights everywhere.
///
/// For an input x of height × width × channels and weights W of k × k × channels × filters,
/// yᵢⱼ = φ(Σ_{a,b} x_{is+a−p, js+b−p} W_{ab} + b), where s is the stride, p the padding above and left, x is zero outside the
/// image, and the products are those of a row of channels with a channels × filters matrix.
/// (As everywhere in this field the kernel is not mirrored: strictly, a cross-correlation.)
public struct Conv2D: LayerDeclaration {
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
    ///   - stride: s, by how many pixels the window moves from one output pixel to the next.
    ///   - padding: `.same` gives ⌈h/s⌉ × ⌈w/s⌉ pixels, `.valid` keeps the window inside: ⌊(h − k)/s⌋ + 1 and so for w.
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
        convolutionName("Conv2D", filters, kernel: kernel, stride: stride, padding, activation)
    }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        let input = construction.input
        try construction.requireImage(giving: filters, kernel: kernel, stride: stride)
        guard let windows = Windows(over: input, size: kernel, stride: stride, padding: padding) else {
            throw construction.misfit("its kernel of \(kernel) × \(kernel) is larger than the image")
        }
        let output = try construction.image(windows.rows, windows.columns, filters)
        return ConvolutionLayer(
            name, windows, filters: filters, output: output, activation,
            weights: construction.parameter(
                "weights", [kernel, kernel, input[2], filters], initializer, fanIn: windows.patch,
                fanOut: kernel * kernel * filters),
            biases: hasBias
                ? construction.parameter("biases", [filters], .zeros, fanIn: windows.patch, fanOut: filters) : nil)
    }

    public var specification: LayerSpecification {
        LayerSpecification(
            convolution: "Conv2D", filters, kernel: kernel, stride: stride, padding, activation, initializer,
            bias: hasBias)
    }
}

/// `Conv2D(16, 3 × 3, stride 2, valid, relu)`, without what is as usual.
func convolutionName(
    _ kind: String, _ filters: Int, kernel: Int, stride: Int, _ padding: Padding, _ activation: any Activation
) -> String {
    var parts = ["\(filters)", "\(kernel) × \(kernel)"]
    if stride != 1 { parts.append("stride \(stride)") }
    if padding != .same { parts.append(padding.rawValue) }
    if !(activation is Identity) { parts.append(activation.label) }
    return "\(kind)(\(parts.joined(separator: ", ")))"
}

extension LayerSpecification {
    /// What a ``Conv2D`` or a ``ConvTranspose2D`` is made from.
    init(
        convolution kind: String, _ filters: Int, kernel: Int, stride: Int, _ padding: Padding,
        _ activation: any Activation, _ initializer: WeightInitializer, bias: Bool
    ) {
        self.init(
            kind,
            numbers: [
                "filters": Double(filters), "kernel": Double(kernel), "stride": Double(stride), "bias": bias ? 1 : 0,
            ], words: ["initializer": initializer.rawValue, "padding": padding.rawValue],
            activation: ActivationSpecification(activation))
    }
}

extension Construction {
    /// Throws unless the input is an image and the numbers of a convolution make sense.
    func requireImage(giving filters: Int, kernel: Int, stride: Int) throws {
        guard filters > 0 else { throw invalid("it must have at least one filter") }
        guard kernel > 0, stride > 0 else { throw invalid("kernel and stride must be at least 1") }
        try requireImage()
    }

    /// Throws unless the input is an image.
    func requireImage() throws {
        guard input.rank == 3, input.elementCount > 0 else {
            throw misfit(
                "it takes images of height × width × channels; Reshape makes an image of a vector of as many numbers")
        }
    }

    /// The shape of images going out; refuses what no memory could hold, as a forged file might ask for it.
    func image(_ height: Int, _ width: Int, _ channels: Int) throws -> Shape {
        guard let shape = try? Shape([height, width, channels]), shape.elementCount <= 1 << 28 else {
            throw misfit("an output of \(height) × \(width) × \(channels) is too large")
        }
        return shape
    }
}
