import ChapterSupport
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct WatchingTraining: Section {
    static let title = "What are callbacks for?"

    func run(on page: Page) throws {
        /*:
         The lecture's program ends with `callbacks = {}`. What could stand there? Whatever wants to know how training goes and
         is no business of the training loop: it calls back after each step and each epoch, and everybody may listen.

         Three listeners at once, over 6 epochs. A *progress bar* tells somebody who waits how long:

         ```text
         █████████████████░░░░░░░░░░░░░ epoch 4/6  loss 0.08127  1.2 s left
         ```

         A *CSV file* keeps the numbers for other programs. A *closure*, for whatever nobody thought of before, counts how
         many test digits are read otherwise than an epoch earlier.
         */
        let digits = try Digits.load(on: page)
        let table = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: table) }
        let images = digits.test.inputTensor
        var verdicts = [Int](repeating: 0, count: images.rows)
        var changes: [Int] = []

        try TrainedClassifier.network(seed: page.seed).fit(
            digits.training.prefix(10_000), validation: digits.test, loss: .crossEntropy,
            optimizer: .adam(learningRate: .cosine(from: 0.003, over: 6)), epochs: 6, batchSize: 50,
            metrics: [.loss, .accuracy],
            callbacks: [
                .progressBar,
                .csv(table),
                .onEpoch { progress in
                    let now = try progress.network.predict(images).rowArgmax
                    changes.append(zip(now, verdicts).filter { $0 != $1 }.count)
                    verdicts = now
                },
            ])
        /*:
         The file, as any spreadsheet reads it (epoch 0 is before training):
         */
        let written = try String(contentsOf: table, encoding: .utf8)
        page.show(written.split(separator: "\n").map { $0.prefix(96) }.joined(separator: "\n"))
        page.check(
            "the file has a header and one row an epoch, from 0", written.split(separator: "\n").count, equals: 8)
        /*:
         And what the closure saw. The first number counts digits that are not taken for a zero.
         */
        page.show("changed verdicts by epoch: " + changes.map(String.init).joined(separator: ", "))
        // snippet.hide
        page.value("closure.second", changes[1])
        page.value("closure.last", changes[5])
        // snippet.show
        /*:
         In the second epoch {{closure.second}} digits change their reading, in the last {{closure.last}}: with $\eta$ near
         zero the network has made up its mind.

         ## When to stop

         A callback may also end training. Give the network only 2 000 digits and all the time it wants. It will know them by
         heart, and from some epoch on that costs more on unseen digits than it gains. Where that happens nobody knows
         beforehand, so let a callback watch the loss on digits that are not trained with, end training when there has been no
         improvement for some epochs, and restore the weights of the best one.
         */
        let few = digits.training.prefix(2_000)
        let watched = digits.split.heldOut.prefix(2_000)
        let patience = 8
        let network = try TrainedClassifier.network(seed: page.seed)
        let stopping = EarlyStopping(.loss, patience: patience)
        let history = try network.fit(
            few, validation: watched, loss: .crossEntropy, optimizer: .adam(learningRate: 0.001),
            epochs: 100, batchSize: 50, callbacks: [stopping])

        let losses = history.validation(.loss)
        let restored = try network.evaluate(watched, loss: .crossEntropy)["loss"] ?? 0
        // snippet.hide
        page.value("early.best", stopping.bestEpoch)
        page.value("early.end", losses.count - 1)
        page.value("early.bestLoss", losses[stopping.bestEpoch])
        page.value("early.lastLoss", losses[losses.count - 1])
        // snippet.show
        page.check("training ended before its 100 epochs", history.stoppedEarly)
        page.check(
            "the network has its best weights again", restored, equals: losses[stopping.bestEpoch], within: 1e-6)
        // snippet.hide
        page.figure(
            "early-stopping",
            caption:
                "Early stopping with a patience of \(patience) epochs. Training goes on learning its digits by "
                + "heart, but the loss on held-out digits has passed its minimum; the weights of that epoch come back.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "The training loss falls to nearly zero; the held-out loss falls, turns, and rises slowly. "
                + "A vertical line marks its minimum.",
            trained: true, x: "epoch", y: Axis("cross-entropy", domain: 0...0.8), legend: .top
        ) {
            LineMark(x: history.epochs, y: history.training(.loss), series: "training")
            LineMark(x: history.epochs, y: losses, series: "held out")
            RuleMark(x: Double(stopping.bestEpoch), label: "best")
            PointMark(x: Double(stopping.bestEpoch), y: losses[stopping.bestEpoch], series: "held out")
        }
        // snippet.show
        /*:
         The best epoch was number {{early.best}}, with a loss of {{early.bestLoss, fixed 3}}. Training ended after
         {{early.end}} instead of 100, at {{early.lastLoss, fixed 3}}, and the network went back.
         */
    }
}
