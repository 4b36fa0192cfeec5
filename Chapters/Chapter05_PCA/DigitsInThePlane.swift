import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct DigitsInThePlane: Section {
    static let title = "All digits in one picture"

    func run(on page: Page) throws {
        /*:
         Two numbers a digit are too few to read it again. But two numbers can be drawn: here is each test digit as a
         point, at its code. The labels were not used for the code; they only colour it.
         */
        let digits = try Digits.load(on: page)
        let pca = try Digits.components(on: page).keeping(2)
        let codes = try pca.transform(digits.test)
        // snippet.hide
        page.figure(
            "digits-in-the-plane",
            caption:
                "The test digits in the plane of the first two components. The numbers stand at the medians of their digits.",
            slide: "PCA: Theory",
            alternativeText:
                "A cloud of points in ten colours. Ones form a dense stripe at the left, zeros a loose field at the right; nines, sevens "
                + "and fours lie on each other below the middle, and the others overlap above.",
            trained: true
        ) {
            Chart(x: "z₁", y: "z₂", legend: .top, equalUnits: true, size: .init(520, 440)) {
                digitMap(codes, labels: digits.testLabels)
            }
        }
        // snippet.show
        /*:
         Zeros and ones lie far apart, as the first component promised. Fours, sevens and nines lie on each other: a plane
         cannot keep all ten apart. How well, in a number? Let a test digit be what its nearest neighbour among the
         training digits is:
         */
        let known = digits.training.prefix(page.choose(quick: 1_000, lecture: 20_000, full: 60_000))
        let asked = digits.test.prefix(page.choose(quick: 200, lecture: 2_000, full: 10_000))
        let accuracy = try NearestNeighbours(among: pca.transform(known)).accuracy(
            of: pca.transform(asked), labels: asked.labels ?? [], known: known.labels ?? [])
        page.value("plane.neighbour", accuracy)
        page.value("plane.share", pca.cumulativeShares[1])
        page.check("two numbers are better than guessing", accuracy, atLeast: 0.25)
        /*:
         {{plane.neighbour, percent 0}}. Guessing gets 10 %, fifty components get {{neighbour.codes50, percent 0}}
         ([](#fig:whitened-neighbours)). The two axes hold {{plane.share, percent 0}} of the variance, and nobody told
         them that digits are to be told apart.
         */
    }
}
