import ChapterSupport
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct FirstLayer: Section {
    static let title = "What does a hidden unit look for?"

    func run(on page: Page) throws {
        /*:
         Unit $j$ of the first layer computes $\max(0, \sum_p x_p W_{pj} + b_j)$ from the 784 pixels $x_p$. Its weights stand
         one to a pixel: they are a picture. Where it is vermilion, ink speaks for the unit; where it is blue, against it.
         */
        let digits = try Digits.load(on: page)
        let classifier = try TrainedClassifier.trained(on: page, seed: page.seed)
        let weights = classifier.network[0].weights.value.transposed  // one row a unit
        let images = (0..<100).map { weights.row($0).values }
        // snippet.hide
        page.figure(
            "first-layer",
            caption:
                "The weights of the hundred units of the first layer after training. Blue is negative, white zero, "
                + "vermilion positive, on one scale.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "A hundred small square pictures in blue and vermilion. Their middle shows blobs and strokes, "
                + "their border faint noise.",
            trained: true
        ) {
            try ImageGrid(weights: images, width: 28, height: 28, columns: 10, imageSize: 42, spacing: 4)
        }
        // snippet.show
        /*:
         These are no digits. A unit sees a stroke here and its absence there; which digit that makes is for the later layers to
         say. Around the border is noise. Is it learnt?

         Some pixels are blank in every training digit. Their input is always 0, so that
         $\partial L / \partial W_{pj} = x_p \, \delta_j = 0$ in every step, and Adam, whose moments begin at zero, does not move
         such a weight at all. What we see there is the first draw of the random numbers:
         */
        let untouched = try TrainedClassifier.network(seed: page.seed)[0].weights.value.transposed
        let ink = digits.training.inputTensor.columnMeans
        let blank = (0..<784).filter { ink[flat: $0] == 0 }
        // snippet.hide
        page.value("blank.pixels", blank.count)
        // snippet.show
        page.check(
            "weights of pixels that are always blank are exactly those of the untrained network",
            (0..<100).allSatisfy { unit in blank.allSatisfy { weights[unit, $0] == untouched[unit, $0] } })
        /*:
         {{blank.pixels}} of 784 pixels are blank throughout. A weight decay would make them white; the network would read the
         same.

         And some squares are noise all over. These units have died: no digit makes them fire, so they pass no gradient
         ([](#chapter:1)), and nothing will wake them. They show the beginning's noise, and little else.
         */
        let firing = classifier.network[0].forward(digits.training.prefix(10_000).inputTensor, .inference)
        let fired = firing.columnMeans
        let silent = (0..<100).filter { fired[flat: $0] == 0 }
        page.show("units that fire for none of the digits: " + silent.map(String.init).joined(separator: ", "))
        // snippet.hide
        page.value("silent.units", silent.count)
        // snippet.show
        /*:
         Counted from 0 at the top left, {{silent.units}} of the hundred are silent. Large steps have their
         price; here it is small, the others suffice.

         ## What excites a unit

         To see what a unit is for, ask which test digits excite it most. For each of six digits, take the unit that tells it best
         from all others: the one whose mean output for this digit exceeds its mean for the rest by the most standard deviations.

         @Excerpt(Chapters/Chapter04_Classifier/FirstLayer.swift, slice: score)
         */
        let outputs = classifier.network[0].forward(digits.test.inputTensor, .inference)
        let chosen = [0, 1, 2, 3, 4, 7].map { digit in
            let scores = (0..<100).map { score(of: $0, for: digit, outputs, classifier.truth) }
            return (digit: digit, unit: scores.indices.max { scores[$0] < scores[$1] }!)
        }
        var (top, all): ([Double], [Double]) = ([], [])
        let rows = try chosen.map { digit, unit in
            let order = classifier.truth.indices.sorted { outputs[$0, unit] > outputs[$1, unit] }
            let count = classifier.truth.count { $0 == digit }
            top.append(Double(order.prefix(100).count { classifier.truth[$0] == digit }) / 100)
            all.append(Double(order.prefix(count).count { classifier.truth[$0] == digit }) / Double(count))
            let largest = images[unit].map { Double(abs($0)) }.max()!
            let scale = ColorScale(.diverging, domain: -largest...largest)
            return [try ImageGrid.Cell(images[unit], width: 28, height: 28, colors: scale)]
                + (try order.prefix(8).map {
                    try ImageGrid.Cell(digits.test.input($0).map { 1 - $0 }, width: 28, height: 28)
                })
        }
        // snippet.hide
        page.figure(
            "exciting-digits",
            caption:
                "The weights of six units of the first layer, each on a scale of its own, and the eight test digits that "
                + "excite it most.",
            alternativeText:
                "Six rows. Each begins with a unit's weights in blue and vermilion, followed by eight digits, "
                + "mostly of one kind.",
            trained: true
        ) {
            ImageGrid(
                rows: rows, rowLabels: chosen.map { "unit \($0.unit)" },
                columnLabels: ["weights"] + (1...8).map { "\($0)." }, imageSize: 56, spacing: 6)
        }
        page.value("exciting.top.worst", top.min()!)
        page.value("exciting.top.best", top.max()!)
        page.value("exciting.all.worst", all.min()!)
        page.value("exciting.all.best", all.max()!)
        // snippet.show
        /*:
         Of the hundred digits that excite such a unit most, {{exciting.top.worst, percent 0}} to
         {{exciting.top.best, percent 0}} are of the kind for which it was chosen. Is it a detector of its digit, then? Let it
         name as many digits as there are of the kind, those that excite it most: only {{exciting.all.worst, percent 0}} to
         {{exciting.all.best, percent 0}} of these are right. It finds some ways of writing a digit, misses others, and is taken
         in by other digits with the same stroke. In the first layer the digits are not apart, but they have begun to part.
         */
    }

    /// By how many standard deviations a unit's mean output for a digit exceeds that for the others.
    private func score(of unit: Int, for digit: Int, _ outputs: Tensor, _ truth: [Int]) -> Double {
        func mean(_ y: [Double]) -> Double { y.reduce(0, +) / Double(max(y.count, 1)) }
        // snippet.score
        let y = truth.indices.map { Double(outputs[$0, unit]) }
        let own = truth.indices.filter { truth[$0] == digit }.map { y[$0] }
        let others = truth.indices.filter { truth[$0] != digit }.map { y[$0] }
        let variance = mean(y.map { $0 * $0 }) - mean(y) * mean(y)
        return (mean(own) - mean(others)) / max(variance, 1e-12).squareRoot()
        // snippet.end
    }
}
