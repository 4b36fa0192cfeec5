import Autoencoders
import Foundation
import Tensors
import Testing

/// Against the definitions, in Double, pixel by pixel.
@Suite struct FilterTests {
    private func clampedPixel(_ image: [Float], _ width: Int, _ height: Int, _ x: Int, _ y: Int) -> Float {
        image[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
    }

    @Test(arguments: [(28, 28), (8, 5), (1, 1), (3, 17), (13, 2)], [0, 1, 2, 3])
    func medianOfSortedWindows(size: (width: Int, height: Int), radius: Int) throws {
        var random = RandomGenerator(seed: 4)
        let (width, height) = size
        let images = Tensor.uniform([11, width * height], using: &random)
        let filtered = try MedianFilter(radius: radius)(images, width: width, height: height)
        for image in 0..<images.rows {
            let values = images.row(image).values
            for y in 0..<height {
                for x in 0..<width {
                    let window = (-radius...radius).flatMap { dy in
                        (-radius...radius).map { dx in clampedPixel(values, width, height, x + dx, y + dy) }
                    }
                    #expect(filtered[image, y * width + x] == window.sorted()[window.count / 2])
                }
            }
        }
    }

    @Test func medianWithEqualValues() throws {
        // Black and white only, so that most comparisons are of equals.
        let images = try SaltAndPepper(1)(Tensor(shape: [20, 100]), seed: 6)
        let filtered = try MedianFilter(radius: 2)(images, width: 10, height: 10)
        for image in 0..<20 {
            let values = images.row(image).values
            for place in 0..<100 {
                let window = (-2...2).flatMap { dy in
                    (-2...2).map { dx in clampedPixel(values, 10, 10, place % 10 + dx, place / 10 + dy) }
                }
                #expect(filtered[image, place] == (window.reduce(0, +) > 12 ? 1 : 0))
            }
        }
    }

    @Test(arguments: [0, 0.4, 1, 1.7]) func blurIsTheWeightedSum(s: Double) throws {
        var random = RandomGenerator(seed: 5)
        let (width, height) = (13, 9)
        let images = Tensor.uniform([10, width * height], using: &random)
        let blurred = try GaussianBlur(standardDeviation: s)(images, width: width, height: height)
        let radius = Int((3 * s).rounded(.up))
        for image in 0..<images.rows {
            let values = images.row(image).values
            for y in 0..<height {
                for x in 0..<width {
                    var (sum, total) = (0.0, 0.0)
                    for dy in -radius...radius {
                        for dx in -radius...radius {
                            let w = s == 0 ? 1 : exp(-Double(dx * dx + dy * dy) / (2 * s * s))
                            total += w
                            sum += w * Double(clampedPixel(values, width, height, x + dx, y + dy))
                        }
                    }
                    #expect(abs(Double(blurred[image, y * width + x]) - sum / total) < 2e-6)
                }
            }
        }
    }

    @Test func threadsDoNotChangeTheResult() throws {
        var random = RandomGenerator(seed: 7)
        let images = Tensor.uniform([50, 28 * 28], using: &random)
        let results = try [1, 2, 3].map { count in
            try Threads.with(count: count) {
                try MedianFilter(radius: 1)(
                    GaussianBlur(standardDeviation: 1)(images, width: 28, height: 28), width: 28, height: 28)
            }
        }
        #expect(results[0] == results[1] && results[1] == results[2])
    }

    @Test func nonsenseIsRefused() {
        let images = Tensor(shape: [2, 12])
        #expect(throws: NoiseError.self) { try MedianFilter(radius: 1)(images, width: 4, height: 4) }
        #expect(throws: NoiseError.self) { try MedianFilter(radius: -1)(images, width: 4, height: 3) }
        #expect(throws: NoiseError.self) { try GaussianBlur(standardDeviation: -1)(images, width: 4, height: 3) }
        #expect(throws: NoiseError.self) { try GaussianBlur(standardDeviation: .nan)(images, width: 4, height: 3) }
        #expect(throws: NoiseError.self) { try GaussianBlur(standardDeviation: 1)(images, width: 0, height: 3) }
    }
}
