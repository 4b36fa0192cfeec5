import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct EigenDigits: Section {
    static let title = "What does a component of a digit look like?"

    func run(on page: Page) throws {
        /*:
         Now all of MNIST: 60 000 points in 784 dimensions [@lecun1998]. A component has a number for each pixel, so it is
         a picture.
         */
        let pca = try Digits.components(on: page)
        // snippet.hide
        let side = Digits.side
        let largest = Double(pca.components.rows(0..<31).values.map(abs).max()!)
        let colors = ColorScale(.diverging, domain: -largest...largest)
        let mean = try ImageGrid.Cell.digit(pca.mean, caption: "mean")
        let cells = try (0..<31).map {
            try ImageGrid.Cell(
                pca.components.row($0).values, width: side, height: side, colors: colors,
                caption: "u\(Self.subscripted($0 + 1))")
        }
        page.figure(
            "eigen-digits",
            caption:
                "The mean of the training digits, and the first 31 components. Vermilion is positive, white zero, blue "
                + "negative; each component's largest entry is positive by convention.",
            slide: "PCA: Theory",
            alternativeText:
                "A grid of 32 pictures. The first is a grey blur, the mean. The first components are broad blobs in blue and "
                + "vermilion: a ring around a bar, a slanted pattern; later ones have more and finer stripes.",
            trained: true
        ) {
            ImageGrid("", [mean] + cells, columns: 8, imageSize: 56, spacing: 6)
        }
        // snippet.show
        /*:
         The mean is a blur: ink in the middle, leaning to the right as most hands do. The first component is a ring with
         a bar across it in the opposite sign. A code $z_1 > 0$ adds ring and removes bar, $z_1 < 0$ the other way round:
         it tells zeros from ones. Further components have finer stripes, as the notes of a string have more nodes, for
         the same reason: they must be orthogonal to all before them.

         To see what a component *does*, walk along it: the mean, plus or minus so many standard deviations.
         */
        let steps: [Double] = [-3, -2, -1, 0, 1, 2, 3]
        let walks = try (0..<4).map { j in
            try pca.inverse(
                Tensor(
                    rows: steps.map { step in
                        (0...j).map { $0 == j ? Float(step * pca.variances[j].squareRoot()) : 0 }
                    }))
        }
        // snippet.hide
        page.figure(
            "walks",
            caption:
                "The pictures μ + s √λⱼ uⱼ along the first four components, for s from −3 to 3. Grey values below 0 and above 1 are cut.",
            alternativeText:
                "Four rows of seven blurred digits. The first goes from a one to a zero, the second from a nine to something like a "
                + "three over a two, the third from a slanted zero to a three, the fourth from a six to a nine.",
            trained: true
        ) {
            ImageGrid(
                rows: try walks.map { walk in
                    try digitCells(walk)
                }, rowLabels: (1...4).map { "u\(Self.subscripted($0))" },
                columnLabels: steps.map { $0 == 0 ? "mean" : $0.formatted(.signed(0)) }, imageSize: 56, spacing: 6)
        }
        // snippet.show
        /*:
         The ends are no digits any more, and some of their pixels leave the range from 0 to 1: nothing in a plane knows
         where it should end. The pictures between digits are no digits either. That is the price of adding pictures up,
         and it will come back.

         ## Where nothing varies

         At the other end of the list stand components without any variance. One expects as many as there are pixels that
         are white in all training digits. Since the covariance of bytes is exact, one can count:
         */
        let digits = try Digits.load(on: page).training
        let uses = inkings(of: digits)
        let zeros = pca.variances.count { $0 < 1e-12 }
        let blank = uses.count { $0 == 0 }
        // snippet.hide
        page.value("blank.pixels", blank)
        page.value("zero.variances", zeros)
        page.value("zero.more", zeros - blank)
        page.value("zero.smallest", pca.variances.last { $0 >= 1e-12 }!)
        page.value("zero.noise", pca.variances.first { $0 < 1e-12 }!)
        // snippet.show
        /*:
         {{blank.pixels}} pixels are always white, but {{zero.variances}} variances are zero, and there is no doubt about
         it: the smallest of the others is {{zero.smallest, scientific 0}}, the largest of these
         {{zero.noise, scientific 0}}. Where are the other {{zero.more}}? Near the border are pixels that only very few
         digits touch. If a single digit touches two of them and no other digit does, the two rise and fall together, and
         one direction between them is never used. Take the pixels that at most twenty digits touch, and the covariance of
         these alone:
         */
        let rare = uses.indices.filter { (1...20).contains(uses[$0]) }
        let Σ = try Covariance(digits)
        let ofRare = try SymmetricEigen(
            rare.flatMap { i in rare.map { j in Σ[i, j] } }, order: rare.count)
        page.check(
            "blank pixels and rare ones explain all variances that are zero",
            blank + ofRare.values.count { $0 < 1e-12 }, equals: zeros, from: .lecture)
        // snippet.hide
        page.value("rare.pixels", rare.count)
        page.value("rare.zeros", ofRare.values.count { $0 < 1e-12 })
        // snippet.show
        /*:
         Among {{rare.pixels}} such pixels there are {{rare.zeros}} directions without variance. So the training digits
         lie, exactly, in fewer dimensions than they have pixels with ink.
         */
    }

    /// In how many samples each pixel has ink.
    private func inkings(of samples: Samples) -> [Int] {
        let size = samples.sampleShape.elementCount
        return samples.withBytes { bytes in
            var counts = [Int](repeating: 0, count: size)
            for start in stride(from: 0, to: bytes.count, by: size) {
                for p in 0..<size where bytes[start + p] > 0 { counts[p] += 1 }
            }
            return counts
        } ?? []
    }

    private static func subscripted(_ number: Int) -> String {
        String(String(number).map { Character(UnicodeScalar(UInt32(0x2080) + UInt32($0.wholeNumberValue!))!) })
    }
}
