import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct PosteriorCollapse: Section {
    static let title = "What if the code is not worth its price?"

    func run(on page: Page) throws {
        /*:
         The relative entropy is a price on information. Raise it, by a factor $\beta$ before the second term
         [@higgins2017], and the encoder will say less; raise it far enough, and it falls silent: for every picture
         $\tilde F_x = N(0, I)$, the relative entropy is zero, and the decoder, which hears nothing but noise, learns to ignore
         it. That is *posterior collapse*. In the lecture's model the same factor hides in the variance $c$: multiply
         [](#eq:loss) by $c$, and it is $\beta = c$ for squared errors.

         A code of two numbers shows it. Five models, each with its own $\beta$:
         */
        let digits = try Digits.load(on: page)
        let training = digits.training.prefix(page.choose(quick: 1_000, lecture: 15_000, full: 60_000))
        let test = digits.test.prefix(1_000)
        let weights = [0.1, 1, 4, 16, 64]
        func told(_ β: Double) -> String { β < 1 ? "\(β)" : "\(Int(β))" }
        let epochs = page.epochs(quick: 1, lecture: 4, full: 20)
        func untrained(code k: Int) throws -> VariationalAutoencoder {
            try VariationalAutoencoder(input: 28 * 28, code: k, seed: page.seed) {
                Dense(128, .relu)
            } decoder: {
                Dense(128, .relu)
                Dense(28 * 28, .sigmoid)
            }
        }
        let models = try weights.map { β in
            let model = try untrained(code: 2)
            try model.fit(
                training, optimizer: .adam(learningRate: 0.002), epochs: epochs, batchSize: 64, beta: β,
                callbacks: [.progressBar])
            return model
        }
        let bounds = try models.map { try $0.evaluate(test, seed: page.seed) }
        let units = try models.map { try $0.activeUnits(on: test) }
        // snippet.hide
        page.table(
            "collapse",
            caption:
                "Two-number codes trained with different β, on 1 000 test digits, in nats a picture. A unit is active if "
                + "the variance of its mean over the digits exceeds 0.01 [@burda2016].",
            columns: ["β", "relative entropy", "reconstruction", "negative ELBO", "active units"],
            rows: weights.indices.map { i in
                [
                    told(weights[i]), bounds[i].divergence.formatted(.fixed(2)),
                    bounds[i].reconstruction.formatted(.fixed(1)), (-bounds[i].value).formatted(.fixed(1)),
                    "\(units[i].count)",
                ]
            })
        page.figure(
            "collapse",
            caption:
                "The means g(x) of 1 000 test digits by digit, for codes of two numbers trained with different β. The circle "
                + "holds 95 % of F_Z.",
            slide: "Optimization Problem",
            alternativeText:
                "Four scatter diagrams. For β = 0.1 the clusters spread far beyond the circle; for β = 1 they fill it; "
                + "for β = 16 they shrink towards a line or the middle; for β = 64 all points lie in the middle.",
            trained: true,
            try panels {
                try Panels(columns: 4, lettered: false, sharedLegend: true) {
                    for i in [0, 1, 3, 4] {
                        let mean = try models[i].encode(test.inputTensor).mean
                        Panels.Panel(
                            "β = \(told(weights[i]))",
                            Chart(
                                x: Axis("z_1", domain: -4...4), y: Axis("z_2", domain: -4...4), equalUnits: true,
                                size: Size(215, 215)
                            ) {
                                digitMap(mean, labels: digits.testLabels, size: 2.4, opacity: 1, numbered: false)
                                // P(‖Z‖ ≤ r) = 1 − exp(−r²/2) in the plane
                                let r = (-2 * log(0.05)).squareRoot()
                                LineMark(
                                    x: (0...90).map { r * cos(Double($0) * .pi / 45) },
                                    y: (0...90).map { r * sin(Double($0) * .pi / 45) }
                                ).foregroundStyle(Color(grey: 0.35)).lineStyle(width: 1)
                            })
                    }
                }
            })
        page.value("collapse.divergence.1", bounds[1].divergence)
        page.value("collapse.divergence.64", bounds[4].divergence)
        page.value("collapse.reconstruction.1", bounds[1].reconstruction)
        page.value("collapse.reconstruction.64", bounds[4].reconstruction)
        page.value("collapse.bound.01", -bounds[0].value)
        page.value("collapse.bound.1", -bounds[1].value)
        page.value("collapse.active.64", units[4].count)
        // snippet.show
        page.check(
            "the larger β, the less the code says",
            zip(bounds, bounds.dropFirst()).allSatisfy { $0.divergence > $1.divergence },
            from: .lecture)
        page.check("at β = 64 no unit is active", units[4].count, equals: 0, from: .lecture)
        page.check("at β = 1 both are", units[1].count, equals: 2, from: .lecture)
        /*:
         At $\beta = 64$ the code costs {{collapse.divergence.64, significant 1}} nats and no unit is active. The decoder then
         draws the same grey average for everybody, at {{collapse.reconstruction.64, fixed 0}} nats of pixels instead of
         {{collapse.reconstruction.1, fixed 0}}. At $\beta = 0.1$ the code is lavish, the clusters lie farther out than $F_Z$
         reaches, and the negative ELBO, in which $\beta$ does not occur, is {{collapse.bound.01, fixed 1}} instead of
         {{collapse.bound.1, fixed 1}}. A larger $\beta$ than 1 buys order at the price of detail; only $\beta = 1$ is the
         ELBO.

         ## Units that are not needed

         Collapse need not be total. Give the model more room than it can use, a code of 60 numbers, and see which of them the
         decoder listens to.
         */
        let roomy = try untrained(code: 60)
        try roomy.fit(
            training, optimizer: .adam(learningRate: 0.002), epochs: 2 * epochs, batchSize: 64,
            callbacks: [.progressBar])
        let active = try roomy.activeUnits(on: digits.test)
        let order = active.divergences.indices.sorted { active.divergences[$0] > active.divergences[$1] }
        let total = active.divergences.reduce(0, +)
        var (busy, sum) = (0, 0.0)
        while sum < 0.9 * total {
            sum += active.divergences[order[busy]]
            busy += 1
        }
        // snippet.hide
        page.figure(
            "active-units",
            caption:
                "The relative entropy of each component of a code of 60 numbers, in the mean over the test digits, from the "
                + "busiest to the idlest. The blue ones carry 90 % of the sum.",
            slide: "Variational Autoencoder Introduction",
            alternativeText:
                "Sixty bars. The first falls from nearly two nats; from about the thirtieth on they are close to zero.",
            trained: true
        ) {
            Chart(x: "component, by rank", y: Axis("nats a picture"), legend: .hidden, size: Size(560, 250)) {
                for (rank, unit) in order.enumerated() {
                    BarMark(edges: [Double(rank) + 0.6, Double(rank) + 1.4], y: [active.divergences[unit]])
                        .foregroundStyle(Palette.color(rank < busy ? 0 : 1))
                }
            }
        }
        page.value("units.active", active.count)
        page.value("units.busy", busy)
        page.value("units.total", total)
        page.value("units.smallest", active.divergences.min() ?? 0)
        page.value("units.largest", active.divergences.max() ?? 0)
        // snippet.show
        page.check("fewer than half of the components carry 90 % of the nats", busy, atMost: 29, from: .lecture)
        /*:
         Of {{units.total, fixed 1}} nats {{units.busy}} components carry 90 %; the busiest has {{units.largest, fixed 1}}, the
         idlest {{units.smallest, significant 1}}. The usual count, by the variance of the mean [@burda2016], calls
         {{units.active}} of 60 active after this short training: collapse takes its time. But its end is in sight. A component that
         does not earn its price is switched off by the loss itself, its mean goes to 0, its variance to 1, and then it costs
         nothing. So a code that is too long does no harm.
         */
    }
}
