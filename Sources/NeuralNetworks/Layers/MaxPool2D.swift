import Tensors

/// The largest number of each window, channel by channel: yᵢⱼ = max_{a,b} x_{is+a, js+b}.
///
/// The gradient goes to the largest number alone; where several are equal, to the first in row-major order. A NaN counts as the
/// largest, forward and backward, so that it is noticed. Rows and columns at the lower and right edge that do not fill a window
/// are left out.
public struct MaxPool2D: LayerDeclaration {
    public let size: Int
    public let stride: Int

    /// - Parameters:
    ///   - size: the side of the square window.
    ///   - stride: the way from one window to the next; `size` if nothing is said, so that windows do not overlap.
    public init(_ size: Int, stride: Int? = nil) {
        self.size = size
        self.stride = stride ?? size
    }

    public var name: String { poolingName("MaxPool2D", size, stride) }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        let (windows, output) = try construction.poolingWindows(size, stride: stride)
        return MaxPool2DLayer(name: name, windows, output: output)
    }

    public var specification: LayerSpecification {
        LayerSpecification("MaxPool2D", numbers: ["size": Double(size), "stride": Double(stride)])
    }
}

/// A ``MaxPool2D`` at work.
final class MaxPool2DLayer: Layer {
    let name: String
    let inputShape: Shape
    let outputShape: Shape

    private let windows: Windows
    private var x = Tensor()
    private var y = Tensor()
    private var used = Tensor()  // the output of inference passes, after which `backward` still finds y
    private var dx = Tensor()

    init(name: String, _ windows: Windows, output: Shape) {
        self.name = name
        self.windows = windows
        inputShape = [windows.height, windows.width, windows.channels]
        outputShape = output
    }

    func forget() { x = Tensor() }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if !pass.allowsBackward { return largest(x, into: &used) }
        self.x = x
        return largest(x, into: &y)
    }

    private func largest(_ x: Tensor, into y: inout Tensor) -> Tensor {
        y.reserve(outputShape.prefixed(by: x.rows))
        let windows = windows
        y.withUnsafeMutableBufferPointer { y in
            x.withUnsafeBufferPointer { x in
                parallel(x.count / windows.pixels) { _, samples in
                    for sample in samples {
                        takeLargest(
                            windows, x.baseAddress! + sample * windows.pixels,
                            y.baseAddress! + sample * windows.places * windows.channels)
                    }
                }
            }
        }
        return y
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        if !wanted.contains(.inputs) { return Tensor() }
        precondition(x.rows == gradient.rows, "backward needs the training pass of the same batch before it")
        dx.reserve(x.shape)
        let windows = windows
        dx.withUnsafeMutableBufferPointer { dx in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    gradient.withUnsafeBufferPointer { g in
                        parallel(gradient.rows) { _, samples in
                            for sample in samples {
                                let (image, map) = (sample * windows.pixels, sample * windows.places * windows.channels)
                                giveToLargest(
                                    windows, x.baseAddress! + image, y.baseAddress! + map, g.baseAddress! + map,
                                    dx.baseAddress! + image)
                            }
                        }
                    }
                }
            }
        }
        return dx
    }
}

/// y ← the maxima of one image's windows. Every comparison with NaN is false: a NaN replaces what it meets, and stays.
private func takeLargest(_ windows: Windows, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    let (channels, row) = (windows.channels, windows.width * windows.channels)
    if takeLargestOfFour(windows, x, y) { return }
    var y = y
    for i in 0..<windows.rows {
        for j in 0..<windows.columns {
            let corner = x + i * windows.stride * row + j * windows.stride * channels
            var c = 0
            while c < channels {
                if c + 8 <= channels {
                    var largest = load(corner + c)
                    for a in 0..<windows.size {
                        for b in 0..<windows.size {
                            let candidate = load(corner + a * row + b * channels + c)
                            let keeps = (candidate .<= largest) .| (largest .!= largest)
                            largest = candidate.replacing(with: largest, where: keeps)
                        }
                    }
                    store(largest, y + c)
                    c += 8
                } else {
                    var largest = corner[c]
                    for a in 0..<windows.size {
                        for b in 0..<windows.size {
                            let candidate = corner[a * row + b * channels + c]
                            largest = candidate <= largest || largest.isNaN ? largest : candidate
                        }
                    }
                    y[c] = largest
                    c += 1
                }
            }
            y += channels
        }
    }
}

