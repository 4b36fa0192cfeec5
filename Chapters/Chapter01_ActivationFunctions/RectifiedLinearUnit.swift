import Derivations
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct RectifiedLinearUnit: Section {
    static let title = "The rectified linear unit"

    func run(on page: Page) throws {
        /*:
         What is the least that bends? A line with one kink:

         $$\operatorname{ReLU}(x) = \max(0, x).$$ {#eq:relu}
         */
        page.show(Derivation.reluDerivative)
        /*:
         ReLU takes one comparison and no exponential. It does not saturate to the right: an active unit hands the gradient on
         undiminished, however deep the network. And an inactive unit outputs exactly 0, so that a layer's output is sparse.

         @Excerpt(Sources/NeuralNetworks/Activations/ReLU.swift, slice: formula)
         */
        // snippet.hide
        page.figure(
            "relu",
            caption: "ReLU and its derivative. The derivative jumps at 0, where it does not exist; the filled "
                + "point is what the library takes there.",
            slide: "Rectified Linear Unit",
            alternativeText: "ReLU is 0 left of the origin and the diagonal right of it; its derivative jumps "
                + "from 0 to 1."
        ) {
            Chart(x: Axis("x", domain: -3...3), y: Axis(domain: -0.2...3)) {
                graph(of: ReLU(), "ReLU(x)", over: -3...3, kink: true)
                PointMark(x: 0, y: ReLU().derivative(0), series: "derivative")
                PointMark(x: 0, y: 1, series: "derivative").symbol(.ring)
            }
        }
        // snippet.show
        /*:
         ## Not differentiable in 0: does it matter?

         At the kink every slope from 0 to 1 is a *subgradient*: the line with that slope through the origin stays below the
         graph. The library takes 0. To see what hangs on it, write a ReLU that takes whatever it is told. One small
         struct suffices; it also shows how an activation of your own joins the library.
         */
        struct KinkedReLU: ElementwiseActivation {
            let slopeAtZero: Float
            var defaultInitializer: WeightInitializer { .heUniform }
            func value(_ z: Float) -> Float { z < 0 ? 0 : z }
            func derivative(_ z: Float) -> Float { z > 0 ? 1 : z < 0 ? 0 : slopeAtZero }
        }
        /*:
         Now train the same network from the same seed with the slopes 0, ½ and 1 at the kink, and compare the weights in the
         end, bit for bit.
         */
        var random = RandomGenerator(seed: page.seed)
        let x = Tensor.normal([512, 10], using: &random)
        let target = try x.times(.normal([10, 1], using: &random))
        let samples = try Samples(inputs: x, targets: target)
        let epochs = page.epochs(quick: 20, lecture: 100, full: 100)

        func weightsAfterTraining(slopeAtZero: Float) throws -> [Float] {
            let network = try Network(input: 10, seed: page.seed) {
                Dense(64, KinkedReLU(slopeAtZero: slopeAtZero))
                Dense(64, KinkedReLU(slopeAtZero: slopeAtZero))
                Dense(1)
            }
            try network.fit(
                samples, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.002), epochs: epochs, batchSize: 32)
            return network.parameters.flatMap(\.value.values)
        }
        let weights = try weightsAfterTraining(slopeAtZero: 0)
        let differing = try [0.5, 1].map { slope in
            zip(weights, try weightsAfterTraining(slopeAtZero: slope)).count { $0 != $1 }
        }
        page.value("kink.preactivations", epochs * 512 * 128)
        page.value("kink.weights", weights.count)
        page.value("kink.weightsThatDiffer", differing.max()!)
        page.check("the slope at 0 has no influence on any weight", differing.max()!, equals: 0)
        /*:
         Of {{kink.weights}} weights {{kink.weightsThatDiffer}} differ, after {{kink.preactivations}} passes through a kink.
         The point 0 was never hit: a preactivation is a sum of many rounded products, and one number among the billions
         that a sum can be hardly ever comes out. In the language of analysis, the kink is a set of measure zero.

         There is one exception worth knowing. A fresh network has biases of exactly 0, and a sample of zeros (an
         all-black image) then puts *every* first-layer unit exactly on its kink:
         */
        for (name, slope) in [("zero", Float(0)), ("half", 0.5)] {
            let network = try Network(input: 10, seed: page.seed) {
                Dense(64, KinkedReLU(slopeAtZero: slope))
                Dense(1)
            }
            let y = try network.forward(Tensor(shape: [1, 10]))
            try network.backward(Tensor(repeating: 1, shape: y.shape))
            page.value("kink.biasGradient.\(name)", network[0].biases.gradient.norm)
        }
        /*:
         With slope 0 the first layer's biases get a gradient of {{kink.biasGradient.zero}} from it, with slope ½ one of norm
         {{kink.biasGradient.half, fixed 2}}. After the first step on any other sample the biases have moved, and the
         case is gone.

         In favour of ReLU: cheap, sparse, no saturation for $x > 0$. Against it: no gradient at all for $x < 0$, and
         [](#sec:DyingUnits) shows what that can do.
         */
    }
}
