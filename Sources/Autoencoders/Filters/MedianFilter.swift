import Tensors

private typealias Floats = SIMD8<Float>

/// Replaces each pixel by the median of the window around it, (2r + 1) × (2r + 1) pixels; at the border the image is continued
/// by its outermost pixels.
///
/// A median does not care how far off an outlier is, so it takes away single wrong pixels and keeps edges. It also takes away
/// whatever is thinner than half the window.
///
/// J. Tukey, Exploratory data analysis (1977).
public struct MedianFilter: Sendable {
    /// r
    public let radius: Int

    /// - Parameter radius: r, from 0 (nothing changes) to 7.
    public init(radius: Int) { self.radius = radius }

    /// - Parameter images: images as rows, B × (height · width).
    /// - Throws: ``NoiseError`` if the images do not have `width · height` pixels or the radius is not in 0 ... 7.
    public func callAsFunction(_ images: Tensor, width: Int, height: Int) throws -> Tensor {
        guard (0...7).contains(radius) else {
            throw NoiseError("the radius of a median filter must be from 0 to 7, but is \(radius)")
        }
        let r = radius
        return try filteredImages(images, width: width, height: height, margin: r, name: "the median filter") {
            padded, stride, result in
            withUnsafeTemporaryAllocation(of: Floats.self, capacity: (2 * r + 1) * (2 * r + 1)) { window in
                for y in 0..<height {
                    for x in Swift.stride(from: 0, to: width, by: 8) {
                        // The windows of eight neighbours, side by side.
                        var count = 0
                        for dy in 0...2 * r {
                            for dx in 0...2 * r {
                                let place = padded + (y + dy) * stride + x + dx
                                window[count] = UnsafeRawPointer(place).loadUnaligned(as: Floats.self)
                                count += 1
                            }
                        }
                        let median = median(of: window.baseAddress!, count)
                        for lane in 0..<min(8, width - x) { result[y * width + x + lane] = median[lane] }
                    }
                }
            }
        }
    }
}

/// The median of an odd number n of values, by forgetting: of any n/2 + 2 of them neither the least nor the greatest can be it.
/// Throw both away, take in another, and so on until three are left.
@inline(__always)
private func median(of v: UnsafeMutablePointer<Floats>, _ n: Int) -> Floats {
    if n == 1 { return v[0] }
    var count = (n + 3) / 2
    var next = count
    while true {
        let last = count - 1
        sort(v, v + last)
        for i in 1..<last {
            sort(v, v + i)  // the least to the front
            sort(v + i, v + last)  // the greatest to the end
        }
        if next == n { return v[1] }
        v[0] = v[next]
        next += 1
        count -= 1
    }
}

@inline(__always)
private func sort(_ a: UnsafeMutablePointer<Floats>, _ b: UnsafeMutablePointer<Floats>) {
    let (x, y) = (a.pointee, b.pointee)
    let swapped = y .< x
    a.pointee = x.replacing(with: y, where: swapped)
    b.pointee = y.replacing(with: x, where: swapped)
}
