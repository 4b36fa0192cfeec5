import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 Extend the library. *Swish* is SiLU with a slope $\beta$ inside, $f(z) = z\,\sigma(\beta z)$: at $\beta = 0$ it is the line
 $z/2$, for $\beta \to \infty$ it tends to ReLU. Write a struct that conforms to `ElementwiseActivation` with `value` and
 `derivative`, and return one from this function. When it works, give it a place in the dot syntax,

 ```swift
 extension Activation where Self == Swish {
     static func swish(slope β: Float) -> Swish { Swish(β: β) }
 }
 ```

 and `Dense(64, .swish(slope: 1.5))` is a layer like any other. The judge compares the derivative with central differences, then
 trains a small network with it.
 */
func swish(slope β: Float) throws -> any ElementwiseActivation {
    throw NotYetSolved("1.5")
}

// What follows asks and judges; there is nothing to be written below this line.

enum SwishExercise: Exercise {
    static let id = "1.5"
    static let title = "Swish, an activation of your own"
    static let hints = [
        "The section on ReLU has a complete activation in six lines, KinkedReLU. Sigmoid().value gives you σ.",
        "The product rule gives f′(z) = σ(βz) + z · (σ(βz))′. Do not forget the inner derivative.",
        "(σ(βz))′ = β σ(βz)(1 − σ(βz)), so f′(z) = σ(βz)(1 + βz(1 − σ(βz))).",
    ]
    static var attempt: (Float) throws -> any ElementwiseActivation { { try swish(slope: $0) } }

    static func check(_ solution: (Float) throws -> any ElementwiseActivation) throws {
        for β in [1, 0, 1.5, 4, -1] as [Float] {
            let f = try solution(β)
            let inputs: [Float] = [0, 1, -1, 2, 0.5, -3, 6]
            try compare(
                over: inputs, tolerance: 1e-5, describe: { "β = \(β) and z = \($0)" },
                expected: { Float(exact(Double($0), Double(β))) }, answer: f.value)
            try compare(
                over: inputs, tolerance: 1e-4, describe: { "the derivative for β = \(β) at z = \($0)" },
                expected: { Float((exact(Double($0) + 1e-5, Double(β)) - exact(Double($0) - 1e-5, Double(β))) / 2e-5) },
                answer: f.derivative)
        }
        try train(with: solution(1.5))
    }

    private static func exact(_ z: Double, _ β: Double) -> Double { z / (1 + exp(-β * z)) }

    /// Learns the parabola from 33 points.
    private static func train(with activation: any ElementwiseActivation) throws {
        let xs = (0..<33).map { -1 + Float($0) / 16 }
        let points = try Samples(
            inputs: Tensor(xs, shape: [33, 1]), targets: Tensor(xs.map { $0 * $0 }, shape: [33, 1]))
        let network = try Network(input: 1, seed: 1) {
            Dense(16, activation)
            Dense(1)
        }
        try network.fit(
            points, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.02), epochs: 200, batchSize: 33)
        let loss = try network.evaluate(points, loss: .meanSquaredError)["loss"]!
        try require(loss < 0.005, "a network of 16 such units learns the parabola only to a loss of \(loss)")
    }
}