/// ∂L/∂x ← each window's gradient g at the first place whose x is the window's largest, y, or NaN: then y is too.
private func giveToLargest(
    _ windows: Windows, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ g: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
) {
    let (channels, row) = (windows.channels, windows.width * windows.channels)
    if giveToLargestOfFour(windows, x, y, g, dx) { return }
    dx.update(repeating: 0, count: windows.pixels)
    var (y, g) = (y, g)
    for i in 0..<windows.rows {
        for j in 0..<windows.columns {
            let corner = i * windows.stride * row + j * windows.stride * channels
            var c = 0
            while c < channels {
                if c + 8 <= channels {
                    let largest = load(y + c)
                    var rest = load(g + c)
                    for a in 0..<windows.size {
                        for b in 0..<windows.size {
                            let place = corner + a * row + b * channels + c
                            let candidate = load(x + place)
                            let isLargest = (candidate .== largest) .| (candidate .!= candidate)
                            store(load(dx + place) + Lanes.zero.replacing(with: rest, where: isLargest), dx + place)
                            rest.replace(with: 0, where: isLargest)
                        }
                    }
                    c += 8
                } else {
                    search: for a in 0..<windows.size {
                        for b in 0..<windows.size {
                            let place = corner + a * row + b * channels + c
                            if x[place] == y[c] || x[place].isNaN {
                                dx[place] += g[c]
                                break search
                            }
                        }
                    }
                    c += 1
                }
            }
            y += channels
            g += channels
        }
    }
}

// MARK: Windows of 2 × 2 that fill the image, with whole lanes of channels

/// ``takeLargest(_:_:_:)`` where windows are such; otherwise false.
private func takeLargestOfFour(_ windows: Windows, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) -> Bool
{
    let (channels, row) = (windows.channels, windows.width * windows.channels)
    guard isOfFour(windows) else { return false }
    var (y, top) = (y, x)
    for _ in 0..<windows.rows {
        for _ in 0..<windows.columns {
            for c in stride(from: 0, to: channels, by: 8) {
                let upper = larger(load(top + c), load(top + channels + c))
                let lower = larger(load(top + row + c), load(top + row + channels + c))
                store(larger(upper, lower), y + c)
            }
            top += 2 * channels
            y += channels
        }
        top += row
    }
    return true
}

/// ``giveToLargest(_:_:_:_:_:)`` where windows are such; otherwise false. Every number is written once.
private func giveToLargestOfFour(
    _ windows: Windows, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ g: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
) -> Bool {
    let (channels, row) = (windows.channels, windows.width * windows.channels)
    guard isOfFour(windows) else { return false }
    var (y, g, top) = (y, g, 0)
    for _ in 0..<windows.rows {
        for _ in 0..<windows.columns {
            for c in stride(from: top, to: top + channels, by: 8) {
                let largest = load(y)
                var rest = load(g)
                give(&rest, largest, x + c, dx + c)
                give(&rest, largest, x + c + channels, dx + c + channels)
                give(&rest, largest, x + c + row, dx + c + row)
                give(&rest, largest, x + c + row + channels, dx + c + row + channels)
                y += 8
                g += 8
            }
            top += 2 * channels
        }
        top += row
    }
    return true
}

/// What is left of the gradient goes here if this is the largest.
@inline(__always)
private func give(
    _ rest: inout Lanes, _ largest: Lanes, _ x: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
) {
    let candidate = load(x)
    let isLargest = (candidate .== largest) .| (candidate .!= candidate)
    store(Lanes.zero.replacing(with: rest, where: isLargest), dx)
    rest.replace(with: 0, where: isLargest)
}

private func isOfFour(_ windows: Windows) -> Bool {
    windows.size == 2 && windows.stride == 2 && windows.channels % 8 == 0 && windows.height % 2 == 0
        && windows.width % 2 == 0
}

/// The larger number; a NaN if there is one.
@inline(__always)
private func larger(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: (a .>= b) .| (a .!= a)) }

/// `MaxPool2D(2)`, `MaxPool2D(3, stride 2)`.
func poolingName(_ kind: String, _ size: Int, _ stride: Int) -> String {
    stride == size ? "\(kind)(\(size))" : "\(kind)(\(size), stride \(stride))"
}

extension Construction {
    /// The windows of a pooling layer on the input, and the shape of what it gives.
    func poolingWindows(_ size: Int, stride: Int) throws -> (Windows, Shape) {
        guard size > 0, stride > 0 else { throw invalid("window and stride must be at least 1") }
        try requireImage()
        guard let windows = Windows(over: input, size: size, stride: stride, padding: .valid) else {
            throw misfit("its window of \(size) × \(size) is larger than the image")
        }
        return (windows, [windows.rows, windows.columns, windows.channels])
    }
}
