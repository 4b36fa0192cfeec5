import Foundation
import Tensors

/// The mean over each pixel's neighbourhood with weights ∝ exp(−(Δx² + Δy²) / 2s²), out to 3s in each direction; at the border
/// the image is continued by its outermost pixels.
///
/// The radius is ⌈3s⌉ pixels, where SciPy's filter takes 4s rounded and its SSIM 3.5s: their results differ in the fourth digit.
///
/// Independent noise of variance σ² is left with about σ² / 4πs². So is the image's detail.
public struct GaussianBlur: Sendable {
    /// s, in pixels.
    public let standardDeviation: Double

    /// - Parameter standardDeviation: s, from 0 (nothing changes) to 20 pixels.
    public init(standardDeviation: Double) { self.standardDeviation = standardDeviation }

    /// The weights along one direction, from −⌈3s⌉ to ⌈3s⌉; their sum is 1.
    public var weights: [Float] {
        let s = standardDeviation
        guard s > 0 else { return [1] }
        let radius = Int((3 * s).rounded(.up))
        let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * s * s)) }
        let sum = weights.reduce(0, +)
        return weights.map { Float($0 / sum) }
    }

    /// - Parameter images: images as rows, B × (height · width).
    /// - Throws: ``NoiseError`` if the images do not have `width · height` pixels or s is not in 0 ... 20.
    public func callAsFunction(_ images: Tensor, width: Int, height: Int) throws -> Tensor {
        guard (0...20).contains(standardDeviation) else {
            throw NoiseError(
                "the standard deviation of a blur must be from 0 to 20 pixels, but is \(standardDeviation)")
        }
        let w = weights
        let radius = w.count / 2
        return try filteredImages(images, width: width, height: height, margin: radius, name: "the blur") {
            padded, stride, result in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: stride) { row in
                let row = row.baseAddress!
                for y in 0..<height {
                    // First down the columns, then along the row: the weights are a product.
                    let needed = width + 2 * radius
                    row.update(repeating: 0, count: needed)
                    for (dy, weight) in w.enumerated() {
                        VectorKernels.axpy(weight, padded + (y + dy) * stride, row, needed)
                    }
                    let line = result + y * width
                    line.update(repeating: 0, count: width)
                    for (dx, weight) in w.enumerated() { VectorKernels.axpy(weight, row + dx, line, width) }
                }
            }
        }
    }
}
