import ChapterSupport
import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct WorstMistakes: Section {
    static let title = "Wrong, and sure of it"

    func run(on page: Page) throws {
        /*:
         The loss of one digit is $-\ln y_t$, where $y_t$ is the probability that the network gives to what the digit is. Sort
         the test digits by it. On top stand the mistakes that the network is surest of.
         */
        let digits = try Digits.load(on: page)
        let classifier = try TrainedClassifier.trained(on: page, seed: page.seed)
        let (truth, predicted, y) = (classifier.truth, classifier.predicted, classifier.probabilities)
        let worst = classifier.mistakes.sorted { y[$0, truth[$0]] < y[$1, truth[$1]] }.prefix(24)
        // snippet.hide
        page.figure(
            "worst-mistakes",
            caption:
                "The most expensive mistakes on the test digits. Below each: what it is, what it is taken for, and the "
                + "network's probability for that.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "Rows of digits written oddly: sevens that look like twos, fours with closed tops, and others, "
                + "each with its true and its wrong label and a probability near 100 %.",
            trained: true
        ) {
            try ImageGrid(
                "",
                worst.map { index in
                    try ImageGrid.Cell(
                        digits.test.input(index).map { 1 - $0 }, width: 28, height: 28,
                        caption: "\(truth[index]) → \(predicted[index])  "
                            + y[index, predicted[index]].formatted(.percent(1)))
                }, columns: 8, imageSize: 70, spacing: 8)
        }
        // snippet.show
        /*:
         Some of these nobody could read. Others are plain, and the network is not just wrong but certain. Is that an exception?

         ## What a probability is worth

         Softmax calls its outputs probabilities. If they were, then of all digits read with a confidence of 70 % seven in ten
         would be read right. Put the test digits into bins by confidence, and count.
         */
        let confidence = predicted.indices.map { Double(y[$0, predicted[$0]]) }
        let isRight = predicted.indices.map { predicted[$0] == truth[$0] }
        let edges = [0, 0.5, 0.7, 0.9, 0.99, 0.999, 1]
        var rows: [[String]] = []
        var gap = 0.0
        for (low, high) in zip(edges, edges.dropFirst()) {
            let bin = confidence.indices.filter { confidence[$0] > low && confidence[$0] <= high }
            guard !bin.isEmpty else { continue }
            let mean = bin.reduce(0) { $0 + confidence[$1] } / Double(bin.count)
            let right = Double(bin.count { isRight[$0] }) / Double(bin.count)
            gap += abs(mean - right) * Double(bin.count) / Double(confidence.count)
            rows.append([
                low == 0 ? "up to 50 %" : "\(low.formatted(.significant(3))) to \(high.formatted(.significant(3)))",
                "\(bin.count)", mean.formatted(.percent(1)), right.formatted(.percent(1)),
            ])
        }
        // snippet.hide
        page.table(
            "calibration", caption: "Confidence and truth on the test digits.",
            columns: ["confidence", "digits", "says, on average", "is right"], rows: rows)
        page.figure(
            "confidence",
            caption:
                "How sure the network is when it is right, and when it is wrong: the test digits by the probability of "
                + "what they were read as.",
            alternativeText:
                "Two histograms. Nearly all right readings lie in the last bin, above 95 %. The wrong ones are "
                + "spread over all confidences above 40 %, but a third of them lies in the last bin too.",
            trained: true,
            Panels(columns: 2) {
                histogram("digits read right", confidence.indices.filter { isRight[$0] }.map { confidence[$0] }, 0)
                histogram("digits read wrong", confidence.indices.filter { !isRight[$0] }.map { confidence[$0] }, 1)
            })
        // snippet.show
        let wrong = confidence.indices.filter { !isRight[$0] }
        // snippet.hide
        page.value("calibration.gap", gap)
        page.value("calibration.sureAndWrong", wrong.count { confidence[$0] > 0.99 })
        page.value("calibration.wrong", wrong.count)
        page.value("calibration.meanConfidence", confidence.reduce(0, +) / Double(confidence.count))
        page.value(
            "calibration.meanConfidenceWhenWrong", wrong.reduce(0) { $0 + confidence[$1] } / Double(max(wrong.count, 1))
        )
        // snippet.show
        page.check(
            "on average the network promises more than it keeps",
            confidence.reduce(0, +) / Double(confidence.count), atLeast: classifier.testAccuracy, from: .lecture)
        /*:
         It is no exception. On average the network is {{calibration.meanConfidence, percent 1}} sure, and right in
         {{classifier.testAccuracy, percent 1}} of the cases. Of {{calibration.wrong}} mistakes,
         {{calibration.sureAndWrong}} are made with more than 99 % confidence; when it errs, it is still
         {{calibration.meanConfidenceWhenWrong, percent 0}} sure on average. Over the rows of [](#tab:calibration), weighted by their digits, promise and truth are
         {{calibration.gap, percent 1}} apart. The reason is the training: nearly all training
         digits are read right in the end, and then the loss can still be lowered, by enlarging all logits. So the readings
         stay and the confidence rises. Label smoothing ([](#ex:4.6)) does something about it.
         */
    }

    private func histogram(_ name: String, _ confidences: [Double], _ color: Int) -> Panels.Panel {
        let bins = (0...15).map { 0.25 + 0.05 * Double($0) }
        let shares = zip(bins, bins.dropFirst()).map { low, high in
            Double(confidences.count { $0 > low && $0 <= high }) / Double(max(confidences.count, 1))
        }
        let chart = Chart(
            x: .percent("confidence", domain: 0.25...1), y: .percent("share", domain: 0...1), size: Size(330, 230)
        ) {
            BarMark(edges: bins, y: shares).foregroundStyle(Palette.series[color])
        }
        return Panels.Panel("\(confidences.count) \(name)", chart)
    }
}
