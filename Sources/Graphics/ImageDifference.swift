/// How much two pictures of one size differ to the eye: the mean and the largest difference of a channel after a small
/// blur, in levels of 255. The blur forgives what shifts by a fraction of a pixel between versions of a font or of
/// Cairo; a line that is missing stays.
public struct ImageDifference: Hashable, Sendable {
    /// Mean over all pixels and channels.
    public let mean: Double
    /// The largest of any pixel and channel.
    public let maximum: Double

    /// - Throws: ``GraphicsError`` if the sizes differ.
    public init(_ a: Image, _ b: Image) throws {
        guard a.width == b.width, a.height == b.height else {
            throw GraphicsError(
                "the images differ in size: \(a.width) × \(a.height) and \(b.width) × \(b.height) pixels")
        }
        let (width, height) = (a.width, a.height)
        let (first, second) = (a.converted(to: .rgb).bytes, b.converted(to: .rgb).bytes)
        var total = 0.0
        var largest: Float = 0
        for channel in 0..<3 {
            // The blur is linear: that of the difference is the difference of the blurred pictures.
            var plane = [Float](repeating: 0, count: width * height)
            for i in plane.indices { plane[i] = Float(first[3 * i + channel]) - Float(second[3 * i + channel]) }
            plane = blurred(plane, lines: height, length: width, step: 1, stride: width)
            plane = blurred(plane, lines: width, length: height, step: width, stride: 1)
            for value in plane {
                total += Double(abs(value))
                largest = max(largest, abs(value))
            }
        }
        mean = total / Double(3 * width * height)
        maximum = Double(largest)
    }
}

/// Binomial blur (1 4 6 4 1)/16 along every line, values at the border continued.
private func blurred(_ source: [Float], lines: Int, length: Int, step: Int, stride: Int) -> [Float] {
    var result = source
    source.withUnsafeBufferPointer { source in
        result.withUnsafeMutableBufferPointer { result in
            for line in 0..<lines {
                let start = line * stride
                for i in 0..<length {
                    let a = source[start + max(i - 2, 0) * step]
                    let b = source[start + max(i - 1, 0) * step]
                    let c = source[start + i * step]
                    let d = source[start + min(i + 1, length - 1) * step]
                    let e = source[start + min(i + 2, length - 1) * step]
                    result[start + i * step] = (a + e + 4 * (b + d) + 6 * c) / 16
                }
            }
        }
    }
    return result
}
