import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct DecisionRegions: Section {
    static let title = "The same network, two losses"

    func run(on page: Page) throws {
        /*:
         Does all this matter once the network has hundreds of weights? Two spirals, {{spirals.samples}} points, are to be
         told apart by a network with two hidden layers of 24 tanh units and a sigmoid. The same weights to begin with, the
         same mini-batches in the same order, the same steps; only the loss differs.
         */
        var random = RandomGenerator(seed: page.seed)
        let training = TwoSpirals(count: 200, noise: 0.03, using: &random)
        let test = TwoSpirals(count: 1000, noise: 0.03, using: &random)
        let samples = try Samples(inputs: training.points, targets: training.labels)
        let unseen = try Samples(inputs: test.points, targets: test.labels)
        let epochs = page.epochs(quick: 40, lecture: 600, full: 1_500)
        let early = max(1, epochs / 5)
        // The plane on which the regions are drawn, point by point.
        let side = 121
        let axis = (0..<side).map { -1.2 + 2.4 * Float($0) / Float(side - 1) }
        let plane = try Tensor(rows: axis.flatMap { y in axis.map { [$0, y] } })
        struct Run {
            var accuracy: [Double]
            /// The probability of class 1 on the plane, early in training.
            var probabilities: [Float]
            /// The first epoch with 95 % of the test points right, and the one from which on they are.
            var first, arrival: Int
        }
        func train(_ loss: some Loss, rate: Double) throws -> Run {
            let network = try Network(input: 2, seed: page.seed) {
                Dense(24, .tanh)
                Dense(24, .tanh)
                Dense(1, .sigmoid)
            }
            var probabilities: [Float] = []
            let history = try network.fit(
                samples, validation: unseen, loss: loss, optimizer: .sgd(learningRate: rate), epochs: epochs,
                batchSize: 20, metrics: [.accuracy],
                callbacks: [
                    .onEpoch { if $0.epoch == early { probabilities = try network.predict(plane).values } }
                ])
            let accuracy = history.validation(.accuracy)
            return Run(
                accuracy: accuracy, probabilities: probabilities,
                first: accuracy.firstIndex { $0 >= 0.95 } ?? epochs + 1,
                arrival: (accuracy.lastIndex { $0 < 0.95 } ?? -1) + 1)
        }
        let rate = 0.1
        let ce = try train(.binaryCrossEntropy, rate: rate)
        let mse = try train(.meanSquaredError, rate: rate)
        /*:
         Equal steps are fair in one sense and unfair in another, for the squared error has the smaller gradients. So each
         loss gets a second chance, with that step size of several which first brings 95 % of the test points to the right
         side and keeps them there.
         */
        let rates = page.choose(
            quick: [0.4, 0.8], lecture: [0.2, 0.4, 0.8, 1.6, 3.2], full: [0.2, 0.4, 0.8, 1.6, 3.2])
        let allCE = try rates.map { ($0, try train(.binaryCrossEntropy, rate: $0)) }
        let allMSE = try rates.map { ($0, try train(.meanSquaredError, rate: $0)) }
        let tunedCE = allCE.min { $0.1.arrival < $1.1.arrival }!
        let tunedMSE = allMSE.min { $0.1.arrival < $1.1.arrival }!
        // snippet.hide
        page.value("spirals.samples", samples.count)
        page.value("spirals.epochs", epochs)
        page.value("spirals.early", early)
        page.value("spirals.rate", rate)
        page.value("spirals.tunedCE.rate", tunedCE.0)
        page.value("spirals.tunedMSE.rate", tunedMSE.0)
        let runs = [
            ("ce", "cross-entropy", ce), ("mse", "squared error", mse),
            ("tunedCE", "cross-entropy, tuned", tunedCE.1), ("tunedMSE", "squared error, tuned", tunedMSE.1),
        ]
        for (key, _, run) in runs {
            page.value("spirals.\(key).early", run.accuracy[early])
            page.value("spirals.\(key).accuracy", run.accuracy.last!)
            page.value("spirals.\(key).arrival", run.arrival)
        }
        func told(_ epoch: Int) -> String { epoch > epochs ? "never" : "\(epoch)" }
        page.table(
            "spiral-rates",
            caption:
                "The first epoch with 95 % of the test points right, and the one from which on they are, by step size.",
            columns: ["η", "cross-entropy, first", "from then on", "squared error, first", "from then on"],
            rows: zip([(rate, ce)] + allCE, [(rate, mse)] + allMSE).map { ce, mse in
                ["\(ce.0)", told(ce.1.first), told(ce.1.arrival), told(mse.1.first), told(mse.1.arrival)]
            })
        page.figure(
            "spirals",
            caption:
                "Early in training (a fifth of the epochs): the probability of the orange class, with either loss at "
                + "the same step size and at its own best one. The line is where the network says ½.",
            slide: "Loss Functions",
            alternativeText: "Four maps of the plane with two interleaved spirals of points, blue and orange. "
                + "Cross-entropy's regions follow the arms; those of the squared error at the same step size do not yet.",
            trained: true
        ) {
            Panels(columns: 2) {
                for (_, name, run) in runs {
                    let probability: (Double, Double) -> Double = { x, y in
                        let i = Int(((x + 1.2) / 2.4 * Double(side - 1)).rounded())
                        let j = Int(((y + 1.2) / 2.4 * Double(side - 1)).rounded())
                        return Double(run.probabilities[j * side + i])
                    }
                    Chart(
                        name, x: .hidden("", domain: -1.2...1.2), y: .hidden("", domain: -1.2...1.2), legend: .hidden,
                        equalUnits: true, size: Size(270, 270)
                    ) {
                        FieldMark(
                            x: -1.2...1.2, y: -1.2...1.2, samples: side, colors: .diverging, domain: -0.25...1.25,
                            probability
                        ).opacity(0.75)
                        ContourMark(x: -1.2...1.2, y: -1.2...1.2, levels: [0], samples: side) { x, y in
                            // The logit is smoother than the probability, and so is its line.
                            let p = min(max(probability(x, y), 1e-6), 1 - 1e-6)
                            return log(p / (1 - p))
                        }
                        .foregroundStyle(Color(grey: 0.1))
                        for label in 0...1 {
                            let arm = training.arm(label)
                            PointMark(x: arm.x, y: arm.y, series: "\(label)").foregroundStyle(Palette.color(label))
                                .symbolSize(3.5)
                        }
                    }
                }
            }
        }
        page.figure(
            "spiral-accuracy",
            caption: "Accuracy on 2000 points that were not used for training.",
            slide: "Loss Functions",
            alternativeText:
                "Four curves of the accuracy over epochs. At the same step size cross-entropy rises first; the "
                + "tuned ones lie close together.",
            trained: true, x: "epoch", y: .percent("test accuracy", domain: 0.4...1), legend: .top, size: Size(460, 290)
        ) {
            for (_, name, run) in runs { LineMark(y: run.accuracy, from: 0, series: name) }
        }
        // snippet.show
        page.check(
            "at the same step size cross-entropy arrives earlier", ce.arrival, atMost: mse.arrival, from: .lecture)
        page.check(
            "a longer step makes up for more than half of the squared error's way", 2 * tunedMSE.1.arrival,
            atMost: mse.arrival, from: .lecture)
        page.check(
            "in the end all four are right", [ce, mse, tunedCE.1, tunedMSE.1].map { $0.accuracy.last! }.min()!,
            atLeast: 0.98, from: .lecture)
        /*:
         At the same step size cross-entropy has 95 % of the unseen points right after {{spirals.ce.arrival}} epochs, the
         squared error after {{spirals.mse.arrival}}. In the end, after {{spirals.epochs}} epochs, they are equals:
         {{spirals.ce.accuracy, percent 1}} and {{spirals.mse.accuracy, percent 1}}.

         And tuned? With its own best step size each loss arrives earlier: cross-entropy at
         $\eta = {{spirals.tunedCE.rate}}$ after {{spirals.tunedCE.arrival}} epochs, the squared error at
         $\eta = {{spirals.tunedMSE.rate}}$ after {{spirals.tunedMSE.arrival}}. So the squared error's slowness on this task was
         little else than the scale of its gradients, for which a longer step makes up. The longest steps of the table even suit
         it better. Where a unit saturates its gradient vanishes, and that forgives; cross-entropy keeps pushing, comes early or
         never, and does not stay. A neuron that is badly saturated on the wrong side, as in [](#sec:SlowLearning), is the
         squared error's worst case, and weights that begin small seldom meet it. "Cross-entropy for classification" is good
         advice. That the squared error could not do it is a legend.
         */
    }
}
