import Autoencoders
import ChapterSupport
import Graphics
import Plotting
import Tensors
import Workbook

struct RandomCodes: Section {
    static let title = "What do random codes decode to?"

    func run(on page: Page) throws {
        /*:
         Now the decoder alone. It turns any $k$ numbers into an image. Does it paint digits, then, if it is given numbers
         that nobody has encoded? That would be a machine that invents handwriting.

         On the map of two numbers one can try them all. Lay a lattice over the rectangle that holds 98 % of the codes in each
         direction, and decode each of its points.
         */
        let digits = try Digits.load(on: page)
        let flat = try DeepAutoencoder.trained(on: page, code: 2)
        let side = 20
        let xs = middle(column: 0, of: flat.codes)
        let ys = middle(column: 1, of: flat.codes)
        func place(_ i: Int, in range: ClosedRange<Float>) -> Float {
            range.lowerBound + (Float(i) + 0.5) / Float(side) * (range.upperBound - range.lowerBound)
        }
        let lattice = (0..<side * side).map { [place($0 % side, in: xs), place(side - 1 - $0 / side, in: ys)] }
        let painted = try flat.autoencoder.decode(Tensor(rows: lattice))
        let cells = cellsWithDigits(flat.codes, xs, ys, side)
        // snippet.hide
        page.value("random.emptyCells", 1 - Double(cells) / Double(side * side))
        page.figure(
            "lattice",
            caption:
                "What the decoder makes of a lattice of \(side) × \(side) codes of two numbers, laid over the map of the test digits.",
            slide: "Variational Autoencoder Introduction",
            alternativeText:
                "A square of small digits that change smoothly from place to place; between the provinces of the map "
                + "lie blurred shapes that are no digit.",
            trained: true
        ) {
            try ImageGrid(
                rows: (0..<side).map { row in
                    try digitCells(painted.rows(row * side..<(row + 1) * side))
                }, imageSize: 28, spacing: 0)
        }
        // snippet.show
        /*:
         Where digits have their codes, the decoder paints digits, and between them it fades from one to the next. But
         {{random.emptyCells, percent 0}} of the cells hold no code of any test digit. There nobody has ever told the decoder what to
         paint, and it paints what its weights happen to give: in some places strokes that go on as they
         were, in others noise.

         That was a plane, which ten thousand digits can nearly fill. With thirty numbers there is no hope of it. Draw codes
         at random: once from $N(0, I)$, as one would who knows nothing about the codes, and once from a normal law with the mean $m$ and the covariance $C$ of the
         codes of the test digits, as one would who has looked at them.
         */
        let deep = try DeepAutoencoder.trained(on: page, code: 30)
        var random = RandomGenerator(seed: page.seed)
        let count = page.choose(quick: 50, lecture: 200, full: 200)
        let standard = Tensor.normal([count, 30], using: &random)
        let fitted = try sample(count, like: deep.codes, using: &random)
        let fittedImages = try deep.autoencoder.decode(fitted)
        let test = digits.testImages.rows(0..<count)
        let kinds: [(name: String, key: String, images: Tensor)] = [
            ("test digits", "test", test),
            ("their reconstructions", "reconstructed", deep.reconstructions.rows(0..<count)),
            ("codes from N(0, I)", "standard", try deep.autoencoder.decode(standard)),
            ("codes from N(m, C)", "fitted", fittedImages),
        ]
        // snippet.hide
        page.figure(
            "random-codes",
            caption:
                "Test digits, what the autoencoder with 30 numbers makes of them, and what its decoder makes of random codes: standard "
                + "normal ones, and normal ones with the mean and the covariance of real codes.",
            slide: "Variational Autoencoder Introduction",
            alternativeText:
                "Four rows of images. Digits and their reconstructions look alike. The third row is scribbles, two of them white on "
                + "black; the fourth shows strokes that here and there resemble a digit.",
            trained: true
        ) {
            ImageGrid(
                rows: try kinds.map { try digitCells($0.images, 12) }, rowLabels: kinds.map(\.name),
                imageSize: 42, spacing: 4)
        }
        // snippet.show
        /*:
         The first are scribbles. The second have strokes, and some could pass for a digit, but most are none. It is the
         lecture's observation: *generated data will mostly be random noise*. A number to it: how far is such an image from the nearest of
         all training digits?
         */
        var rows: [[String]] = []
        var distances: [String: Double] = [:]
        let known = NearestNeighbours(among: digits.training)
        for kind in kinds {
            let distance = try known.squaredDistances(to: kind.images).mean
            distances[kind.key] = distance
            page.value("random.distance.\(kind.key)", distance)
            rows.append([kind.name, distance.formatted(.fixed(1))])
        }
        // snippet.hide
        page.table(
            "distances",
            caption: "Squared distance to the nearest of all training digits, in the mean over \(count) images.",
            columns: ["images", "distance"], rows: rows)
        // snippet.show
        page.check(
            "random codes decode farther away from all digits than codes of digits do",
            distances["fitted"] ?? 0, atLeast: distances["test"] ?? 0, from: .lecture)
        /*:
         A new digit lies {{random.distance.test, fixed 0}} away from the nearest known one, and so does its
         reconstruction, {{random.distance.reconstructed, fixed 0}}. What codes from $N(m, C)$ give lies
         {{random.distance.fitted, fixed 0}} away, and codes from $N(0, I)$ {{random.distance.standard, fixed 0}}.

         Nothing went wrong in training. The autoencoder was asked to give back what it was given, and nobody asked it to
         put the codes anywhere in particular. So it scattered them over rays and patches with nothing in between, wherever it was
         convenient. For a machine that invents digits one has to ask for more: that codes fill a known law, and that every code
         of that law decodes to something. [](#chapter:8) asks for it.
         */
    }

    /// From the 1 % to the 99 % quantile of a column.
    private func middle(column: Int, of codes: Tensor) -> ClosedRange<Float> {
        let numbers = (0..<codes.rows).map { codes[$0, column] }
        return numbers.quantile(percent: 1)...numbers.quantile(percent: 99)
    }

    /// How many cells of the lattice hold at least one code.
    private func cellsWithDigits(_ codes: Tensor, _ xs: ClosedRange<Float>, _ ys: ClosedRange<Float>, _ side: Int)
        -> Int
    {
        var cells = Set<Int>()
        for row in 0..<codes.rows where xs.contains(codes[row, 0]) && ys.contains(codes[row, 1]) {
            let x = Int(Float(side) * (codes[row, 0] - xs.lowerBound) / (xs.upperBound - xs.lowerBound))
            let y = Int(Float(side) * (codes[row, 1] - ys.lowerBound) / (ys.upperBound - ys.lowerBound))
            cells.insert(min(y, side - 1) * side + min(x, side - 1))
        }
        return cells.count
    }

    /// Normal codes with the mean m and the covariance C of those given.
    private func sample(_ count: Int, like codes: Tensor, using random: inout RandomGenerator) throws -> Tensor {
        let pca = try PCA(codes, components: codes.columns)
        var z = Tensor.normal([count, codes.columns], using: &random)
        for row in 0..<count {
            for j in 0..<codes.columns { z[row, j] *= Float(pca.variances[j].squareRoot()) }
        }
        return try pca.inverse(z)
    }
}
