import ChapterSupport
import Graphics
import NeuralNetworks
import Plotting
import Workbook

struct WhyTheNumbersDiffer: Section {
    static let title = "Why the numbers differ"

    func run(on page: Page) throws {
        /*:
         The slides print 89, 91, 95 and 98 %. The course published its program [@roth2020], which can be run and read. It
         differs from the formulas on the slides in three places that matter here:

         - **The derivative of the mean squared error** first averages the errors $\hat y_i - y_i$ over the batch and
           then hands that one mean to every sample. For a batch of one that is right; for 50 it tells each digit to
           correct the mistakes of the other 49.
         - **The derivative of softmax** is only the diagonal of its Jacobian, $s_j(1 - s_j)$. With the element-wise
           cross-entropy these factors cancel and $\hat y - y$ comes out, which is right. With the mean squared error
           nothing cancels, and the gradient is wrong.
         - **The batch size divides twice**, once in the loss and once more in the step, as the last section said.

         Also, what is printed as test accuracy comes from one random batch of 50 test digits, so that a single number has
         a standard error of 2 to 4 percentage points; and the cross-entropy that is *printed* is the element-wise one,
         while the gradient is that of the categorical one.

         Both faulty derivatives are easily put into our library for a moment, as a loss and an activation of their own:
         */
        let digits = try Digits.load(on: page)
        let epochs = LectureRuns.epochs(on: page)
        func faulty(_ name: String, _ optimizer: some Optimizer) throws -> DigitsExperiment {
            try .run(
                name, loss: BatchSummedError(), optimizer: optimizer, output: DiagonalSoftmax(), digits: digits,
                epochs: epochs, seed: page.seed)
        }
        let faultySGD = try faulty("SGD + MSE", .sgd(learningRate: 1.0 / 50))
        let faultyAdam = try faulty("Adam + MSE", .adam(learningRate: 0.1 / 50))
        /*:
         And to settle the question how $\eta = 0.1$ is to be read, Adam once more with that step size taken literally, with
         right gradients:
         */
        func literal(_ name: String, _ loss: some Loss) throws -> DigitsExperiment {
            try .run(
                name, loss: loss, optimizer: .adam(learningRate: 0.1), digits: digits, epochs: min(epochs, 3),
                seed: page.seed)
        }
        let literalMSE = try literal("Adam + MSE", .meanSquaredError)
        let literalCE = try literal("Adam + CE", .crossEntropy)
        let runs = try LectureRuns.make(on: page)
        let tuned = try LectureRuns.tuned(on: page)
        func percent(_ accuracy: Double) -> String { accuracy.formatted(.percent(1)) }
        page.table(
            "experiment-table",
            caption:
                "Test accuracy after 10 epochs. The slides' numbers are claims; the published program was run as it "
                + "is, three seeds, on all test digits; all other columns are this run's, one seed. Adam at η = 0.1 "
                + "taken literally ran for 3 epochs.",
            columns: [
                "", "slides", "published program, measured", "its gradients in our library", "right gradients, its η",
                "right gradients, η = 0.1 literally", "right gradients, tuned",
            ],
            rows: [
                [
                    "SGD + MSE, η = 1", "89 %", "92.4 to 93.1 %", percent(faultySGD.testAccuracy),
                    percent(runs.sgdMSE.testAccuracy), "", percent(tuned.sgdMSE.testAccuracy),
                ],
                [
                    "Adam + MSE, η = 0.1", "91 %", "9 to 10 % (collapse)", percent(faultyAdam.testAccuracy),
                    percent(runs.adamMSE.testAccuracy), percent(literalMSE.testAccuracy),
                    percent(tuned.adamMSE.testAccuracy),
                ],
                [
                    "SGD + CE, η = 1", "95 %", "96.4 to 96.9 %", "the same as right", percent(runs.sgdCE.testAccuracy),
                    "", percent(tuned.sgdCE.testAccuracy),
                ],
                [
                    "Adam + CE, η = 0.1", "98 %", "96.9 to 97.5 %", "the same as right",
                    percent(runs.adamCE.testAccuracy), percent(literalCE.testAccuracy),
                    percent(tuned.adamCE.testAccuracy),
                ],
            ])
        page.value("faulty.sgd.mse.testAccuracy", faultySGD.testAccuracy)
        page.value("faulty.adam.mse.testAccuracy", faultyAdam.testAccuracy)
        page.value("faulty.adam.mse.bestTestAccuracy", faultyAdam.bestTestAccuracy)
        page.value("literal.adam.mse.testAccuracy", literalMSE.testAccuracy)
        page.value("literal.adam.ce.testAccuracy", literalCE.testAccuracy)
        /*:
         Read it from left to right. With the published gradients and $\eta/50$ our library does what the published program
         does: {{faulty.sgd.mse.testAccuracy, percent 1}} for gradient descent, and Adam with the mean squared error
         climbs to {{faulty.adam.mse.bestTestAccuracy, percent 1}} before it ends at
         {{faulty.adam.mse.testAccuracy, percent 1}}. With cross-entropy, where its gradient is right, Adam's
         {{lecture.adam.ce.testAccuracy, percent 1}} at 0.002 are the published program's; at 0.1 it learns nothing. So
         0.002 is how the slides' 0.1 is to be read. And it was the *gradient* that broke Adam with the mean squared
         error: with the right one, at the same step size, it has {{lecture.adam.mse.bestTestAccuracy, percent 1}} in its
         best epoch and {{lecture.adam.mse.testAccuracy, percent 1}} after the last, and no collapse. The slides' 91 %
         belong to neither; with $\eta = 0.01$ the published program was measured at 94.6 to 95.1 %.

         Curiously, gradient descent suffers hardly at all from its wrong gradient
         ({{faulty.sgd.mse.testAccuracy, percent 1}}, with the right one {{lecture.sgd.mse.testAccuracy, percent 1}}). That is
         the treachery of gradient bugs. Nothing fails; a
         number is a little lower; and a year later somebody concludes that cross-entropy is better than the mean
         squared error.

         ## Two ways to die

         What happens in a collapse? Watch the logits $z$, the softmax's inputs, over the epochs.
         */
        page.figure(
            "collapse",
            caption:
                "The mean over 1000 test digits of the largest |z|, and test accuracy. With the published gradient Adam "
                + "trains, then drives the logits so far out that the softmax returns exact zeros and ones.",
            slide: "Experimental results: MSE",
            alternativeText: "Logit size jumps to thousands in the epoch in which accuracy falls to ten percent.",
            trained: true
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart("Size of the logits", x: "epoch", y: .log("mean of max |z|"), size: Size(300, 210)) {
                    LineMark(
                        y: faultyAdam.logits.map(\.size), from: 0, series: "published gradients, η = 0.002")
                    LineMark(
                        y: runs.adamMSE.logits.map(\.size), from: 0, series: "right gradients, η = 0.002")
                    LineMark(
                        y: literalMSE.logits.map(\.size), from: 0, series: "right gradients, η = 0.1")
                }
                Chart("Test accuracy", x: "epoch", y: .percent("accuracy", domain: 0...1), size: Size(300, 210)) {
                    LineMark(
                        y: faultyAdam.history.validation(.accuracy), from: 0, series: "published gradients, η = 0.002")
                    LineMark(
                        y: runs.adamMSE.history.validation(.accuracy), from: 0, series: "right gradients, η = 0.002")
                    LineMark(
                        y: literalMSE.history.validation(.accuracy), from: 0, series: "right gradients, η = 0.1")
                }
            }
        }
        page.value("collapse.faulty.logits", faultyAdam.logits.last!.size)
        page.value("collapse.faulty.saturated", faultyAdam.logits.last!.saturated)
        page.value("collapse.right.logits", runs.adamMSE.logits.last!.size)
        page.value("collapse.literal.logits", literalMSE.logits.last!.size)
        page.value("collapse.literal.saturated", literalMSE.logits.last!.saturated)
        page.value("collapse.literal.ceLogits", literalCE.logits.last!.size)
        /*:
         A network that learns properly ends with logits of about {{collapse.right.logits, significant 2}}. In the collapsed
         one they are {{collapse.faulty.logits, significant 2}}, and for {{collapse.faulty.saturated, percent 0}} of the
         digits the softmax's output is exactly 0 or 1 in every component. Its Jacobian, $\operatorname{diag}(s) -
         ss^\top$, is then exactly zero, and with it the gradient of the mean squared error. There is no NaN, no warning,
         and no way back: the loss sits on a plateau as flat as the number format allows.

         Right gradients are no insurance. At $\eta = 0.1$, taken literally, every weight moves by 0.1 in the very first
         step, twice the standard deviation with which those of the first layer begin, and Adam + MSE is saturated after one epoch
         ({{collapse.literal.saturated, percent 0}} of the digits, logits of
         {{collapse.literal.logits, significant 2}}, accuracy {{literal.adam.mse.testAccuracy, percent 1}}).
         Cross-entropy cannot die of saturation: its gradient with respect to the logits is $\hat y - y$, of full size
         wherever the answer is wrong. At $\eta = 0.1$ it dies all the same
         ({{literal.adam.ce.testAccuracy, percent 1}}), at the other end of the network: the large steps push the ReLUs
         below zero for every digit, and a dead ReLU has no gradient either. What is left are
         the last layer's biases: the logits are small, {{collapse.literal.ceLogits, significant 2}}, and the same for
         every digit, whatever it shows.
         */
        page.check(
            "with the published gradients Adam + MSE collapses", faultyAdam.testAccuracy, atMost: 0.5, from: .lecture)
        page.check("after having learnt", faultyAdam.bestTestAccuracy, atLeast: 0.9, from: .lecture)
        page.check(
            "with right gradients it does not", runs.adamMSE.testAccuracy, atLeast: 0.95, from: .lecture)
        page.check(
            "with Adam + CE at η = 0.1 the logits differ between digits by at most", literalCE.logits.last!.spread,
            atMost: 0, from: .lecture)
    }
}
