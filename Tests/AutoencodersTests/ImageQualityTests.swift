import Autoencoders
import Foundation
import Tensors
import Testing

@Suite struct ImageQualityTests {
    private let width = 17
    private let height = 14

    /// Two images from formulas, so that any other program can make them.
    private var pair: (a: Tensor, b: Tensor) {
        var (a, b) = (Tensor(shape: [1, width * height]), Tensor(shape: [1, width * height]))
        for y in 0..<height {
            for x in 0..<width {
                let (u, v) = (Double(x), Double(y))
                let value = 0.5 + 0.5 * sin(0.7 * u + 0.3 * v * v / Double(height))
                a[0, y * width + x] = Float(value)
                b[0, y * width + x] = Float(min(1, max(0, value + 0.3 * cos(1.9 * u * v / Double(width) + 0.5))))
            }
        }
        return (a, b)
    }

    /// Numbers that SciPy gives for the two-dimensional windows of Wang et al., in Double.
    @Test func asAnotherProgramComputesThem() {
        let (a, b) = pair
        #expect(abs(structuralSimilarity(b, of: a, width: width, height: height) - 0.8211935415605194) < 2e-6)
        #expect(abs(peakSignalToNoiseRatio(b, of: a) - 15.04083952369239) < 1e-5)
        #expect(
            structuralSimilarity(a, of: b, width: width, height: height)
                == structuralSimilarity(b, of: a, width: width, height: height))
    }

    @Test func equalImages() {
        let (a, _) = pair
        #expect(abs(structuralSimilarity(a, of: a, width: width, height: height) - 1) < 1e-9)
        #expect(peakSignalToNoiseRatio(a, of: a) == .infinity)
    }

    /// Without structure only the means speak: (2ab + C₁) / (a² + b² + C₁).
    @Test(arguments: [(0.2, 0.9), (0, 0.5), (1, 0)]) func flatImages(a: Double, b: Double) {
        let x = Tensor(repeating: Float(a), shape: [3, 400])
        let y = Tensor(repeating: Float(b), shape: [3, 400])
        let expected = (2 * a * b + 1e-4) / (a * a + b * b + 1e-4)
        #expect(abs(structuralSimilarity(y, of: x, width: 20, height: 20) - expected) < 1e-3)
        #expect(abs(peakSignalToNoiseRatio(y, of: x) + 20 * log10(abs(a - b))) < 1e-5)
    }

    @Test func anInvertedImageIsLessThanUnlike() {
        let (a, _) = pair
        let inverted = Tensor(a.values.map { 1 - $0 }).viewed(as: a.shape)
        #expect(structuralSimilarity(inverted, of: a, width: width, height: height) < -0.5)
    }

    /// A mean over images of their decibels, not the decibels of the mean error.
    @Test func theMeanIsOverImages() throws {
        let x = Tensor(shape: [2, 4])
        let y = try Tensor([0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01], shape: [2, 4])
        #expect(abs(peakSignalToNoiseRatio(y, of: x) - 30) < 1e-4)
        let (a, b) = pair
        let both = try Tensor(a.values + b.values, shape: [2, a.count])
        let twice = try Tensor(a.values + a.values, shape: [2, a.count])
        let mean = structuralSimilarity(both, of: twice, width: width, height: height)
        #expect(abs(mean - (1 + structuralSimilarity(b, of: a, width: width, height: height)) / 2) < 1e-9)
    }
}
