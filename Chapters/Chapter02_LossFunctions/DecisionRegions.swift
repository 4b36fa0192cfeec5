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
        func train(_ loss: some Loss, rate: Double) throws -> (network: Network, history: History) {
            let network = try Network(input: 2, seed: page.seed) {
                Dense(24, .tanh)
                Dense(24, .tanh)
                Dense(1, .sigmoid)
            }
            let history = try network.fit(
                samples, validation: unseen, loss: loss, optimizer: .sgd(learningRate: rate), epochs: epochs,
                batchSize: 20, metrics: [.accuracy])
            return (network, history)
        }
        let rate = 0.1
        let ce = try train(.binaryCrossEntropy, rate: rate)
        let mse = try train(.meanSquaredError, rate: rate)
        /*:
         Equal steps are fair in one sense and unfair in another, for the squared error has the smaller gradients. So it gets a
         second chance, with the best of six step sizes, judged by the test points even:
         */
        let six = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4]
        let rates = page.choose(quick: [0.4, 0.8], lecture: six, full: six)
        let chances = try rates.map { ($0, try train(.meanSquaredError, rate: $0)) }
        let tuned = chances.max { $0.1.history.validation(.accuracy).last! < $1.1.history.validation(.accuracy).last! }!
        // snippet.hide
        page.value("spirals.samples", samples.count)
        page.value("spirals.epochs", epochs)
        page.value("spirals.rate", rate)
        page.value("spirals.tunedRate", tuned.0)
        let runs = [
            ("ce", "cross-entropy", ce), ("mse", "squared error", mse), ("tuned", "squared error, tuned", tuned.1),
        ]
        func firstGood(_ history: History) -> Int {
            history.validation(.accuracy).firstIndex { $0 >= 0.95 } ?? -1
        }
        for (key, _, run) in runs {
            page.value("spirals.\(key).accuracy", run.history.validation(.accuracy).last!)
            page.value("spirals.\(key).epochTo95", firstGood(run.history))
        }
        page.figure(
            "spirals",
            caption: "The probability of the orange class after training with either loss at the same step size, and "
                + "with the squared error at its best one. The line is where the network says ½.",
            slide: "Loss Functions",
            alternativeText: "Three maps of the plane with two interleaved spirals of points, blue and orange. "
                + "Cross-entropy's regions follow the arms; those of the squared error at the same step size do not.",
            trained: true
        ) {
            try Panels(columns: 3) {
                for (_, name, run) in runs {
                    let side = 81
                    let axis = (0..<side).map { -1.2 + 2.4 * Float($0) / Float(side - 1) }
                    let plane = try Tensor(rows: axis.flatMap { y in axis.map { [$0, y] } })
                    let p = try run.network.predict(plane).values
                    let probability: (Double, Double) -> Double = { x, y in
                        let i = Int(((x + 1.2) / 2.4 * Double(side - 1)).rounded())
                        let j = Int(((y + 1.2) / 2.4 * Double(side - 1)).rounded())
                        return Double(p[j * side + i])
                    }
                    Chart(
                        name, x: .hidden("", domain: -1.2...1.2), y: .hidden("", domain: -1.2...1.2), legend: .hidden,
                        equalUnits: true, size: Size(270, 270)
                    ) {
                        FieldMark(
                            x: -1.2...1.2, y: -1.2...1.2, samples: side, colors: .diverging, domain: -0.25...1.25,
                            probability
                        ).opacity(0.75)
                        ContourMark(x: -1.2...1.2, y: -1.2...1.2, levels: [0.5], samples: side, probability)
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
            alternativeText: "Three curves of the accuracy over epochs; cross-entropy's rises first.",
            trained: true, x: "epoch", y: .percent("test accuracy", domain: 0.4...1), legend: .top, size: Size(460, 290)
        ) {
            for (_, name, run) in runs { LineMark(y: run.history.validation(.accuracy), from: 0, series: name) }
        }
        // snippet.show
        /*:
         RESULT
         */
    }
}
