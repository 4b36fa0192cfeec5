import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct FiveSeeds: Section {
    static let title = "Ten epochs, five seeds"

    func run(on page: Page) throws {
        /*:
         The lecture's network, its batches of 50, its ten epochs and its optimizer, with the schedule just chosen, on all
         training digits:

         @Excerpt(Chapters/Chapter04_Classifier/TrainedClassifier.swift, slice: program)

         A single number would not say much: another seed means other first weights and another order of the digits, hence
         another network. So train five.
         */
        let seeds = (0..<5).map { page.seed &+ $0 }
        let classifiers = try seeds.map { try TrainedClassifier.trained(on: page, seed: $0) }
        // snippet.hide
        page.table(
            "five-seeds",
            caption:
                "The same program from five seeds. Losses and accuracies after the last epoch; those of the training "
                + "set are means over that epoch.",
            columns: ["seed", "training loss", "test loss", "training accuracy", "test accuracy", "mistakes"],
            rows: zip(seeds, classifiers).map { seed, classifier in
                let history = classifier.history
                return [
                    "\(seed)", (history.training(.loss).last ?? 0).formatted(.fixed(4)),
                    (history.validation(.loss).last ?? 0).formatted(.fixed(4)),
                    (history.training(.accuracy).last ?? 0).formatted(.percent(2)),
                    classifier.testAccuracy.formatted(.percent(2)), "\(classifier.mistakes.count)",
                ]
            })
        // snippet.show
        let accuracies = classifiers.map(\.testAccuracy)
        // snippet.hide
        page.value("classifier.testAccuracy", accuracies[0])
        page.value("classifier.medianTestAccuracy", accuracies.sorted()[2])
        page.value("classifier.worstTestAccuracy", accuracies.min() ?? 0)
        page.value("classifier.bestTestAccuracy", accuracies.max() ?? 0)
        page.value("classifier.trainingLoss", classifiers[0].history.training(.loss).last ?? 0)
        page.value("classifier.trainingAccuracy", classifiers[0].history.training(.accuracy).last ?? 0)
        page.value("classifier.testLoss", classifiers[0].history.validation(.loss).last ?? 0)
        page.value(
            "classifier.lossRatio",
            (classifiers[0].history.validation(.loss).last ?? 0) / (classifiers[0].history.training(.loss).last ?? 1))
        // snippet.show
        page.check("every one of the five reads 97.8 %", accuracies.min() ?? 0, atLeast: 0.978, from: .lecture)
        page.check("half of them read 98 %", accuracies.sorted()[2], atLeast: 0.98, from: .lecture)
        /*:
         Between {{classifier.worstTestAccuracy, percent 2}} and {{classifier.bestTestAccuracy, percent 2}}, the middle one at
         {{classifier.medianTestAccuracy, percent 2}}: the lecture's 98 % hold. All that follows looks at the first of the
         five, which has {{classifier.testAccuracy, percent 2}}.

         How did it get there?
         */
        let history = classifiers[0].history
        // snippet.hide
        page.figure(
            "curves",
            caption:
                "Loss and accuracy by epoch, on the training digits (mean over the epoch, while the weights change) and "
                + "on the test digits (after the epoch). The first points are from before training.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "Two charts. Left, on a logarithmic axis, the training loss falls throughout, the test loss "
                + "levels off after a few epochs. Right, the training accuracy approaches 100 %, the test accuracy 98 %.",
            trained: true
        ) {
            Panels(columns: 2) {
                Panels.Panel(
                    "loss",
                    Chart(x: "epoch", y: .log("cross-entropy")) {
                        LineMark(x: history.epochs, y: history.training(.loss), series: "training")
                        LineMark(x: history.epochs, y: history.validation(.loss), series: "test")
                    })
                Panels.Panel(
                    "accuracy",
                    Chart(x: "epoch", y: .percent("accuracy", domain: 0.9...1)) {
                        LineMark(
                            x: history.epochs.dropFirst(), y: history.training(.accuracy).dropFirst(),
                            series: "training")
                        LineMark(
                            x: history.epochs.dropFirst(), y: history.validation(.accuracy).dropFirst(), series: "test")
                    })
            }
        }
        // snippet.show
        /*:
         The two losses part company. On the training digits the loss falls to the end, to
         {{classifier.trainingLoss, significant 2}}, though {{classifier.trainingAccuracy, percent 2}} of them are read right
         by then: where nothing is left to be corrected, the network can still become surer. On the test digits the loss stops
         at {{classifier.testLoss, fixed 3}}, {{classifier.lossRatio, integer}} times as much. Of unseen digits some remain
         wrong, and a mistake made with certainty is expensive. That the test loss does not rise again is due to the schedule:
         the network comes to rest before it is sure of everything. [](#sec:WorstMistakes) shows whom the certainty hits.
         */
    }
}
