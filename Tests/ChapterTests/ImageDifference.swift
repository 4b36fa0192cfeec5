import Graphics

/// How much two images differ to the eye: both are blurred a little, so that a line's other anti-aliasing counts for
/// little, while a line, a label or a colour that has changed counts in full.
struct ImageDifference {
    /// Over all pixels and colours, from 0 (equal) to 1 (black for white).
    private(set) var mean = 0.0
    private(set) var maximum = 0.0

    /// What may differ between two machines: fonts are hinted and curves rounded a little otherwise.
    static let meanLimit = 0.002
    static let maximumLimit = 0.15

    var isNegligible: Bool { mean <= Self.meanLimit && maximum <= Self.maximumLimit }

    /// Nil if the images are not of one size.
    init?(_ a: Image, _ b: Image) {
        guard a.width == b.width, a.height == b.height else { return nil }
        let (a, b) = (Self.blurred(a), Self.blurred(b))
        var sum = 0.0
        for (x, y) in zip(a, b) {
            let difference = abs(x - y) / 255
            sum += difference
            maximum = max(maximum, difference)
        }
        mean = a.isEmpty ? 0 : sum / Double(a.count)
    }

    /// Means over 5 × 5 pixels, of each colour; at the edges over those that there are.
    private static func blurred(_ image: Image) -> [Double] {
        let image = image.converted(to: .rgb)
        let (width, height, radius) = (image.width, image.height, 2)
        let values = image.bytes.map(Double.init)
        var rows = [Double](repeating: 0, count: values.count)
        for y in 0..<height {
            for x in 0..<width {
                let range = max(0, x - radius)...min(width - 1, x + radius)
                for c in 0..<3 {
                    rows[(y * width + x) * 3 + c] =
                        range.reduce(0) { $0 + values[(y * width + $1) * 3 + c] } / Double(range.count)
                }
            }
        }
        var result = rows
        for y in 0..<height {
            let range = max(0, y - radius)...min(height - 1, y + radius)
            for i in 0..<width * 3 {
                result[y * width * 3 + i] = range.reduce(0) { $0 + rows[$1 * width * 3 + i] } / Double(range.count)
            }
        }
        return result
    }
}
