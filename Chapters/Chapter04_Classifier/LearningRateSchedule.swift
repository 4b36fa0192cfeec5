import ChapterSupport
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct LearningRateSchedule: Section {
    static let title = "Which step size, and when?"

    func run(on page: Page) throws {
        /*:
         With a constant step size the weights never come to rest: each batch of 50 pulls another way, and the larger $\eta$,
         the farther. A small $\eta$ rests closer to the minimum but takes longer to get there. One would like both: large
         steps first, small ones last. That is a *schedule*, $\eta$ as a function of time. Here are four.
         */
        let epochs = page.epochs(quick: 1, lecture: 10, full: 10)
        let time = Double(epochs)
        let candidates: [(name: String, η: any LearningRate)] = [
            ("constant 0.003", 0.003),
            ("constant 0.002", 0.002),
            ("constant 0.001", 0.001),
            ("exponential 0.003 to 0.00003", .exponential(from: 0.003, to: 0.000_03, over: time)),
            ("cosine from 0.001", .cosine(from: 0.001, over: time)),
            ("cosine from 0.003", .cosine(from: 0.003, over: time)),
            ("warm-up, cosine from 0.003", .warmUp(over: 0.1 * time, then: .cosine(from: 0.003, over: 0.9 * time))),
        ]
        // snippet.hide
        page.figure(
            "schedules",
            caption:
                "The step size over ten epochs. The cosine falls slowly at first, fast in the middle and gently to its end.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "Four curves of η over epochs: a constant line at 0.003, an exponential that falls steeply at "
                + "once, half a cosine, and a line up to 0.003 in the first epoch followed by half a cosine.",
            x: "epoch", y: Axis("η", domain: 0...0.0033), legend: .top
        ) {
            let shown: [(String, any LearningRate)] = [
                ("constant", 0.003), ("exponential", .exponential(from: 0.003, to: 0.000_03, over: 10)),
                ("cosine", .cosine(from: 0.003, over: 10)),
                ("warm-up and cosine", .warmUp(over: 1, then: .cosine(from: 0.003, over: 9))),
            ]
            for (name, η) in shown {
                LineMark(over: 0...10, series: name) { η.rate(at: $0) }
            }
        }
        // snippet.show
        /*:
         ## Choosing without looking

         Which is best? Not the one with the best score on the test set. Whoever tries many settings and keeps the one that
         scores best on the test digits has fitted the setting to these digits, and their score is no longer an estimate of
         anything. So hold back every sixth training digit, train on the others, and choose by those held back. The test set is
         not touched on the way. Each candidate is tried from two beginnings.
         */
        let (learning, heldOut) = try Digits.load(on: page).split
        let seeds = [page.seed &+ 100, page.seed &+ 101]
        var shares: [String: Double] = [:]
        var rows: [[String]] = []
        for (name, η) in candidates {
            let accuracies = try seeds.map { seed in
                try TrainedClassifier.network(seed: seed).fit(
                    learning, validation: heldOut, loss: .crossEntropy, optimizer: .adam(learningRate: η),
                    epochs: epochs, batchSize: 50, metrics: [.accuracy], callbacks: [.progressBar]
                ).validation(.accuracy).last ?? 0
            }
            shares[name] = accuracies.reduce(0, +) / Double(accuracies.count)
            rows.append([name] + (accuracies + [shares[name]!]).map { $0.formatted(.percent(2)) })
        }
        // snippet.hide
        page.table(
            "schedules",
            caption: "Accuracy on \(heldOut.count) held-out training digits after \(epochs) epochs on the other "
                + "\(learning.count), from two beginnings.",
            columns: ["η", "first", "second", "mean"], rows: rows)
        // snippet.show
        let chosen = "cosine from 0.003"
        let best = shares.values.max() ?? 0
        // snippet.hide
        page.value("heldOut.count", heldOut.count)
        page.value("schedule.chosen", shares[chosen] ?? 0)
        page.value("schedule.constant", shares["constant 0.003"] ?? 0)
        page.value("schedule.best", best)
        // snippet.show
        let error = (best * (1 - best) / Double(heldOut.count)).squareRoot()
        // snippet.hide
        page.value("schedule.standardError", error)
        // snippet.show
        page.check(
            "no schedule is better than the one chosen by more than two standard errors",
            best - (shares[chosen] ?? 0), atMost: 2 * error, from: .lecture)
        page.check(
            "letting η fall is worth something", shares[chosen] ?? 0, atLeast: shares["constant 0.003"] ?? 1,
            from: .lecture)
        /*:
         From the same start, $\eta = 0.003$, falling along a cosine gets {{schedule.chosen, percent 2}} instead of
         {{schedule.constant, percent 2}}. How much of such a difference is luck? A share $p$ of $n$ digits has the standard
         error $\sqrt{p(1-p)/n}$, here {{schedule.standardError, percent 2}}, and a little less where both are judged by the same
         digits: what differs by less cannot be told apart with these. So the table says that $\eta$ should fall, and from a high start; it does not say which of the good
         schedules is the best. From here on we take the simplest of them, the cosine from 0.003, and use all training digits
         again.
         */
    }
}
