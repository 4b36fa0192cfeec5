import ChapterSupport
import NeuralNetworks
import Tensors
import Workbook

struct Regularisation: Section {
    static let title = "Can it be kept from learning by heart?"

    func run(on page: Page) throws {
        /*:
         With few digits, 84 060 weights are more than enough to know each of them by heart. Two remedies are in every toolbox.
         *Weight decay* takes a small share off every weight in every step, so that only weights that are needed stay large
         [@loshchilov2019]. *Dropout* sets a random share of a layer's outputs to zero in every training step, often a half, so
         that no unit can rely on another being there.

         Train on 2 000 digits for 30 epochs, from several seeds each, and test on all test digits.
         */
        let digits = try Digits.load(on: page)
        let few = digits.training.prefix(2_000)
        let seeds = (0..<UInt64(page.choose(quick: 1, lecture: 3, full: 10))).map { page.seed &+ 200 &+ $0 }
        let epochs = page.epochs(quick: 3, lecture: 30, full: 30)
        let trials: [(name: String, key: String, dropout: Float, decay: Float)] = [
            ("nothing", "plain", 0, 0), ("weight decay 0.5", "strong", 0, 0.5),
            ("dropout 0.2", "dropout", 0.2, 0), ("dropout 0.5", "half", 0.5, 0),
        ]
        var rows: [[String]] = []
        for (name, key, dropout, decay) in trials {
            var measures: [(training: Double, test: Double, loss: Double)] = []
            for seed in seeds {
                let network = try Network(input: 28 * 28, seed: seed) {
                    Dense(100, .relu)
                    if dropout > 0 { Dropout(dropout) }
                    Dense(50, .relu)
                    if dropout > 0 { Dropout(dropout) }
                    Dense(10, .softmax)
                }
                try network.fit(
                    few, loss: .crossEntropy,
                    optimizer: .adamW(
                        learningRate: .cosine(from: 0.003, over: Double(epochs)), weightDecay: decay),
                    epochs: epochs, batchSize: 50)
                let known = try network.evaluate(few, loss: .crossEntropy, metrics: [.accuracy])
                let unseen = try network.evaluate(digits.test, loss: .crossEntropy, metrics: [.loss, .accuracy])
                measures.append((known["accuracy"] ?? 0, unseen["accuracy"] ?? 0, unseen["loss"] ?? 0))
            }
            let n = Double(measures.count)
            let test = measures.reduce(0) { $0 + $1.test } / n
            let loss = measures.reduce(0) { $0 + $1.loss } / n
            page.value("regularised.\(key).accuracy", test)
            page.value("regularised.\(key).loss", loss)
            rows.append([
                name, (measures.reduce(0) { $0 + $1.training } / n).formatted(.percent(1)), test.formatted(.percent(2)),
                loss.formatted(.fixed(3)),
            ])
        }
        // snippet.hide
        page.table(
            "regularisation", caption: "Means over \(seeds.count) seeds after \(epochs) epochs on 2 000 digits.",
            columns: ["remedy", "training accuracy", "test accuracy", "test loss"], rows: rows)
        // snippet.show
        /*:
         Without a remedy the network reads {{regularised.plain.accuracy, percent 1}} of the unseen digits, at a loss of
         {{regularised.plain.loss, fixed 2}}. With a weight decay of 0.5 it is {{regularised.strong.accuracy, percent 1}} and
         {{regularised.strong.loss, fixed 2}}; dropping a fifth, {{regularised.dropout.accuracy, percent 1}} and
         {{regularised.dropout.loss, fixed 2}}. In accuracy these are small gains, in loss the decay's is large: with smaller
         weights the network is less sure, of its mistakes too. A remedy has a dose. Dropping a half, as is often advised,
         leaves 25 of 50 units at work. That is for larger networks: {{regularised.half.accuracy, percent 1}} is less than
         without any remedy.

         The best remedy is none of these. With 60 000 digits instead of 2 000 the same network made
         {{classifier.testAccuracy, percent 1}}: there is nothing like more data.
         */
    }
}
