import NeuralNetworks
import Tensors
import Workbook

/*:
 He's variance is made for ReLU. For a leaky ReLU, $\varphi(z) = z$ for $z \ge 0$ and $a z$ below, less is lost, and less must be
 put back. Repeat the derivation: for a symmetric $z$, $\mathbb{E}[\varphi(z)^2]$ is what share of $\mathbb{E}[z^2]$? Then draw
 weights from `inputs` to `outputs` units, independent, with mean zero, uniform or normal, so that behind a layer of leaky ReLUs
 with slope $a$ the mean square of the preactivations stays what it was.

 Return `inputs * outputs` numbers, drawn from `random`.
 */
func leakyWeights(inputs: Int, outputs: Int, slope a: Double, using random: inout RandomGenerator) throws -> [Float] {
    throw NotYetSolved("4.5")
}

// What follows asks and judges; there is nothing to be written below this line.

enum LeakyInitialisationExercise: Exercise {
    static let id = "4.5"
    static let title = "Weights for a leaky ReLU"
    static let hints = [
        "Half of the square comes from z > 0 and passes whole. What does the slope do to the other half?",
        "E[φ(z)²] = (1 + a²)/2 · E[z²], and a sum over n inputs gives n · Var W times that. It should be E[z²] again.",
        "Var W = 2 / ((1 + a²) · inputs). A normal law wants its square root as standard deviation; a uniform one on "
            + "[−w, w] has variance w²/3. Tensor.normal([n], standardDeviation: σ, using: &random).values draws n numbers.",
    ]
    typealias Solution = (Int, Int, Double, inout RandomGenerator) throws -> [Float]
    static var attempt: Solution { { try leakyWeights(inputs: $0, outputs: $1, slope: $2, using: &$3) } }

    static func check(_ solution: Solution) throws {
        for (inputs, outputs, slope) in [
            (200, 300, 0.0), (300, 200, 0.0), (200, 300, 0.5), (250, 250, 1.0), (300, 200, 0.2),
        ] {
            let label = "\(inputs) inputs, \(outputs) outputs and slope \(slope)"
            var random = RandomGenerator(seed: 45)
            let weights = try solution(inputs, outputs, slope, &random)
            try require(
                weights.count == inputs * outputs,
                "for \(label): expected \(inputs * outputs) weights, got \(weights.count)")
            let n = Double(weights.count)
            let values = weights.map(Double.init)
            let mean = values.reduce(0, +) / n
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
            let expected = 2 / ((1 + slope * slope) * Double(inputs))
            // Five standard errors, of the mean and of a normal law's variance.
            try require(
                abs(mean) < 5 * (expected / n).squareRoot() * 1.5,
                "for \(label): expected a mean of 0, got \(mean.formatted(.significant(3)))")
            try require(
                abs(variance / expected - 1) < 5 * (2 / n).squareRoot(),
                "for \(label): expected a variance of \(expected.formatted(.significant(4))), got "
                    + variance.formatted(.significant(4)))
            // Neighbours along rows and columns must not know of each other.
            for lag in [1, outputs] {
                let products = (0..<values.count - lag).reduce(0) { $0 + values[$1] * values[$1 + lag] } / n
                try require(
                    abs(products / expected) < 6 / n.squareRoot(),
                    "for \(label): weights \(lag) apart are correlated by \((products / expected).formatted(.fixed(2)))"
                )
            }
            var other = RandomGenerator(seed: 46)
            try require(
                try solution(inputs, outputs, slope, &other) != weights,
                "for \(label): the seeds 45 and 46 give the same weights")
        }
    }
}
