import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct RandomCodes: Section {
    static let title = "Can an autoencoder invent digits?"

    func run(on page: Page) throws {
        /*:
         An autoencoder's decoder turns 20 numbers into a picture of a digit. So make up 20 numbers, and it should make up
         a digit. That would be a machine that generates data. Here is an ordinary autoencoder with 400 units on
         either side of the code:

         @Excerpt(Chapters/Chapter08_VariationalAutoencoder/DigitModels.swift, slice: plain)

         To be fair to it, the numbers should look like its codes: each is drawn from a normal law with the mean and the
         variance that this component has over the training digits.
         */
        let digits = try Digits.load(on: page)
        let autoencoder = try DigitModels.plain(on: page)
        let codes = try autoencoder.encode(digits.training.inputTensor)
        let drawn = CodeCloud(codes).draw(60, seed: page.seed(for: 1))
        let invented = try autoencoder.decode(drawn)
        // snippet.hide
        let reconstructed = try autoencoder.reconstruct(digits.testImages.rows(0..<10))
        page.figure(
            "random-codes",
            caption: "Top: test digits and what the autoencoder makes of their codes. Below: what its decoder makes of "
                + "random codes with the mean and variance of real ones.",
            slide: "Variational Autoencoder Introduction",
            alternativeText:
                "A row of digits, the same digits slightly blurred, and three rows of shapes that are mostly "
                + "no digits: strokes of several digits laid over one another, and broken pieces.",
            trained: true
        ) {
            ImageGrid(
                rows: try [
                    digits.testImages.rows(0..<10), reconstructed, invented.rows(0..<10), invented.rows(10..<20),
                    invented.rows(20..<30),
                ].map { try digitCells($0) },
                rowLabels: ["test digit", "reconstruction", "random code", "random code", "random code"],
                imageSize: 56)
        }
        // snippet.show
        /*:
         It reconstructs well, and it invents rubbish: strokes of several digits on top of each other, and broken pieces.
         One can put a number to that. How far, in squared pixel values, is a picture from the most similar of
         {{codes.references}} training digits?
         */
        let known = digits.training.prefix(5_000)
        let neighbours = NearestNeighbours(among: known)
        let real = try neighbours.squaredDistances(to: digits.testImages.rows(0..<200))
        let rubbish = try neighbours.squaredDistances(
            to: autoencoder.decode(CodeCloud(codes).draw(200, seed: page.seed(for: 2))))
        // snippet.hide
        page.value("codes.references", known.count)
        page.value("codes.distance.real", real.median)
        page.value("codes.distance.invented", rubbish.median)
        // snippet.show
        /*:
         For a test digit, {{codes.distance.real, fixed 0}} (the median of 200); for what the decoder invents,
         {{codes.distance.invented, fixed 0}}.

         ## Holes

         Why? Nothing in the loss ever asked what lies *between* the codes of the training digits. To see it, squeeze the
         code down to two numbers, so that it can be drawn.
         */
        let flat = try DigitModels.flat(on: page).plain
        let plane = try flat.encode(known.inputTensor)
        let labels = (known.labels ?? []).map(Int.init)
        let cloud = CodeCloud(plane)
        let spots = cloud.holes(count: 8, seed: page.seed)
        let fillings = try flat.decode(spots)
        // snippet.hide
        page.figure(
            "holes",
            caption:
                "Left: the codes of 5 000 training digits in an autoencoder with a code of two numbers, by digit. The "
                + "crosses stand in holes: places within the cloud that are far from every code. Right: what the decoder "
                + "makes of them.",
            slide: "Variational Autoencoder Introduction",
            alternativeText:
                "A cloud of coloured points that fans out in rays, one or two a digit, with empty wedges between. "
                + "Eight numbered crosses stand in the wedges. Beside it, eight pictures of shapes between digits.",
            trained: true,
            try panels {
                let chart = scatter(plane, labels, spots: spots)
                let grid = ImageGrid(
                    "",
                    try (0..<fillings.rows).map { try ImageGrid.Cell.digit(fillings.row($0), caption: "\($0 + 1)") },
                    columns: 2, imageSize: 70, spacing: 6)
                return Panels(columns: 2, lettered: false) {
                    Panels.Panel("codes", chart)
                    Panels.Panel("what is in the holes", grid)
                }
            })
        // snippet.show
        let share = cloud.shareFarFromEveryCode(draws: 2_000, seed: page.seed(for: 3))
        // snippet.hide
        page.value("codes.inHoles", share)
        page.value("codes.spread.1", cloud.deviation[0])
        page.value("codes.spread.2", cloud.deviation[1])
        // snippet.show
        page.check(
            "random codes fall into holes much more often than one code in a hundred", share, atLeast: 0.03,
            from: .lecture)
        page.check(
            "what is invented is farther from real digits than real digits are", rubbish.median,
            atLeast: 1.3 * real.median,
            from: .lecture)
        /*:
         The codes lie where training happened to put them: in rays and patches, with deviations of
         {{codes.spread.1, fixed 1}} and {{codes.spread.2, fixed 1}} about no particular place, and with empty regions in between. Call a place a hole if it is farther from every code
         than 99 % of the codes are from their nearest neighbour. Of random codes {{codes.inHoles, percent 0}} fall into a
         hole, and this is the plane, where there is little room. The more dimensions, the emptier.

         So two things are missing. We do not know **which law** codes follow, hence not how to draw one. And nothing makes
         the decoder give **meaningful pictures everywhere** that law has probability. The variational autoencoder gets
         both by deciding beforehand which law it shall be, and by training the encoder to comply.
         */
    }

    private func scatter(_ codes: Tensor, _ labels: [Int], spots: Tensor) -> Chart {
        Chart(x: "z_1", y: "z_2", legend: .top, size: Size(430, 380)) {
            digitMap(codes, labels: labels, size: 2.2, numbered: false)
            for i in 0..<spots.rows {
                PointMark(x: spots[i, 0], y: spots[i, 1]).symbol(.cross, size: 8).foregroundStyle(.black)
                TextMark("\(i + 1)", x: spots[i, 0], y: spots[i, 1]).foregroundStyle(.black)
            }
        }
    }
}
