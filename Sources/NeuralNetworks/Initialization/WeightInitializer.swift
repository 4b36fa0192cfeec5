import Tensors

/// How weights begin: random, with the variance that keeps signals and gradients from growing or dying from layer to layer.
///
/// n_in is the number of inputs that a unit sums over, n_out the number of units that an input goes to.
/// Sources: Glorot, Bengio, Understanding the difficulty of training deep feedforward neural networks, AISTATS 2010,
/// equations 12, 16; He et al., Delving deep into rectifiers, ICCV 2015 (arXiv 1502.01852), equation 10.
public enum WeightInitializer: String, Sendable, Codable, CaseIterable {
    /// Var W = 2/(n_in + n_out), uniform: a compromise between keeping signals and keeping gradients.
    case glorotUniform
    /// Var W = 2/(n_in + n_out), normal.
    case glorotNormal
    /// Var W = 2/n_in, uniform: ReLU lets half of the signal's square through, the 2 restores it.
    case heUniform
    /// Var W = 2/n_in, normal.
    case heNormal
    /// Zeros: right for biases; for weights it makes all units of a layer the same for ever.
    case zeros

    /// Var W
    public func variance(fanIn: Int, fanOut: Int) -> Double {
        // snippet.variance
        switch self {
        case .glorotUniform, .glorotNormal: 2 / Double(fanIn + fanOut)
        case .heUniform, .heNormal: 2 / Double(fanIn)
        case .zeros: 0
        }
        // snippet.end
    }

    /// Draws the weights.
    public func fill(
        _ weights: UnsafeMutableBufferPointer<Float>, fanIn: Int, fanOut: Int, random: inout RandomGenerator
    ) {
        let σ = variance(fanIn: fanIn, fanOut: fanOut).squareRoot()
        switch self {
        case .glorotUniform, .heUniform:
            // A uniform number in [−a, a] has variance a²/3.
            let a = Float(3.0.squareRoot() * σ)
            random.fillUniform(weights, in: -a..<a)
        case .glorotNormal, .heNormal:
            random.fillNormal(weights, mean: 0, standardDeviation: Float(σ))
        case .zeros:
            weights.update(repeating: 0)
        }
    }
}
