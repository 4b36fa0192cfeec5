import ChapterSupport
import Datasets
import Derivations
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct LectureProgram: Section {
    static let title = "The lecture's program"

    func run(on page: Page) throws {
        /*:
         Everything is at hand: activations, a loss, a way to its gradient, an optimizer. What is left to write of a program
         that reads handwriting? The lecture answers with 27 lines of Python [@roth2020]. Six of them import, one loads
         the digits, and these matter:

         ```python
         classifier = MLP()
         optimizer = Adam(learningRate = 0.1)

         classifier.addLayer(
             Dense(inputDim = 28 * 28, outputDim = 100, activation = ReLU(), optimizer = optimizer)
         )
         classifier.addLayer(
             Dense(inputDim = 100, outputDim = 50, activation = ReLU(), optimizer = optimizer)
         )
         classifier.addLayer(
             Dense(inputDim = 50, outputDim = 10, activation = Softmax(), optimizer = optimizer)
         )

         classifier.train(
             dataset, loss = CrossEntropy(), epochs = 10,
             metrics = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"],
             tensorboard = False, callbacks = {}
         )
         ```

         The same network here:
         */
        let digits = try Digits.load(on: page)
        let classifier = try Network(input: 28 * 28, seed: page.seed) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, .softmax)
        }
        page.show(classifier)
        // snippet.hide
        page.figure(
            "network", caption: "The lecture's classifier, drawn from the network itself.",
            slide: "Code: Training a Classifier",
            alternativeText:
                "Four columns of neurons, all connected to the next: 784 inputs, 100 and 50 with ReLU, and "
                + "10 outputs with softmax.",
            NetworkDiagram(network: classifier))
        // snippet.show
        /*:
         Two things are gone. A layer states its outputs only: that the second takes 100 numbers follows from the first, and
         what follows cannot be contradicted. And layers know no optimizer: how weights change is a matter of training, not of
         the function that the network computes.

         ## How much is there to learn?

         The table's last column is a sum that one should be able to do without a computer.
         */
        page.show(Derivation.parameterCount)
        page.check("the network has as many parameters as derived", classifier.parameterCount, equals: 84_060)
        // snippet.hide
        page.value("classifier.parameters", classifier.parameterCount)
        page.value("classifier.firstLayerShare", Double((784 + 1) * 100) / Double(classifier.parameterCount))
        // snippet.show
        /*:
         There are {{classifier.parameters}} numbers to be found from 60 000 pictures, and
         {{classifier.firstLayerShare, percent 0}} of them stand in the first layer, because it is the one that sees pixels.
         It will pay to look at them later.

         ## Before the first step

         What should an untrained network cost? If it knows nothing, each digit gets $\frac{1}{10}$, and the cross-entropy is
         $\ln 10 = 2.303$. A first loss far above that means that the network does not know nothing: it is sure of something
         false, and has to unlearn it first. It is the cheapest test of a training program, so make it before training.
         */
        let before = try classifier.evaluate(digits.test, loss: .crossEntropy, metrics: [.loss, .accuracy])
        // snippet.hide
        page.value("untrained.loss", before["loss"] ?? 0)
        page.value("untrained.accuracy", before["accuracy"] ?? 0)
        // snippet.show
        page.check("the untrained network is not sure of anything", before["loss"] ?? 0, atMost: 3)
        /*:
         Ours costs {{untrained.loss, fixed 2}} and gets {{untrained.accuracy, percent 0}} right, which is guessing.

         ## What η = 0.1 does

         Now train, first exactly as the program says, $\eta = 0.1$.
         */
        let epochs = page.epochs(quick: 1, lecture: 3, full: 3)
        let overshooting = try TrainedClassifier.network(seed: page.seed)
        let literal = try overshooting.fit(
            digits.training, validation: digits.test, loss: .crossEntropy, optimizer: .adam(learningRate: 0.1),
            epochs: epochs, batchSize: 50, metrics: [.loss, .accuracy], callbacks: [.progressBar])
        let converted = try classifier.fit(
            digits.training, validation: digits.test, loss: .crossEntropy, optimizer: .adam(learningRate: 0.1 / 50),
            epochs: epochs, batchSize: 50, metrics: [.loss, .accuracy], callbacks: [.progressBar])
        // snippet.hide
        page.value("literal.epochs", epochs)
        page.value("literal.testAccuracy", literal.validation(.accuracy).last ?? 0)
        page.value("literal.loss", literal.training(.loss).last ?? 0)
        // snippet.show
        let hidden = try Network(input: 28 * 28) {
            Dense(100, .relu)
            Dense(50, .relu)
        }
        for (mine, its) in zip(hidden.parameters, overshooting.parameters) { mine.value = its.value }
        let outputs = try hidden.predict(digits.test.inputTensor)
        let silent = (0..<50).filter { unit in (0..<outputs.rows).allSatisfy { outputs[$0, unit] == 0 } }
        // snippet.hide
        page.value("literal.silentUnits", silent.count)
        page.value("converted.testAccuracy", converted.validation(.accuracy).last ?? 0)
        // snippet.show
        page.check(
            "divided by the batch size, the lecture's η learns", converted.validation(.accuracy).last ?? 0,
            atLeast: 0.95, from: .lecture)
        /*:
         After {{literal.epochs}} epochs {{literal.testAccuracy, percent 1}} of the test digits are right, at a loss of
         {{literal.loss, fixed 2}}. Adam's step hardly depends on the gradient's length: every parameter moves by about
         $\eta$, whatever the slope ([](#chapter:3) has the bound). A weight of the first layer starts near
         $\sqrt{2/784} = 0.05$; with $\eta = 0.1$ the first step alone is twice that. Such steps throw ReLUs to where they
         never fire again: of the 50 units of the second layer, {{literal.silentUnits}} are silent on all test digits.
         What is left is a constant guess.

         Why, then, do the slides report 98 %? Because the lecture's program divides by the batch size twice: the loss is a mean
         already, and the optimizer divides the step again by 50. Its $\eta = 0.1$ is $0.1/50 = 0.002$ here, and with this it works:
         {{converted.testAccuracy, percent 1}} after {{literal.epochs}} epochs. A step size means nothing without the
         convention of the loss that it belongs to.
         */
    }
}
