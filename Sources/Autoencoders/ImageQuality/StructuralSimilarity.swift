import Foundation
import Tensors

/// How alike images look: the SSIM index of Wang et al.,
///
///     SSIM = (2 μₓ μᵧ + C₁)(2 σₓᵧ + C₂) / ((μₓ² + μᵧ² + C₁)(σₓ² + σᵧ² + C₂)),
///
/// with means, variances and covariance in a window around each pixel: 11 × 11 pixels with the weights of a normal law of
/// standard deviation 1.5, C₁ = 0.01² and C₂ = 0.03² for pixels in 0 ... 1. It is 1 for equal images and falls to 0, even
/// below, where their structure has nothing in common.
///
/// As in the authors' program, only windows that lie wholly inside the image count.
///
/// Z. Wang, A. Bovik, H. Sheikh, E. Simoncelli, Image quality assessment: from error visibility to structural similarity, IEEE
/// Transactions on Image Processing 13 (2004), 600–612.
///
/// - Parameters:
///   - restored: images as rows, B × (height · width).
///   - original: of the same shape.
/// - Returns: the mean over windows and images.
/// - Precondition: the shapes agree, there is an image, and it is at least 11 pixels wide and high.
public func structuralSimilarity(_ restored: Tensor, of original: Tensor, width: Int, height: Int) -> Double {
    precondition(restored.shape == original.shape && original.count > 0)
    precondition(original.columns == width * height, "The images have another number of pixels.")
    precondition(width >= windowSize && height >= windowSize, "An image is smaller than SSIM's window.")
    let pixels = width * height
    // One number an image, so that the sum does not depend on how threads share the images.
    var similarities = [Double](repeating: 0, count: original.rows)
    restored.withUnsafeBufferPointer { x in
        original.withUnsafeBufferPointer { y in
            similarities.withUnsafeMutableBufferPointer { similarities in
                parallel(original.rows, atLeast: 8) { _, images in
                    var windows = Windows(width: width, height: height)
                    for image in images {
                        let start = image * pixels
                        similarities[image] = windows.similarity(x.baseAddress! + start, y.baseAddress! + start)
                    }
                }
            }
        }
    }
    return similarities.reduce(0, +) / Double(original.rows)
}

private let windowSize = 11

/// The windows of one image after another, with the memory that they need: all in Double, as a variance is the small difference
/// of two large means where an image is bright and flat.
private struct Windows {
    private let width: Int
    private let height: Int
    /// exp(−Δ²/2s²) for Δ from −5 to 5 and s = 1.5, divided by their sum.
    private let weights: [Double]
    private var field: [Double]
    private var column: [Double]
    /// The weighted means of x, y, x², y², xy in every window.
    private var means: [[Double]]

    init(width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        let radius = windowSize / 2
        let law = (-radius...radius).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
        let sum = law.reduce(0, +)
        weights = law.map { $0 / sum }
        field = [Double](repeating: 0, count: width * height)
        column = [Double](repeating: 0, count: width)
        let windows = (width - windowSize + 1) * (height - windowSize + 1)
        means = Array(repeating: [Double](repeating: 0, count: windows), count: 5)
    }

    mutating func similarity(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>) -> Double {
        average(0) { Double(x[$0]) }
        average(1) { Double(y[$0]) }
        average(2) { Double(x[$0]) * Double(x[$0]) }
        average(3) { Double(y[$0]) * Double(y[$0]) }
        average(4) { Double(x[$0]) * Double(y[$0]) }
        let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
        var sum = 0.0
        for i in means[0].indices {
            // snippet.ssim
            let (μx, μy) = (means[0][i], means[1][i])
            let (σxx, σyy) = (means[2][i] - μx * μx, means[3][i] - μy * μy)
            let σxy = means[4][i] - μx * μy
            sum += (2 * μx * μy + c1) * (2 * σxy + c2) / ((μx * μx + μy * μy + c1) * (σxx + σyy + c2))
            // snippet.end
        }
        return sum / Double(means[0].count)
    }

    /// The weighted mean in every window of one field, given by its value at each pixel: first down the columns, then along the
    /// row.
    private mutating func average(_ place: Int, _ value: (Int) -> Double) {
        let (width, across) = (width, width - windowSize + 1)
        for pixel in field.indices { field[pixel] = value(pixel) }
        field.withUnsafeBufferPointer { field in
            column.withUnsafeMutableBufferPointer { column in
                means[place].withUnsafeMutableBufferPointer { means in
                    for y in 0...height - windowSize {
                        let line = means.baseAddress! + y * across
                        column.update(repeating: 0)
                        line.update(repeating: 0, count: across)
                        for (dy, w) in weights.enumerated() {
                            let row = field.baseAddress! + (y + dy) * width
                            for x in 0..<width { column[x] += w * row[x] }
                        }
                        for (dx, w) in weights.enumerated() {
                            for x in 0..<across { line[x] += w * column[x + dx] }
                        }
                    }
                }
            }
        }
    }
}
