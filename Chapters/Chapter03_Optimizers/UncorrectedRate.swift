import Foundation
import NeuralNetworks

/// η (1 − β₁ᵗ)/√(1 − β₂ᵗ) in step t: what makes Adam step as if it had no bias correction.
struct UncorrectedRate: LearningRate {
    let η, β1, β2: Double
    let stepsPerEpoch: Int

    func rate(at epoch: Double) -> Double {
        let t = (epoch * Double(stepsPerEpoch)).rounded() + 1
        return η * (1 - pow(β1, t)) / (1 - pow(β2, t)).squareRoot()
    }

    func validate() throws {}
}
