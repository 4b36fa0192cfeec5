import Datasets
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct DyingUnits: Section {
    static let title = "Units that die"

    func run(on page: Page) throws {
        /*:
         A ReLU unit that is off for *every* sample of the data gets no gradient from any, so its weights never change
         again, and it stays off. It is dead. What kills it, how often does it happen, and do LeakyReLU and ELU prevent it?
         Handwritten digits are the test: the first {{dying.digits}} of MNIST, a network 784–64–64–10, plain gradient
         descent in batches of 50.
         */
        let digits = try MNIST(directory: page.dataDirectory).training
            .prefix(page.choose(quick: 300, lecture: 2000, full: 10_000)).reshaped(to: [784])
        let epochs = page.epochs(quick: 2, lecture: 5, full: 10)
        page.value("dying.digits", digits.count)
        page.value("dying.epochs", epochs)

        func network(_ activation: any ElementwiseActivation, bias: Float = 0, seed: UInt64) throws -> Network {
            let network = try Network(input: 784, seed: seed) {
                Dense(64, activation)
                Dense(64, activation)
                Dense(10, .softmax)
            }
            for layer in network.layers.prefix(2) { layer.biases.value = Tensor(repeating: bias, shape: [64]) }
            return network
        }
        /*:
         A unit counts as dead if its slope $\varphi'(z)$ is below 1/1000 for every single digit. For ReLU this means
         never on; ELU can meet it too, far out on the left.
         */
        func dead(_ network: Network, _ activation: any ElementwiseActivation) throws -> Double {
            var x = digits.inputTensor
            var count = 0
            for layer in network.layers.prefix(2) {
                let (W, b) = (layer.weights.value, layer.biases.value)
                let z = try x.times(W)
                for j in 0..<64 {
                    let isDead = (0..<z.rows).allSatisfy { activation.derivative(z[$0, j] + b[flat: j]) < 1e-3 }
                    count += isDead ? 1 : 0
                }
                x = layer.forward(x, .inference)
            }
            return Double(count) / 128
        }
        /*:
         ## Death by learning rate

         One step that is too large can throw a unit's bias and weights so far that no digit reaches it any more. So train at
         learning rates from mild to reckless.
         */
        let rates = page.choose(
            quick: [0.1, 0.5, 1.5], lecture: [0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.3, 1.6, 2],
            full: [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.6, 2])
        let subjects: [(name: String, activation: any ElementwiseActivation)] = [
            ("ReLU", ReLU()), ("LeakyReLU, ε = 0.01", LeakyReLU(slope: 0.01)), ("ELU", ELU()),
        ]
        struct Outcome {
            var dead: [Double] = []
            var accuracy: [Double] = []
        }
        let trials = page.choose(quick: 1, lecture: 3, full: 5)
        func outcome(_ activation: any ElementwiseActivation, rate: Double, bias: Float = 0) throws -> Outcome {
            var outcome = Outcome()
            for k in 0..<trials {
                let network = try network(activation, bias: bias, seed: page.seed &+ UInt64(k))
                do {
                    try network.fit(
                        digits, loss: .crossEntropy, optimizer: .sgd(learningRate: rate), epochs: epochs, batchSize: 50)
                    outcome.dead.append(try dead(network, activation))
                    let metrics = try network.evaluate(digits, loss: .crossEntropy, metrics: [.accuracy])
                    outcome.accuracy.append(metrics["accuracy"]!)
                } catch NetworkError.diverged {
                    // What has no finite weights gets no digit right, and has no units to count.
                    outcome.accuracy.append(0)
                }
            }
            return outcome
        }
        func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

        let byRate = try subjects.map { subject in try rates.map { try outcome(subject.activation, rate: $0) } }
        // snippet.hide
        page.figure(
            "dying-by-rate",
            caption: "Dead hidden units (a) and accuracy on the training digits (b) after \(epochs) "
                + "epochs of gradient descent, by learning rate; means over \(trials) networks. One that diverges counts as 0 % right and "
                + "has no units to count.",
            slide: "Leaky Rectified Linear Unit",
            alternativeText: "Left: the share of dead ReLU units rises steeply with the learning rate; "
                + "LeakyReLU has none, ELU's jumps up first. Right: the accuracy of all three falls to chance or "
                + "to nothing at large rates, ELU's first.",
            trained: true
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart("dead units", x: .log("learning rate"), y: .percent("share of hidden units", domain: 0...1)) {
                    for (subject, outcomes) in zip(subjects, byRate) {
                        LineMark(x: rates, y: outcomes.map { mean($0.dead) }, series: subject.name)
                            .lineStyle(subject.name.hasPrefix("Leaky") ? .dashed : .solid)
                    }
                }
                Chart("accuracy", x: .log("learning rate"), y: .percent("training digits", domain: 0...1)) {
                    for (subject, outcomes) in zip(subjects, byRate) {
                        LineMark(x: rates, y: outcomes.map { mean($0.accuracy) }, series: subject.name)
                            .lineStyle(subject.name.hasPrefix("Leaky") ? .dashed : .solid)
                    }
                }
            }
        }
        // snippet.show
        let (half, worst) = (rates.firstIndex(of: 0.5)!, rates.count - 1)
        page.value("dying.trials", trials)
        page.value("dying.largestRate", rates[worst])
        for (key, outcomes) in zip(["relu", "leaky", "elu"], byRate) {
            page.value("dying.\(key).half.accuracy", mean(outcomes[half].accuracy))
            page.value("dying.\(key).worst.accuracy", mean(outcomes[worst].accuracy))
            page.value("dying.\(key).worst.diverged", trials - outcomes[worst].dead.count)
        }
        page.value("dying.relu.half.dead", mean(byRate[0][half].dead))
        page.value("dying.elu.half.dead", mean(byRate[2][half].dead))
        page.value("dying.relu.mostDead", byRate[0].flatMap(\.dead).max()!)
        page.check("some ReLU network loses most of its units", byRate[0].flatMap(\.dead).max()!, atLeast: 0.5)
        page.check("no unit of LeakyReLU is ever dead", byRate[1].flatMap(\.dead).max()!, atMost: 0)
        /*:
         ReLU units die as foretold: {{dying.relu.half.dead, percent 0}} of them at rate 0.5, up to
         {{dying.relu.mostDead, percent 0}} beyond. LeakyReLU's never do. Yet look at panel (b): it saves nothing. At rate
         {{dying.largestRate}} ReLU is right on {{dying.relu.worst.accuracy, percent 0}} of the digits, which is guessing; and of
         {{dying.trials}} LeakyReLU networks {{dying.leaky.worst.diverged}} have left the finite numbers altogether. A dead unit
         is at least a brake. ELU, often named as the cure, fares worst: at rate 0.5 its exponential has
         flattened {{dying.elu.half.dead, percent 0}} of the units and it is down to
         {{dying.elu.half.accuracy, percent 0}}, where ReLU still has {{dying.relu.half.accuracy, percent 0}} *with* its dead
         units. Dead units are a symptom of too large steps, not the disease. The cure is a smaller step.

         ## Death by bias

         Where the cure works is in bringing back units that are off. Start all hidden biases at a negative number, so
         that most units are off from the beginning, and train at the mild rate 0.1.
         */
        let biases: [Float] = page.choose(
            quick: [0, -2, -4], lecture: [0, -0.5, -1, -1.5, -2, -2.5, -3, -3.5, -4, -5],
            full: [0, -0.5, -1, -1.5, -2, -2.5, -3, -3.5, -4, -4.5, -5, -6])
        let patients: [(name: String, activation: any ElementwiseActivation)] =
            subjects + [("LeakyReLU, ε = 0.2", LeakyReLU(slope: 0.2))]
        let byBias = try patients.map { patient in
            try biases.map { try outcome(patient.activation, rate: 0.1, bias: $0) }
        }
        // snippet.hide
        page.figure(
            "dying-by-bias",
            caption: "The same networks, started with negative biases and trained at rate 0.1. A ReLU network that "
                + "starts dead stays dead, and LeakyReLU with ε = 0.01 lies on top of it; ELU comes back from biases "
                + "of −2, LeakyReLU with ε = 0.2 at least in part.",
            slide: "Leaky Rectified Linear Unit",
            alternativeText: "Accuracy against the initial bias: ReLU and LeakyReLU with slope 0.01 fall to chance "
                + "at −1, ELU holds out to about −2, LeakyReLU with slope 0.2 declines slowly.",
            trained: true
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart(
                    "dead units", x: "initial bias of hidden units", y: .percent("share of hidden units", domain: 0...1)
                ) {
                    for (patient, outcomes) in zip(patients, byBias) {
                        LineMark(x: biases, y: outcomes.map { mean($0.dead) }, series: patient.name)
                            .lineStyle(patient.name.hasPrefix("Leaky") ? .dashed : .solid)
                    }
                }
                Chart("accuracy", x: "initial bias of hidden units", y: .percent("training digits", domain: 0...1)) {
                    for (patient, outcomes) in zip(patients, byBias) {
                        LineMark(x: biases, y: outcomes.map { mean($0.accuracy) }, series: patient.name)
                            .lineStyle(patient.name.hasPrefix("Leaky") ? .dashed : .solid)
                    }
                }
            }
        }
        // snippet.show
        let atMinus2 = biases.firstIndex(of: -2)!
        for (key, outcomes) in zip(["relu", "leaky001", "elu", "leaky02"], byBias) {
            page.value("revived.\(key).accuracy", mean(outcomes[atMinus2].accuracy))
        }
        page.value("revived.relu.dead", mean(byBias[0][atMinus2].dead))
        page.check("a ReLU network started at −2 stays dead", mean(byBias[0][atMinus2].dead), atLeast: 0.9)
        /*:
         With biases of −2, {{revived.relu.dead, percent 0}} of the ReLU units are dead and stay so: accuracy
         {{revived.relu.accuracy, percent 0}}. ELU comes back to {{revived.elu.accuracy, percent 0}}, LeakyReLU with slope 0.2
         to {{revived.leaky02.accuracy, percent 0}} so far. With the customary slope 0.01 LeakyReLU is no better than ReLU,
         {{revived.leaky001.accuracy, percent 0}}: through two layers a hundredth becomes a ten-thousandth, and
         {{dying.epochs}} epochs are far too few. “Doesn't vanish for $x < 0$” is true of the derivative and, at
         $\varepsilon = 0.01$, of little use to the unit.
         */
    }
}
