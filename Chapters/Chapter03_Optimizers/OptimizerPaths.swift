import Foundation
import NeuralNetworks
import Plotting
import Workbook

struct OptimizerPaths: Section {
    static let title = "One step size for all directions?"

    func run(on page: Page) throws {
        /*:
         Gradient descent forgets everything after each step. Its relatives remember something, and what they remember
         answers one of two complaints.

         **"I zigzag."** A gradient that changes its sign in every step should cancel out, one that keeps it should add
         up. *Momentum* [@polyak1964] therefore moves by a velocity that collects gradients and slowly forgets them:

         @Excerpt(Sources/NeuralNetworks/Optimizers/Momentum.swift, slice: step)

         *Nesterov's* variant [@nesterov1983] takes the gradient where the velocity is about to carry the parameters,
         so it brakes before the bend and not in it:

         @Excerpt(Sources/NeuralNetworks/Optimizers/Nesterov.swift, slice: step)

         **"My directions differ in scale."** A large gradient does not call for a large step: in the valley above it is
         largest where steps must be shortest. So divide it by its own size, for each parameter separately. *AdaGrad*
         [@duchi2011] divides by the root of the sum of all squares so far,

         @Excerpt(Sources/NeuralNetworks/Optimizers/AdaGrad.swift, slice: step)

         which never shrinks, so that the steps die out, sometimes long before the goal. *RMSProp* [@hinton2012]
         forgets old squares and stays awake:

         @Excerpt(Sources/NeuralNetworks/Optimizers/RMSProp.swift, slice: step)

         *Adam* [@kingma2015], the lecture's choice, does both at once: momentum's mean $m_t$ over RMSProp's root mean
         square $\sqrt{v_t}$, with two divisions by $1 - \beta^t$ that the next section is about:

         @Excerpt(Sources/NeuralNetworks/Optimizers/Adam.swift, slice: step)

         Let them race. A race is fair only if everyone may choose his own step size: each rule gets the best of a grid
         of {{paths.gridSize}} step sizes, judged by the mean of the loss over the {{paths.steps}} steps, so that arriving
         early counts.
         */
        let steps = 80
        let grid = (0...64).map { pow(10, -3 + Double($0) / 16) }
        page.value("paths.gridSize", grid.count)
        page.value("paths.steps", steps)
        func race(_ landscape: Landscape) throws -> [(rule: Rule, η: Double, descent: Descent)] {
            try Rule.allCases.map { rule in
                try grid.map { (rule, $0, try landscape.path(of: rule.optimizer($0), steps: steps)) }
                    .min { $0.2.score < $1.2.score }!
            }
        }
        func panels(_ landscape: Landscape, _ results: [(rule: Rule, η: Double, descent: Descent)]) -> Panels {
            Panels(columns: 3) {
                results.map { rule, η, descent in
                    landscape.chart(
                        "\(rule.name), η = \(η.formatted(.significant(2)))", descent, color: rule.color, shown: steps)
                }
            }
        }
        let valley = try race(.valley(0.5, 10))
        page.figure(
            "paths-valley",
            caption: "Eighty steps of each rule, at its best step size, in the valley of condition number 20. Momentum "
                + "overshoots and swings; AdaGrad and RMSProp, which divide by the gradient's size, head for the "
                + "minimum almost straight; Adam has something of both.",
            slide: "Optimizer", alternativeText: "Six contour plots of an elongated valley, each with a path.",
            panels(.valley(0.5, 10), valley))
        /*:
         The valley lies along the axes, and a rule that scales each *parameter* sees exactly the scales it needs: that is
         a present. Rosenbrock's curved valley gives no presents. Its steep direction turns as one walks.
         */
        let rosenbrock = try race(.rosenbrock)
        page.figure(
            "paths-rosenbrock",
            caption:
                "The same rules in Rosenbrock's curved valley, f = (1 − θ₁)² + 10 (θ₂ − θ₁²)². The cross marks the "
                + "minimum.",
            slide: "Optimizer", alternativeText: "Six contour plots of a curved valley, each with a path.",
            panels(.rosenbrock, rosenbrock))
        let worst = Descent.threshold
        page.table(
            "paths-table",
            caption: "Steps until the loss has fallen to a thousandth of what it was at the start, for good (— if "
                + "\(steps) steps are too few), and the best step size.",
            columns: ["rule", "valley: steps", "η", "Rosenbrock: steps", "η"],
            rows: zip(valley, rosenbrock).map { a, b in
                [
                    a.rule.name, a.descent.arrival.map(String.init) ?? "—", a.η.formatted(.significant(2)),
                    b.descent.arrival.map(String.init) ?? "—", b.η.formatted(.significant(2)),
                ]
            })
        for (rule, _, descent) in valley {
            page.check("\(rule.name) gets down the valley", descent.lowest / descent.values[0], atMost: worst)
        }
        /*:
         No rule wins everywhere. AdaGrad races down the valley, thanks to its present; where the direction turns it is among
         the slow. RMSProp is soon near the minimum and never quite there: its steps keep the length $\eta$ however small
         the gradient, so it dances around the goal until somebody lowers $\eta$. (Momentum and Nesterov keep the usual
         $\mu = 0.9$ here; with $\mu$ tuned, too, they would do better in a valley as mild as this.)

         What the scaled rules really offer is something else. They do not care about the *size* of the gradient: multiply the loss by a
         thousand and Adam's path stays what it was, up to $\epsilon$, while gradient descent explodes. And where
         gradients are tiny they need not be stuck. Near a saddle the way out begins with a gradient of almost zero:
         */
        page.figure(
            "saddle-escape",
            caption:
                "Started a thousandth beside the ridge of a saddle, all with η = 0.05. Gradient descent has to wait "
                + "until the tiny gradient along the way out has grown, by a factor 1 + η a step; the rules "
                + "that divide by the gradient's size leave at once.",
            alternativeText: "Distance from the ridge over steps for six rules; RMSProp, Adam and AdaGrad rise first.",
            x: "step", y: "distance from the ridge |θ_2|"
        ) {
            for rule in Rule.allCases {
                let descent = try Landscape.saddle.path(of: rule.optimizer(0.05), steps: 160)
                LineMark(y: descent.y.map(abs), from: 0, series: rule.name).foregroundStyle(rule.color)
            }
        }
        let slow = try stepsToLeave(.gradientDescent)
        let fast = try stepsToLeave(.adam)
        page.value("saddle.gradientDescent", slow)
        page.value("saddle.adam", fast)
        /*:
         Half-way out, at $|\theta_2| = \tfrac12$, gradient descent arrives after {{saddle.gradientDescent}} steps, Adam
         after {{saddle.adam}}.
         */
        page.check("Adam leaves the saddle before gradient descent", fast < slow)
        /*:
         And a loss in other units, the valley's a thousand times as large? Gradient descent would need a step size a thousand
         times smaller. Adam walks the same path, but for $\epsilon$ and rounding.
         */
        let plain = try Landscape.valley(0.5, 10).path(of: Adam(learningRate: 0.1), steps: 100)
        let steep = try Landscape.valley(500, 10_000).path(of: Adam(learningRate: 0.1), steps: 100)
        let distance = zip(plain.x + plain.y, steep.x + steep.y).map { abs($0 - $1) }.max()!
        page.check("a loss 1000 times as large moves Adam's path by at most", distance, atMost: 1e-3)
    }

    private func stepsToLeave(_ rule: Rule) throws -> Int {
        try Landscape.saddle.path(of: rule.optimizer(0.05), steps: 1000).y.firstIndex { abs($0) > 0.5 } ?? 1000
    }

}

extension Descent {
    /// The share of the first loss at which a descent has arrived.
    fileprivate static let threshold = 1e-3

    fileprivate var score: Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return mean.isFinite ? mean : .infinity
    }

    fileprivate var lowest: Double { values.filter(\.isFinite).min() ?? .infinity }

    /// The step from which on the loss stays below a thousandth of the first.
    fileprivate var arrival: Int? {
        guard let last = values.lastIndex(where: { !($0 <= Self.threshold * values[0]) }) else { return 0 }
        return last + 1 < values.count ? last + 1 : nil
    }
}
