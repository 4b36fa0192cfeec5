import Autoencoders
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
        let labels = (digits.test.labels ?? []).map(Int.init)
        // snippet.hide
        page.figure(
            "map",
            caption:
                "All test digits by codes of two numbers, coloured by what they are: (a) the first two principal components, "
                + "(b) the autoencoder's code, (c) the middle of (b) enlarged. Labels were used for the colours only.",
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
            let linear = neighbourAccuracy(try components.keeping(k).transform(digits.testImages), labels)
            let bent = neighbourAccuracy(try DeepAutoencoder.trained(on: page, code: k).codes, labels)
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
            neighbourAccuracy(deep.codes, labels), atLeast: neighbourAccuracy(pca, labels), from: .lecture)
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
            for digit in 0..<10 {
                let rows = labels.indices.filter {
                    labels[$0] == digit && x?.contains(Double(codes[$0, 0])) ?? true
                        && y?.contains(Double(codes[$0, 1])) ?? true
                }
                PointMark(x: rows.map { codes[$0, 0] }, y: rows.map { codes[$0, 1] }, series: "\(digit)")
                    .symbolSize(1.8).opacity(0.6)
            }
        }
    }

    /// The share of codes whose ten nearest others vote for their label; of labels with equal votes, the nearest neighbour's.
    private func neighbourAccuracy(_ codes: Tensor, _ labels: [Int]) -> Double {
        let (n, k) = (codes.rows, codes.columns)
        let values = codes.values
        var right = 0
        var distances = [(distance: Float, label: Int)](repeating: (0, 0), count: 11)
        let asked = min(n, 5_000)
        for i in 0..<asked {
            var count = 0
            for j in 0..<n where j != i {
                var d: Float = 0
                for c in 0..<k {
                    let e = values[i * k + c] - values[j * k + c]
                    d += e * e
                }
                if count == 10, d >= distances[9].distance { continue }
                var place = count
                while place > 0, distances[place - 1].distance > d {
                    distances[place] = distances[place - 1]
                    place -= 1
                }
                distances[place] = (d, labels[j])
                count = min(count + 1, 10)
            }
            var votes = [Int](repeating: 0, count: 10)
            for neighbour in distances[..<count] { votes[neighbour.label] += 1 }
            let winner = distances[..<count].max { votes[$0.label] < votes[$1.label] }
            if winner?.label == labels[i] { right += 1 }
        }
        return Double(right) / Double(asked)
    }
}
