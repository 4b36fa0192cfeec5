import Graphics
import Plotting
import Testing

@Suite struct ImageDifferenceTests {
    private func chart(height: Double = 1, label: Axis = "epoch") throws -> Image {
        try Chart(x: label, y: "loss") {
            LineMark(x: [0, 1, 2], y: [0, height, 0.5], series: "a")
            LineMark(x: [0, 1, 2], y: [1.5, 0.7, 0.2], series: "b")
        }.image()
    }

    @Test func equalImagesDoNotDiffer() throws {
        let difference = try #require(ImageDifference(chart(), chart()))
        #expect(difference.mean == 0 && difference.maximum == 0)
    }

    @Test func anotherRoundingIsNegligible() throws {
        #expect(try #require(ImageDifference(chart(), chart(height: 1.001))).isNegligible)
        var image = try chart()
        let original = image
        image.set(.black, x: 400, y: 200)
        #expect(try #require(ImageDifference(original, image)).isNegligible)
    }

    @Test func anotherCurveOrLabelIsNot() throws {
        #expect(!(try #require(ImageDifference(chart(), chart(height: 0.9))).isNegligible))
        #expect(!(try #require(ImageDifference(chart(), chart(label: "step"))).isNegligible))
    }

    @Test func imagesOfOtherSizesAreNotCompared() throws {
        let small = try Chart(size: Size(100, 100)) { LineMark(y: [0.0, 1], series: "a") }.image()
        #expect(try ImageDifference(chart(), small) == nil)
    }
}
