import Autoencoders
import ChapterSupport
import Graphics
import Plotting
import Tensors
import Workbook

struct MapOfDigits: Section {
    static let title = "A map of all test digits"

    func run(on page: Page) throws {
        /*:
         A code of two numbers is a point in the plane, so all test digits together are a map. What lies where? Colour each
         by its label, which neither PCA nor the autoencoder has ever seen.
         */
        let digits = try Digits.load(on: page)
        let deep = try DeepAutoencoder.trained(on: page, code: 2)
        let components = try Digits.components(on: page)
        let pca = try components.keeping(2).transform(digits.testImages)
        let labels = digits.testLabels
        // snippet.hide
        page.figure(
            "map",
            caption:
                "All test digits by codes of two numbers, coloured by what they are: (a) the first two principal components, "
                + "(b) the autoencoder's code, (c) the middle of (b) enlarged. Labels were used for the colours and the "
                + "numbers at the middle of each only.",
            slide: "Latent Space Visualization for MNIST",
            alternativeText:
                "Three scatter plots in ten colours. (a) Overlapping clouds of which only those of 0 and 1 stand apart. (b) Rays that "
                + "spread from a crowded middle. (c) In the middle, patches that touch but hardly mix, except 4 and 9.",
            trained: true
        ) {
            let (xs, ys) = (deep.crowded(column: 0), deep.crowded(column: 1))
            return Panels(columns: 3, sharedLegend: true) {
                map("PCA", pca, labels)
                map("autoencoder", deep.codes, labels)
                map("its crowded middle", deep.codes, labels, x: xs, y: ys)
            }
        }
        // snippet.show
        /*:
         Both maps throw away nearly everything, 782 of 784 dimensions. PCA's shows ten clouds on top of each other. The
         autoencoder's has provinces: without having been told that there are digits, it found that telling a 4 from
         a 0 is worth more than anything else one can say in two numbers.

         Looking is not measuring. Let the ten nearest neighbours of a digit on the map vote on what it is. How many of the first 5 000 test
         digits are read right by their neighbours' vote?
         */
        var rows: [[String]] = []
        for k in [2, 8, 30] {
            let linear = try neighbourAccuracy(components.keeping(k).transform(digits.testImages), labels)
            let bent = try neighbourAccuracy(DeepAutoencoder.trained(on: page, code: k).codes, labels)
            page.value("neighbours.pca.k\(k)", linear)
            page.value("neighbours.autoencoder.k\(k)", bent)
            rows.append(["\(k)", linear.formatted(.percent(1)), bent.formatted(.percent(1))])
        }
        // snippet.hide
        page.table(
            "neighbours",
            caption: "The share of test digits whose ten nearest neighbours, by their codes, vote for what they are.",
            columns: ["code", "PCA", "autoencoder"], rows: rows)
        // snippet.show
        page.check(
            "two learnt numbers tell more of the class than two components",
            try neighbourAccuracy(deep.codes, labels), atLeast: try neighbourAccuracy(pca, labels), from: .lecture)
        /*:
         With two numbers it is {{neighbours.autoencoder.k2, percent 0}} for the autoencoder and
         {{neighbours.pca.k2, percent 0}} for PCA. With thirty, however, {{neighbours.autoencoder.k30, percent 1}} and
         {{neighbours.pca.k30, percent 1}}: PCA's code tells the digit nearly as well, though what can be rebuilt from it is four times worse.
         To rebuild an image and to say what it shows are two different aims, and a code good for the one need not
         be good for the other.
         */
    }

    private func map(
        _ title: String, _ codes: Tensor, _ labels: [Int], x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil
    ) -> Chart {
        Chart(title, x: Axis("h_1", domain: x), y: Axis("h_2", domain: y), size: Size(330, 330)) {
            digitMap(codes, labels: labels, x: x, y: y, size: 1.8, opacity: 0.6)
        }
    }

    /// The share of the first 5 000 codes whose ten nearest others vote for their label.
    private func neighbourAccuracy(_ codes: Tensor, _ labels: [Int]) throws -> Double {
        try NearestNeighbours(among: codes).accuracy(
            of: codes.rows(0..<min(5_000, codes.rows)), labels: labels, known: labels, votes: 10, exceptItself: true)
    }
}
