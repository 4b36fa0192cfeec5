import NeuralNetworks
import Tensors

/// Compares two images by what a trained network sees in them, instead of pixel by pixel: the loss of a deep feature consistent
/// variational autoencoder.
///
/// With Φ(x)ˡ the output of layer l of the network, of Hₗ × Wₗ pixels with Cₗ channels,
/// ℓ(x, x̂) = w Σₗ 1/(2 Cₗ Wₗ Hₗ) ‖Φ(x)ˡ − Φ(x̂)ˡ‖².
/// The network stays as it is. The paper uses VGG-19 with w = 1 and β = ½; features of another network have another scale, so
/// w is explicit: ``init(network:layers:weight:name:)`` takes it, ``calibrated(_:layers:nats:on:name:)`` finds it.
/// This is no law of images: the bound that comes with it is not one on a likelihood.
///
/// A network is blind to some patterns, and a decoder that is judged by its features alone may draw them. With a variance c,
/// the loss is ℓ(x, x̂) + ‖x − x̂‖²/2c, which keeps the pixels near.
///
/// Source: Hou, Shen, Sun, Qiu, Deep feature consistent variational autoencoder, WACV 2017 (arXiv 1610.00291), section 3.2.
public struct FeaturePerceptualLoss: Loss {
    public let name: String
    /// Φ, a copy, so that losses of one network can serve several trainings at a time.
    public let network: Network
    /// Which layers of the network are compared, counted from 0.
    public let layers: [Int]
    /// w
    public let weight: Double
    /// c, if pixels are compared too.
    public let pixelVariance: Double?

    /// - Parameters:
    ///   - network: Φ, trained; its input has the samples' shape.
    ///   - layers: some of its layers, counted from 0, in increasing order.
    ///   - weight: w > 0.
    ///   - pixelVariance: c > 0 if pixels are to be compared too.
    ///   - name: how tables call it.
    /// - Throws: `NetworkError` if there are no such layers, or if w or c is not a positive number.
    public init(
        network: Network, layers: [Int], weight: Double = 1, pixelVariance: Double? = nil,
        name: String = "feature-perceptual"
    ) throws {
        guard !layers.isEmpty, layers.allSatisfy(network.layers.indices.contains),
            zip(layers, layers.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw NetworkError.invalid(
                "the layers to compare must be some of 0 to \(network.layers.count - 1) in increasing order, but are \(layers)"
            )
        }
        guard weight > 0, weight.isFinite else {
            throw NetworkError.invalid("the weight of a feature-perceptual loss must be a number > 0, but is \(weight)")
        }
        if let c = pixelVariance, !(c > 0 && c.isFinite) {
            throw NetworkError.invalid("the pixels' variance must be a number > 0, but is \(c)")
        }
        (self.network, self.layers, self.weight, self.name) = (try network.copy(), layers, weight, name)
        self.pixelVariance = pixelVariance
    }

    /// The loss whose weight makes the features of two different samples so many nats apart, in the mean over neighbours in the
    /// list.
    ///
    /// - Parameters:
    ///   - nats: the loss between two samples, > 0.
    ///   - samples: at least two, of the network's input shape, in random order.
    ///   - pixelVariance: c > 0 if pixels are to be compared too.
    /// - Throws: as ``init(network:layers:weight:name:)``; `NetworkError` if there are too few samples or all look the same.
    public static func calibrated(
        _ network: Network, layers: [Int], nats: Double, on samples: Tensor, pixelVariance: Double? = nil,
        name: String = "feature-perceptual"
    ) throws -> FeaturePerceptualLoss {
        guard samples.rows > 1 else { throw NetworkError.shape("a distance needs at least two samples") }
        let plain = try FeaturePerceptualLoss(network: network, layers: layers)
        let n = samples.rows - 1
        let distance = try plain.value(samples.rows(0..<n), targets: samples.rows(1..<n + 1))
        return try FeaturePerceptualLoss(
            network: network, layers: layers, weight: nats / distance, pixelVariance: pixelVariance, name: name)
    }

    public func value(_ y: Tensor, targets x: Tensor) throws -> Double {
        try checkShapes(y, x)
        // In pieces, since each layer of the network keeps its outputs.
        var sum = 0.0
        for start in stride(from: 0, to: y.rows, by: 32) {
            let piece = start..<min(start + 32, y.rows)
            sum += Double(piece.count) * (try differentiate(y.rows(piece), x.rows(piece), gradient: nil))
        }
        return sum / Double(y.rows)
    }

    public func gradient(_ y: Tensor, targets x: Tensor) throws -> Tensor {
        try checkShapes(y, x)
        var gradient = Tensor()
        _ = try evaluate(y, targets: x, gradient: &gradient)
        return gradient
    }

    public func evaluate(_ y: Tensor, targets x: Tensor, gradient: inout Tensor) throws -> Double {
        try checkShapes(y, x)
        gradient.reserve(y.shape)
        return try gradient.withUnsafeMutableBufferPointer { try differentiate(y, x, gradient: $0) }
    }

    /// The loss in the mean over the batch, and if wanted its gradient.
    private func differentiate(
        _ y: Tensor, _ x: Tensor, gradient: UnsafeMutableBufferPointer<Float>?
    ) throws -> Double {
        let B = Double(y.rows)
        var sum = 0.0
        // snippet.loss
        // Φ(x)ˡ, kept while the network looks at x̂
        let wanted = try network.outputs(ofLayers: layers, for: x, .inference)
        let seen = try network.outputs(ofLayers: layers, for: y, gradient == nil ? .inference : .frozen)
        var gradients: [Tensor] = []
        for (φ, target) in zip(seen, wanted) {
            // w/(2 C W H) ‖Φ(x̂)ˡ − Φ(x)ˡ‖², and its gradient w/(C W H) (Φ(x̂)ˡ − Φ(x)ˡ), in the mean over the batch
            let share = weight / Double(φ.columns)
            let difference = try φ - target
            sum += share / 2 * difference.sumOfSquares
            if gradient != nil { gradients.append(Float(share / B) * difference) }
        }
        // snippet.end
        if let gradient {
            // snippet.gradient
            // Back through the network to the pixels of x̂; no weight is touched.
            let ẏ = try network.backward(gradients, fromLayers: layers)
            // snippet.end
            ẏ.withUnsafeBufferPointer { gradient.baseAddress!.update(from: $0.baseAddress!, count: $0.count) }
        }
        guard let c = pixelVariance else { return sum / B }
        // + ‖x̂ − x‖²/2c, and its gradient (x̂ − x)/c
        let difference = try y - x
        if let gradient {
            let share = Float(1 / (c * B))
            difference.withUnsafeBufferPointer { e in for i in e.indices { gradient[i] += share * e[i] } }
        }
        return (sum + difference.sumOfSquares / (2 * c)) / B
    }
}
