import Autoencoders
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
        let labels = digits.test.labels!
        // snippet.hide
        let (x, y) = (codes.column(0), codes.column(1))
        let members = (0...9).map { digit in labels.indices.filter { labels[$0] == digit } }
        page.figure(
            "digits-in-the-plane",
            caption:
                "The test digits in the plane of the first two components. The numbers stand at the means of their digits.",
            slide: "PCA: Theory",
            alternativeText:
                "A cloud of points in ten colours. Ones form a dense stripe at the left, zeros a loose field at the right; nines, sevens "
                + "and fours lie on each other below the middle, and the others overlap above.",
            trained: true
        ) {
            Chart(x: "z₁", y: "z₂", legend: .top, equalUnits: true, size: .init(520, 440)) {
                for digit in 0...9 {
                    PointMark(
                        x: members[digit].map { x[$0] }, y: members[digit].map { y[$0] }, series: String(digit)
                    ).symbolSize(2.4).opacity(0.75)
                }
                for digit in 0...9 {
                    let n = Double(members[digit].count)
                    let (cx, cy) = (
                        members[digit].reduce(0) { $0 + x[$1] } / n, members[digit].reduce(0) { $0 + y[$1] } / n
                    )
                    PointMark(x: cx, y: cy).foregroundStyle(.init(grey: 1)).symbolSize(17)
                    TextMark(String(digit), x: cx, y: cy, anchor: .init(.middle, .middle)).foregroundStyle(.black)
                }
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
        let accuracy = try NearestNeighbour(pca.transform(known), labels: known.labels!).accuracy(
            pca.transform(asked), labels: asked.labels!)
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
