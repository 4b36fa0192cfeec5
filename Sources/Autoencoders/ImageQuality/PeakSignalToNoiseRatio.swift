import Foundation
import Tensors

/// How near images are to those they should be, in decibels: for each image
///
///     PSNR = 10 log₁₀ (1 / MSE),   MSE = ‖x̂ − x‖² / d,
///
/// where 1 is the largest value of a pixel and d the number of pixels. Ten decibels more are a tenth of the error.
///
/// - Parameters:
///   - restored: x̂, images as rows.
///   - original: x, of the same shape, with values in 0 ... 1.
/// - Returns: the mean over the images; infinite if one of them is restored exactly.
/// - Precondition: the shapes agree and there is an image.
public func peakSignalToNoiseRatio(_ restored: Tensor, of original: Tensor) -> Double {
    precondition(restored.shape == original.shape && original.count > 0)
    let d = original.columns
    return restored.withUnsafeBufferPointer { x̂ in
        original.withUnsafeBufferPointer { x in
            var sum = 0.0
            for image in 0..<original.rows {
                var squares = 0.0
                for i in image * d..<(image + 1) * d {
                    let e = Double(x̂[i] - x[i])
                    squares += e * e
                }
                // snippet.psnr
                sum += 10 * log10(1 / (squares / Double(d)))
                // snippet.end
            }
            return sum / Double(original.rows)
        }
    }
}
