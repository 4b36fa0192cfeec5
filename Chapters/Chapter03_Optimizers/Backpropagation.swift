import Derivations
import NeuralNetworks
import Tensors
import Workbook

struct Backpropagation: Section {
    static let title = "Where do the gradients come from?"

    func run(on page: Page) throws {
        /*:
         Nobody puts the {{network.parameters}} weights of the lecture's classifier on a tape one by one. A whole *layer* is
         one step of the calculation, and its way back is derived once, with vectors and matrices. That is
         backpropagation [@rumelhart1986]. A layer has to know only two things for it: what went in, and the gradient with
         respect to what came out.

         Take a dense layer before its activation. On the blackboard a sample is a column, $y_i = W x_i + b$; let
         $g_i = \partial L/\partial y_i$ be what comes back from above.
         */
        page.show(Derivation.denseBackward)
        /*:
         In the library samples are *rows*, which transposes everything: $Y = XW + b$, and with the rows of $\delta$ for
         the $g_i$ the three lines become

         $$\frac{\partial L}{\partial W} = X^\top \delta, \qquad \frac{\partial L}{\partial b} = \sum_i \delta_i, \qquad
         \frac{\partial L}{\partial X} = \delta\, W^\top, $$ {#eq:backward}

         three sums that matrix products compute for the whole batch at once. This is the layer that trains every network
         of this book:

         @Excerpt(Sources/NeuralNetworks/Layers/Dense.swift, slice: backward)

         The sum over the batch is a plain sum: the $1/B$ of the mean is already in $\delta$, since the *loss* puts it
         there. Nobody divides by it again. (The lecture's code does, see [](#sec:WhyTheNumbersDiffer).)

         Layers are chained by the chain rule; the gradient with respect to a layer's input is what comes back to the
         layer below:
         */
        page.show(Derivation.backpropagation)
        /*:
         ## Trust, but check

         A wrong gradient is a treacherous mistake: training still goes downhill somehow. So every layer of the library has
         to pass a gradient check. Move the weights by $\pm h$ along a direction $u$ and compare

         $$\frac{L(\theta + hu) - L(\theta - hu)}{2h} = u^\top \nabla L(\theta) + O(h^2) $$ {#eq:central}

         with what backpropagation says. First the dense layer against the sums of the derivation, written out as loops:
         */
        page.check(
            "Dense.backward is Σ gᵢxᵢᵀ, Σ gᵢ and Wᵀg, largest difference", try sumsError(seed: page.seed), atMost: 1e-4)
        /*:
         Then whole networks against central differences:
         */
        page.value("network.parameters", try DigitsExperiment.network(seed: page.seed).parameterCount)
        var random = RandomGenerator(seed: page.seed)
        let x = Tensor.normal([5, 6], using: &random)
        var classes = Tensor(shape: [5, 4])
        for row in 0..<5 { classes[row, (3 * row + 1) % 4] = 1 }
        let checks: [(String, GradientCheck)] = [
            (
                "Dense(7, tanh), Dense(4, softmax) with mean squared error",
                try .network(inputs: x, targets: classes, loss: .meanSquaredError) {
                    Dense(7, .tanh)
                    Dense(4, .softmax)
                }
            ),
            (
                "Dense(7, tanh), Dense(4, softmax) with cross-entropy",
                try .network(inputs: x, targets: classes, loss: .crossEntropy) {
                    Dense(7, .tanh)
                    Dense(4, .softmax)
                }
            ),
            (
                "Dense(9, relu), Dense(7, relu), Dense(4, softmax) with cross-entropy",
                try .network(inputs: x, targets: classes, loss: .crossEntropy) {
                    Dense(9, .relu)
                    Dense(7, .relu)
                    Dense(4, .softmax)
                }
            ),
        ]
        page.table(
            "gradient-checks",
            caption: "Backpropagation against central differences, over single weights, inputs and random directions. "
                + "Directions across a kink of ReLU say nothing and are left out.",
            columns: ["network", "directions", "worst relative error"],
            rows: checks.map { [$0.0, String($0.1.comparisons), $0.1.worstError.formatted(.scientific(0))] })
        page.check("all of them pass", checks.allSatisfy(\.1.passed))
        /*:
         And does the check notice a wrong gradient? Here is one: the lecture's published code gives each sample the mean
         error of its *batch*, and uses only the diagonal of the softmax's Jacobian. More about it below.
         */
        let wrong = try GradientCheck.network(inputs: x, targets: classes, loss: BatchSummedError()) {
            Dense(7, .tanh)
            Dense(4, DiagonalSoftmax())
        }
        page.show(wrong.description)
        page.check("the check refuses the lecture's gradient", !wrong.passed)
    }

    /// The gradients of a dense layer against the derivation's sums.
    private func sumsError(seed: UInt64) throws -> Double {
        let (rows, inputs, units) = (4, 3, 2)
        let network = try Network(input: inputs, seed: seed) { Dense(units) }
        var random = RandomGenerator(seed: seed)
        let x = Tensor.normal([rows, inputs], using: &random)
        let g = Tensor.normal([rows, units], using: &random)
        _ = try network.forward(x)
        let dx = try network.backward(g)
        let (W, dW, db) = (network[0].weights.value, network[0].weights.gradient, network[0].biases.gradient)
        var worst: Float = 0
        for k in 0..<units {
            worst = max(worst, abs(db[flat: k] - (0..<rows).reduce(0) { $0 + g[$1, k] }))
            for j in 0..<inputs {
                worst = max(worst, abs(dW[j, k] - (0..<rows).reduce(0) { $0 + x[$1, j] * g[$1, k] }))
            }
        }
        for i in 0..<rows {
            for j in 0..<inputs {
                worst = max(worst, abs(dx[i, j] - (0..<units).reduce(0) { $0 + W[j, $1] * g[i, $1] }))
            }
        }
        return Double(worst)
    }
}
