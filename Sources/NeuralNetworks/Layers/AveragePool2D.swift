import Tensors

/// The mean of each window, channel by channel: yᵢⱼ = 1/k² Σ_{a,b} x_{is+a, js+b}.
///
/// Rows and columns at the lower and right edge that do not fill a window are left out.
public struct AveragePool2D: LayerDeclaration {
    public let size: Int
    public let stride: Int

    /// - Parameters:
    ///   - size: k, the side of the square window.
    ///   - stride: s, the way from one window to the next; `size` if nothing is said, so that windows do not overlap.
    public init(_ size: Int, stride: Int? = nil) {
        self.size = size
        self.stride = stride ?? size
    }

    public var name: String { poolingName("AveragePool2D", size, stride) }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        let (windows, output) = try construction.poolingWindows(size, stride: stride)
        return AveragePool2DLayer(name: name, windows, output: output)
    }

    public var specification: LayerSpecification {
        LayerSpecification("AveragePool2D", numbers: ["size": Double(size), "stride": Double(stride)])
    }
}

/// The mean of each channel over the whole image: h × w × c becomes c.
public struct GlobalAveragePool: LayerDeclaration {
    public init() {}

    public var name: String { "GlobalAveragePool" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        try construction.requireImage()
        // The whole image as one window: a column of h·w pixels is a window of one column.
        return AveragePool2DLayer(name: name, image: construction.input)
    }

    public var specification: LayerSpecification { LayerSpecification("GlobalAveragePool") }
}

/// An ``AveragePool2D`` or ``GlobalAveragePool`` at work. Nothing of the input need be kept.
final class AveragePool2DLayer: Layer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape

    private let averaging: Averaging
    private var y = Tensor()
    private var dx = Tensor()

    init(name: String, _ windows: Windows, output: Shape) {
        self.name = name
        inputShape = [windows.height, windows.width, windows.channels]
        outputShape = output
        averaging = Averaging(
            imageColumns: windows.width, channels: windows.channels, high: windows.size, wide: windows.size,
            stride: windows.stride, rows: windows.rows, columns: windows.columns)
    }

    /// One window over the whole image.
    init(name: String, image: Shape) {
        self.name = name
        inputShape = image
        outputShape = [image[2]]
        averaging = Averaging(
            imageColumns: image[1], channels: image[2], high: image[0], wide: image[1], stride: 1, rows: 1, columns: 1)
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        y.reserve(outputShape.prefixed(by: x.rows))
        let (averaging, pixels, results) = (averaging, inputShape.elementCount, outputShape.elementCount)
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                parallel(x.count / pixels) { _, samples in
                    for sample in samples {
                        averaging.take(x.baseAddress! + sample * pixels, into: y.baseAddress! + sample * results)
                    }
                }
            }
        }
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        dx.reserve(inputShape.prefixed(by: gradient.rows))
        let (averaging, pixels, results) = (averaging, inputShape.elementCount, outputShape.elementCount)
        dx.withUnsafeMutableBufferPointer { dx in
            gradient.withUnsafeBufferPointer { g in
                parallel(gradient.rows) { _, samples in
                    for sample in samples {
                        let target = dx.baseAddress! + sample * pixels
                        target.update(repeating: 0, count: pixels)
                        averaging.give(g.baseAddress! + sample * results, to: target)
                    }
                }
            }
        }
        return dx
    }
}

/// Windows of `high` × `wide` pixels, and the mean over each.
private struct Averaging {
    let imageColumns: Int
    let channels: Int
    let high: Int
    let wide: Int
    let stride: Int
    let rows: Int
    let columns: Int

    private static let pixelsOfBlock = 128

    /// y ← the mean of each window of x.
    func take(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
        if high * wide > Averaging.pixelsOfBlock { return takeLarge(x, into: y) }
        let share = 1 / Float(high * wide)
        forEachWindow { window, place in
            let sum = y + place * channels
            sum.update(repeating: 0, count: channels)
            for a in 0..<high {
                for b in 0..<wide {
                    VectorKernels.add(sum, x + (window + a * imageColumns + b) * channels, sum, channels)
                }
            }
            VectorKernels.scale(share, sum, sum, channels)
        }
    }

    /// The same for windows of many pixels: added in Float within blocks, and in Double over the blocks, as a sum of many numbers
    /// in Float stops growing.
    private func takeLarge(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: channels) { total in
            forEachWindow { window, place in
                let sum = y + place * channels
                total.update(repeating: 0)
                for block in Swift.stride(from: 0, to: high * wide, by: Averaging.pixelsOfBlock) {
                    sum.update(repeating: 0, count: channels)
                    for pixel in block..<min(block + Averaging.pixelsOfBlock, high * wide) {
                        let (a, b) = pixel.quotientAndRemainder(dividingBy: wide)
                        VectorKernels.add(sum, x + (window + a * imageColumns + b) * channels, sum, channels)
                    }
                    for c in 0..<channels { total[c] += Double(sum[c]) }
                }
                for c in 0..<channels { sum[c] = Float(total[c] / Double(high * wide)) }
            }
        }
    }

    /// dx ← dx + the gradient of each window's mean, g/k² for every pixel of the window.
    func give(_ g: UnsafePointer<Float>, to dx: UnsafeMutablePointer<Float>) {
        let share = 1 / Float(high * wide)
        forEachWindow { window, place in
            for a in 0..<high {
                for b in 0..<wide {
                    VectorKernels.axpy(
                        share, g + place * channels, dx + (window + a * imageColumns + b) * channels, channels)
                }
            }
        }
    }

    /// The first pixel of each window and the window's number.
    @inline(__always)
    private func forEachWindow(_ body: (_ pixel: Int, _ place: Int) -> Void) {
        for i in 0..<rows {
            for j in 0..<columns { body(i * stride * imageColumns + j * stride, i * columns + j) }
        }
    }
}
