import Foundation
import Graphics

/// The middle of a picture as 64 × 64 × 3 bytes: each pixel is the mean over the area that it covers.
///
/// The mean is a sum over the picture's pixels, in any order; so they are added as they are decoded, and a picture of any
/// size takes no more memory than one of its rows.
struct FaceScaling {
    private let rows: Coverage
    private let columns: Coverage
    /// Σ share · pixel for each target pixel.
    private var sums: [SIMD3<Double>]
    /// The same for the row at hand, before its own share.
    private var row: [SIMD3<Double>]
    private static let side = Faces.side

    /// - Throws: `GraphicsError` that says what is wrong with the PNG file's bytes.
    static func bytes(_ file: Data) throws -> [UInt8] {
        var scaling: FaceScaling?
        try PNG.decode(file) { size, row in
            if scaling == nil { scaling = FaceScaling(width: size.width, height: size.height) }
            scaling?.add(row)
        }
        return scaling?.bytes ?? []
    }

    private init(width: Int, height: Int) {
        let shorter = min(width, height)
        let square = width == height ? shorter : max(1, (shorter * 150 + 89) / 178)
        columns = Coverage(of: width, from: (width - square) / 2, count: square)
        rows = Coverage(of: height, from: (height - square) / 2, count: square)
        sums = .init(repeating: .zero, count: Self.side * Self.side)
        row = .init(repeating: .zero, count: Self.side)
    }

    private mutating func add(_ pixels: PNG.Row) {
        guard !rows.targets(pixels.y).isEmpty else { return }
        for i in row.indices { row[i] = .zero }
        let channels = pixels.format.channels
        for i in 0..<pixels.count {
            let targets = columns.targets(pixels.x + i * pixels.step)
            if targets.isEmpty { continue }
            let p = i * channels
            var color = SIMD3<Int>(repeating: Int(pixels.pixels[p]))
            if channels > 1 { (color.y, color.z) = (Int(pixels.pixels[p + 1]), Int(pixels.pixels[p + 2])) }
            if channels == 4 {  // over white
                let opacity = Int(pixels.pixels[p + 3])
                color = (color &* opacity &+ (255 * (255 - opacity) + 127)) / 255
            }
            let value = SIMD3<Double>(color)
            for target in targets { row[columns.places[target]] += columns.shares[target] * value }
        }
        for target in rows.targets(pixels.y) {
            let start = rows.places[target] * Self.side
            for i in row.indices { sums[start + i] += rows.shares[target] * row[i] }
        }
    }

    private var bytes: [UInt8] {
        sums.flatMap { sum in (0..<3).map { UInt8(min(255, sum[$0].rounded())) } }
    }

    /// For each pixel along one side of the picture the target pixels that cover it, with their shares.
    private struct Coverage {
        private var starts: [Int]
        private(set) var places: [Int] = []
        private(set) var shares: [Double] = []

        /// - Parameters:
        ///   - size: pixels along the side.
        ///   - from: where the square begins.
        ///   - count: its pixels.
        init(of size: Int, from: Int, count: Int) {
            let step = Double(count) / Double(side)
            starts = [0]
            for pixel in 0..<size {
                let place = pixel - from
                if (0..<count).contains(place) {
                    let first = max(0, Int(Double(place) / step) - 1)
                    let last = min(side - 1, Int(Double(place + 1) / step) + 1)
                    for target in first...last {
                        let (low, high) = (Double(target) * step, Double(target + 1) * step)
                        let share = (min(high, Double(place + 1)) - max(low, Double(place))) / step
                        if share > 0 {
                            places.append(target)
                            shares.append(share)
                        }
                    }
                }
                starts.append(places.count)
            }
        }

        /// Where the targets of a pixel stand in ``places`` and ``shares``.
        func targets(_ pixel: Int) -> Range<Int> { starts[pixel]..<starts[pixel + 1] }
    }
}
