import NeuralNetworks
import Tensors

/// A loss as a function of the two hidden weights of NN(x) = σ(4 tanh(w₁x) + 4 tanh(w₂x)).
struct TwoWeights {
    private let network: Network
    private let loss: any Loss
    private let x: Tensor
    private let targets: Tensor
    /// The loss of the teacher itself, which is not 0 for cross-entropy.
    private let floor: Double

    /// The targets are the network's own outputs with the teacher's weights.
    init(_ loss: some Loss, teacher: (Double, Double)) throws {
        network = try Network(input: 1) {
            Dense(2, .tanh, bias: false)
            Dense(1, .sigmoid, bias: false)
        }
        network[1].weights.value = Tensor(repeating: 4, shape: [2, 1])
        self.loss = loss
        x = try Tensor((0..<25).map { -3 + 6 * Float($0) / 24 }, shape: [25, 1])
        Self.set(teacher, in: network)
        targets = try network.predict(x)
        floor = try loss.value(targets, targets: targets)
    }

    private static func set(_ w: (Double, Double), in network: Network) {
        var weights = Tensor(shape: [1, 2])
        weights[0, 0] = Float(w.0)
        weights[0, 1] = Float(w.1)
        network[0].weights.value = weights
    }

    func loss(at w: (Double, Double)) -> Double {
        Self.set(w, in: network)
        // The shapes are this type's own: nothing here can throw.
        return (try? loss.value(network.predict(x), targets: targets)) ?? .nan
    }

    /// The loss less the teacher's.
    func excess(at w: (Double, Double)) -> Double { loss(at: w) - floor }

    /// ∂L/∂w
    func gradient(at w: (Double, Double)) throws -> (Double, Double) {
        Self.set(w, in: network)
        let y = try network.forward(x)
        try network.backward(loss.gradient(y, targets: targets), computing: .parameters)
        let g = network[0].weights.gradient
        return (Double(g[0, 0]), Double(g[0, 1]))
    }

    /// ‖∂L/∂w‖
    func slope(at w: (Double, Double)) throws -> Double {
        let g = try gradient(at: w)
        return (g.0 * g.0 + g.1 * g.1).squareRoot()
    }

    /// The places that steps w ← w − rate ∂L/∂w come through.
    func walk(from start: (Double, Double), steps: Int, rate: Double) throws -> [(Double, Double)] {
        var w = start
        var places = [w]
        for _ in 0..<steps {
            let g = try gradient(at: w)
            w = (w.0 - rate * g.0, w.1 - rate * g.1)
            places.append(w)
        }
        return places
    }
}
