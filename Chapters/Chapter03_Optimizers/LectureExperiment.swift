import Graphics
import NeuralNetworks
import Plotting
import Workbook

struct LectureExperiment: Section {
    static let title = "The lecture's experiment"

    func run(on page: Page) throws {
        /*:
         Two optimizers, two losses, four combinations: the lecture trains a network 784–100–50–10 with ReLU, ReLU and
         softmax on MNIST, 10 epochs in batches of 50, and shows eight curves. Here they are again, from the library's
         gradients, on all 60 000 digits, tested on all 10 000.

         The step sizes need care. The slides say $\eta = 1$ for gradient descent and $\eta = 0.1$ for Adam. The
         program behind them, however, takes the gradient of the *mean* loss, which contains $1/B$, and then multiplies
         the step by $\eta/B$ once more, with $B = 50$. For gradient descent
         that is a step size of

         $$\frac{\eta}{B} = \frac{1}{50} = 0.02 $$

         in our convention. And for Adam? Dividing the *gradient* by $B$ would change nothing, as $\hat m/\sqrt{\hat v}$
         does not care about scale: only $\epsilon$ would have to become $B\epsilon$. But that program divides the *step*
         $\eta\,\hat m/(\sqrt{\hat v} + \epsilon)$, and there the factor stays: its Adam has the step size
         $0.1/50 = 0.002$, twice the usual default, and $\epsilon$ as it is. We can tell the two readings apart by trying
         both; the next section does. The eight panels take 0.02 and 0.002.
         */
        let runs = try LectureRuns.make(on: page)
        page.figure(
            "experiment-mse",
            caption:
                "Mean squared error at the slides' step sizes, converted. Training curves are means over the batches "
                + "of an epoch, while the weights change; test curves are taken after the epoch, from all test digits.",
            slide: "Experimental results: MSE",
            alternativeText: "Four panels: loss and accuracy over ten epochs for SGD and for Adam with MSE.",
            trained: true, Self.panels([runs.sgdMSE, runs.adamMSE]))
        page.figure(
            "experiment-ce",
            caption:
                "Cross-entropy at the slides' step sizes, converted. Adam's training loss keeps falling long after "
                + "the test loss has stopped: it learns the training digits by heart.",
            slide: "Experimental results: CE",
            alternativeText: "Four panels: loss and accuracy over ten epochs for SGD and for Adam with cross-entropy.",
            trained: true, Self.panels([runs.sgdCE, runs.adamCE]))
        page.value("lecture.sgd.mse.testAccuracy", runs.sgdMSE.testAccuracy)
        page.value("lecture.adam.mse.testAccuracy", runs.adamMSE.testAccuracy)
        page.value("lecture.sgd.ce.testAccuracy", runs.sgdCE.testAccuracy)
        page.value("lecture.adam.ce.testAccuracy", runs.adamCE.testAccuracy)
        page.value("lecture.adam.mse.bestTestAccuracy", runs.adamMSE.bestTestAccuracy)
        page.value("lecture.adam.ce.bestTestAccuracy", runs.adamCE.bestTestAccuracy)
        /*:
         Gradient descent with the mean squared error crawls ({{lecture.sgd.mse.testAccuracy, percent 1}} of the test
         digits right after the last epoch), with cross-entropy it walks ({{lecture.sgd.ce.testAccuracy, percent 1}}):
         [](#chapter:2) explains why a squared error behind a softmax learns slowly. Adam hardly notices the loss
         (its best epochs reach {{lecture.adam.mse.bestTestAccuracy, percent 1}} and
         {{lecture.adam.ce.bestTestAccuracy, percent 1}}), because it divides the smaller gradient by its own size. But
         its curves are restless: after the tenth epoch the test accuracies happen to be
         {{lecture.adam.mse.testAccuracy, percent 1}} and {{lecture.adam.ce.testAccuracy, percent 1}}. At a constant step
         size Adam never comes to rest, since near the minimum its steps do not get shorter as gradients do.

         ## With step sizes chosen on purpose

         Is gradient descent worse, then? It was only slow: $\eta = 0.02$ is far from its limit. Give each combination a
         good step size and let it end softly, along half a cosine from there to zero over the ten epochs:
         */
        let tuned = try LectureRuns.tuned(on: page)
        page.figure(
            "experiment-tuned",
            caption: "Test error of the four combinations with tuned step sizes that fall to zero along a cosine: "
                + "gradient descent with η from 1 (MSE) and 0.2 (CE), Adam from 0.002.",
            slide: "Experimental results: CE",
            alternativeText: "Test error over ten epochs for four combinations, all ending near two percent.",
            trained: true, x: Axis("epoch", ticks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
            y: .log("share of test digits misread")
        ) {
            for run in tuned.all {
                LineMark(y: run.history.validation(.accuracy).dropFirst().map { 1 - $0 }, series: run.name)
            }
        }
        page.value("tuned.sgd.mse.testAccuracy", tuned.sgdMSE.testAccuracy)
        page.value("tuned.adam.mse.testAccuracy", tuned.adamMSE.testAccuracy)
        page.value("tuned.sgd.ce.testAccuracy", tuned.sgdCE.testAccuracy)
        page.value("tuned.adam.ce.testAccuracy", tuned.adamCE.testAccuracy)
        for run in tuned.all {
            page.check("\(run.name), tuned: test accuracy", run.testAccuracy, atLeast: 0.97, from: .lecture)
        }
        /*:
         All four arrive at about the same place: {{tuned.sgd.mse.testAccuracy, percent 1}} and
         {{tuned.sgd.ce.testAccuracy, percent 1}} for gradient descent, {{tuned.adam.mse.testAccuracy, percent 1}} and
         {{tuned.adam.ce.testAccuracy, percent 1}} for Adam. (Step sizes and schedule were chosen by looking at test
         digits, so a little of that is luck; [](#chapter:4) does not.) The lecture's ranking is a ranking of step sizes.
         */
    }

    /// Loss and accuracy of two runs, lettered as on the slides.
    private static func panels(_ runs: [DigitsExperiment]) -> Panels {
        let epochs = Array(runs[0].history.epochs.dropFirst())
        let size = Size(300, 210)
        let epochAxis = Axis("epoch", ticks: [1, 2, 4, 6, 8, 10])
        return Panels(columns: 2) {
            runs.flatMap { run -> [any Figure] in
                [
                    Chart("Loss: \(run.name)", x: epochAxis, y: "loss", size: size) {
                        LineMark(x: epochs, y: Array(run.trainingLoss.dropFirst()), series: "train")
                        LineMark(x: epochs, y: Array(run.testLoss.dropFirst()), series: "test")
                    },
                    Chart(
                        "Accuracy: \(run.name) (\(run.testAccuracy.formatted(.percent(1))))", x: epochAxis,
                        y: .percent("accuracy"), size: size
                    ) {
                        LineMark(x: epochs, y: Array(run.history.training(.accuracy).dropFirst()), series: "train")
                        LineMark(x: epochs, y: Array(run.history.validation(.accuracy).dropFirst()), series: "test")
                    },
                ]
            }
        }
    }
}
