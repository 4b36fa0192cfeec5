import Foundation
import NeuralNetworks
import Tensors

/// Equal dense layers one above the other, as training would find them at its start: signals go up, gradients come down.
struct DeepStack {
    let network: Network
    let activation: any ElementwiseActivation
    let width: Int

    /// - Parameter gain: √(n Var W) for n inputs a unit; nil for the initialisation that the library chooses.
    init(
        depth: Int = 20, width: Int = 100, _ activation: any ElementwiseActivation, gain: Double? = nil, seed: UInt64
    ) throws {
        (self.activation, self.width) = (activation, width)
        network = try Network(input: width, seed: seed) {
            for _ in 0..<depth { Dense(width, activation) }
        }
        guard let gain else { return }
        var random = RandomGenerator(seed: seed)
        for layer in network.layers {
            layer.weights.value = .normal(
                [width, width], standardDeviation: Float(gain / Double(width).squareRoot()), using: &random)
        }
    }

    /// What one batch leaves in every layer, from the first to the last.
    struct Measurement {
        var outputs: [Tensor] = []
        /// √(n Var W · mean φ′(z)²), from the weights and preactivations of the layer; only in detail.
        var predictedFactors: [Double] = []
        /// ‖∂L/∂y‖ for the layer's outputs y, relative to the last layer's.
        var gradients: [Double] = []
        /// ‖∂L/∂W‖ relative to the last layer's; only in detail.
        var weightGradients: [Double] = []

        /// What of the gradient arrives at the outputs of the first layer.
        var arriving: Double { gradients[0] }
        /// How much of the gradient a layer hands down, as a geometric mean.
        var factor: Double { pow(arriving, 1 / Double(gradients.count - 1)) }
        /// How far the outputs of the last layer vary from sample to sample.
        var signal: Double { outputs.last!.spreadOverRows }
    }

    // snippet.measure
    /// Sends a batch of normal inputs up and a normal gradient down.
    func measure(samples: Int = 128, inDetail: Bool = false, seed: UInt64) throws -> Measurement {
        var random = RandomGenerator(seed: ~seed)
        var result = Measurement()
        var y = Tensor.normal([samples, width], using: &random)
        for layer in network.layers {
            if inDetail { result.predictedFactors.append(try predictedFactor(of: layer, input: y)) }
            y = layer.forward(y)
            result.outputs.append(y)
        }
        var gradient = Tensor.normal([samples, width], using: &random)
        for layer in network.layers.reversed() {
            result.gradients.insert(gradient.norm, at: 0)
            gradient = layer.backward(gradient, computing: inDetail ? .all : .inputs)
            if inDetail { result.weightGradients.insert(layer.weights.gradient.norm, at: 0) }
        }
        // snippet.end
        result.gradients = result.gradients.map { $0 / result.gradients.last! }
        result.weightGradients = result.weightGradients.map { $0 / result.weightGradients.last! }
        return result
    }

    private func predictedFactor(of layer: any Layer, input: Tensor) throws -> Double {
        let (W, b) = (layer.weights.value, layer.biases.value)
        let z = try input.times(W)
        var slopes = 0.0
        for i in 0..<z.rows {
            for j in 0..<z.columns {
                let slope = Double(activation.derivative(z[i, j] + b[flat: j]))
                slopes += slope * slope
            }
        }
        // The norm of W is √(n² Var W).
        return W.norm / Double(width).squareRoot() * (slopes / Double(z.count)).squareRoot()
    }
}

extension Tensor {
    /// The Euclidean norm of all elements.
    var norm: Double { sumOfSquares.squareRoot() }

    /// The standard deviation of each column over the rows, as a root mean square over the columns.
    var spreadOverRows: Double {
        let variances = (0..<columns).map { j in
            let column = (0..<rows).map { Double(self[$0, j]) }
            let mean = column.reduce(0, +) / Double(rows)
            return column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
        }
        return (variances.reduce(0, +) / Double(columns)).squareRoot()
    }
}

/// The geometric mean of positive numbers.
func geometricMean(_ numbers: [Double]) -> Double {
    exp(numbers.map { log($0) }.reduce(0, +) / Double(numbers.count))
}
