import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct ConfusionMatrix: Section {
    static let title = "What is taken for what?"

    func run(on page: Page) throws {
        /*:
         One accuracy hides everything but a count. Two networks of 98 % may err on quite different digits. So count by what a
         digit is and what it is taken for: $C_{ij}$ is the number of test digits $i$ that are read as $j$. Rows are the truth,
         and the diagonal is right.
         */
        let classifier = try TrainedClassifier.trained(on: page, seed: page.seed)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
        for (truth, predicted) in zip(classifier.truth, classifier.predicted) { counts[truth][predicted] += 1 }

        let diagonal = (0..<10).map { counts[$0][$0] }
        let confusions = (0..<100).map { (true: $0 / 10, read: $0 % 10) }.filter { $0.true != $0.read }
        let worst = confusions.max { counts[$0.true][$0.read] < counts[$1.true][$1.read] }!
        let most = counts[worst.true][worst.read]
        page.check(
            "the trace over the number of digits is the accuracy",
            Double(diagonal.reduce(0, +)) / Double(classifier.truth.count), equals: classifier.testAccuracy,
            within: 1e-9)
        // snippet.hide
        page.value("confusion.mistakes", classifier.mistakes.count)
        page.value("confusion.worst.true", worst.true)
        page.value("confusion.worst.read", worst.read)
        page.value("confusion.worst.count", most)
        page.value("confusion.worst.back", counts[worst.read][worst.true])

        page.figure(
            "confusion",
            caption:
                "The confusion matrix on the test digits. Colours are scaled to the mistakes: the diagonal lies far "
                + "beyond the scale.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "A table of ten by ten counts. The diagonal holds around a thousand each; off it most cells hold "
                + "less than five.",
            trained: true
        ) {
            Chart(x: Axis("read as", grid: false), y: Axis("is", grid: false), size: Size(470, 400)) {
                RectangleMark(
                    matrix: counts,
                    colors: ColorScale(.blues, domain: 0...Double(max(most, 1)), label: "mistakes")
                ) { $0 == 0 ? "" : String(Int($0)) }
            }
        }
        // snippet.show
        /*:
         The most frequent of the {{confusion.mistakes}} mistakes: a {{confusion.worst.true}} read as a
         {{confusion.worst.read}}, {{confusion.worst.count}} times. The other way round it happens {{confusion.worst.back}}
         times; a confusion need not be mutual.

         For each digit there are two different questions. Of those that *are* a 7, how many are read as one? That is the
         *recall* $C_{ii} / \sum_j C_{ij}$, along the row. Of those that are *read* as a 7, how many are one? That is the
         *precision* $C_{ii} / \sum_j C_{ji}$, down the column. A network that answers 7 to everything has a recall of 1 and a
         precision of a tenth.
         */
        let recalls = (0..<10).map { Double(diagonal[$0]) / Double(max(counts[$0].reduce(0, +), 1)) }
        let precisions = (0..<10).map { digit in
            Double(diagonal[digit]) / Double(max(counts.map { $0[digit] }.reduce(0, +), 1))
        }
        // snippet.hide
        page.table(
            "by-digit", caption: "Precision and recall by digit, on the test digits.",
            columns: ["digit", "how many", "recall", "precision"],
            rows: (0..<10).map { digit in
                [
                    "\(digit)", "\(counts[digit].reduce(0, +))", recalls[digit].formatted(.percent(1)),
                    precisions[digit].formatted(.percent(1)),
                ]
            })
        page.value("confusion.hardest", recalls.firstIndex(of: recalls.min()!)!)
        page.value("confusion.hardestRecall", recalls.min()!)
        page.value("confusion.easiest", recalls.firstIndex(of: recalls.max()!)!)
        page.value("confusion.easiestRecall", recalls.max()!)
        // snippet.show
        /*:
         Hardest to recognise is the {{confusion.hardest}} with {{confusion.hardestRecall, percent 1}}, easiest the
         {{confusion.easiest}} with {{confusion.easiestRecall, percent 1}}.
         */
    }
}
