import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct WhyNonLinearity: Section {
    static let title = "Why a network needs activation functions"

    func run(on page: Page) throws {
        /*:
         A layer multiplies its input by a matrix and adds a vector. Is a network of twenty such layers worth more than one
         layer? Samples are rows, so a layer computes $y = xW + b$, and two of them

         $$(xW_1 + b_1)\,W_2 + b_2 = x\,\underbrace{W_1 W_2}_{W} + \underbrace{b_1 W_2 + b_2}_{b}$$ {#eq:collapse}

         are one layer again. By induction so are twenty. The library's own layers make no exception: here are twenty of
         them, with random weights and biases.
         */
        var random = RandomGenerator(seed: page.seed)
        let deep = try Network(input: 8, seed: page.seed) {
            for _ in 1...20 { Dense(8, .identity) }
        }
        for layer in deep.layers {
            layer.biases.value = .normal([8], using: &random)
        }
        /*:
         Their one matrix can be read off from outside: the input 0 gives $b$, and the unit vector $e_i$ gives row $i$ of
         $W$ plus $b$.
         */
        let b = try deep.predict(Tensor(shape: [1, 8]))
        var unitVectors = Tensor(shape: [8, 8])
        for i in 0..<8 { unitVectors[i, i] = 1 }
        var W = try deep.predict(unitVectors)
        for i in 0..<8 { for j in 0..<8 { W[i, j] -= b[0, j] } }

        let x = Tensor.normal([1000, 8], using: &random)
        let twentyLayers = try deep.predict(x)
        let oneMatrix = try x.times(W)
        var worst = 0.0
        for i in 0..<1000 {
            for j in 0..<8 { worst = max(worst, Double(abs(twentyLayers[i, j] - (oneMatrix[i, j] + b[0, j])))) }
        }
        page.value("linear.parameters", deep.parameterCount)
        page.value("linear.suffice", 8 * 8 + 8)
        page.check("20 layers without activation and the one matrix agree on 1000 random inputs", worst, atMost: 1e-4)
        /*:
         So {{linear.parameters}} parameters do the work of {{linear.suffice}}. Depth buys nothing as long as nothing
         stands between the matrices.

         ## What no matrix can do

         The smallest example is the exclusive or. Every $f(x) = x \cdot w + b$ satisfies
         $f(0,0) + f(1,1) = f(0,1) + f(1,0)$, for both sides are $w_1 + w_2 + 2b$. The exclusive or would need
         $0 + 0 = 1 + 1$. One bend is enough to escape: with $\operatorname{ReLU}(z) = \max(0, z)$,

         $$x_1 \oplus x_2 = |x_1 - x_2| = \operatorname{ReLU}(x_1 - x_2) + \operatorname{ReLU}(x_2 - x_1),$$

         which is a network with two hidden units, written down rather than trained:
         */
        let exclusiveOr = try Network(input: 2, seed: page.seed) {
            Dense(2, .relu)
            Dense(1)
        }
        exclusiveOr[0].weights.value = try Tensor(rows: [[1, -1], [-1, 1]])
        exclusiveOr[1].weights.value = try Tensor(rows: [[1], [1]])
        let truthTable = try exclusiveOr.predict(Tensor(rows: [[0, 0], [0, 1], [1, 0], [1, 1]]))
        page.check("two ReLU units compute the exclusive or exactly", truthTable.values == [0, 1, 1, 0])
        /*:
         ## The same, learnt

         Now let three networks of equal size learn a curve from {{fit.points}} points. Only the function between their
         matrices differs.
         */
        let xs = (0..<64).map { -3 + 6 * Float($0) / 63 }
        let curve: (Float) -> Float = { sin(2 * $0) + 0.4 * $0 }
        let points = try Samples(inputs: Tensor(xs, shape: [64, 1]), targets: Tensor(xs.map(curve), shape: [64, 1]))
        let candidates: [(name: String, activation: any Activation)] = [
            ("identity", .identity), ("ReLU", .relu), ("tanh", .tanh),
        ]
        var fits: [(name: String, y: [Float], error: Double)] = []
        for candidate in candidates {
            let network = try Network(input: 1, seed: page.seed) {
                Dense(16, candidate.activation)
                Dense(16, candidate.activation)
                Dense(1)
            }
            try network.fit(
                points, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.01),
                epochs: page.epochs(quick: 150, lecture: 1000, full: 4000), batchSize: 16)
            let y = try network.predict(Tensor(xs, shape: [64, 1])).values
            let error = zip(y, xs).map { Double(pow($0 - curve($1), 2)) }.reduce(0, +) / 64
            fits.append((candidate.name, y, error.squareRoot()))
        }
        page.value("fit.points", xs.count)
        for fit in fits { page.value("fit.\(fit.name).error", fit.error) }
        page.figure(
            "linear-collapse",
            caption: "Three networks of the same size, trained on the same points. Without an activation "
                + "function three layers can only draw a straight line; with ReLU they draw a polygon, with "
                + "tanh a smooth curve.",
            slide: "Activation Functions",
            alternativeText: "A wave with a rising trend. The network without activation gives a straight "
                + "line through it; the ReLU network follows it with straight pieces, the tanh network "
                + "smoothly.",
            trained: true
        ) {
            Chart(x: "input x", y: "output y") {
                PointMark(x: xs, y: xs.map(curve), series: "data").foregroundStyle(.init(grey: 0.6)).symbolSize(5)
                for fit in fits { LineMark(x: xs, y: fit.y, series: fit.name) }
            }
        }
        page.check(
            "the network without activation is no better than a straight line can be", fits[0].error, atLeast: 0.6)
        /*:
         The straight line misses the points by {{fit.identity.error, fixed 2}} on average (root mean square), the ReLU
         network by {{fit.ReLU.error, fixed 3}}, the tanh network by {{fit.tanh.error, fixed 3}}. Which bend is best is the
         subject of this chapter.
         */
    }
}
