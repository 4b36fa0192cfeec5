import NeuralNetworks
import Tensors

/// Compares the gradient of a formula on the tape, with respect to all weights of some networks, with central differences.
func gradientCheck(of networks: [Network], seed: UInt64 = 1, _ formula: (Tape) throws -> Variable) throws
    -> GradientCheck
{
    let parameters = networks.flatMap(\.parameters)
    var random = RandomGenerator(seed: seed)
    // Biases begin at zero, where a mistake could hide.
    for parameter in parameters {
        parameter.value = try parameter.value + Tensor.normal(parameter.shape, standardDeviation: 0.1, using: &random)
    }
    let tape = Tape()
    try tape.differentiate(formula(tape), for: networks)
    let gradient = parameters.flatMap(\.gradient.values)
    return try GradientCheck(
        of: { θ in
            var position = 0
            for parameter in parameters {
                parameter.value = try Tensor(Array(θ[position..<position + parameter.count]), shape: parameter.shape)
                position += parameter.count
            }
            tape.reset()
            return try formula(tape).number
        }, gradient: gradient, at: parameters.flatMap(\.value.values), seed: seed)
}

/// The largest difference of two tensors, relative to the larger of the second's largest number and 1e-3.
func distance(_ a: Tensor, _ b: Tensor) -> Double {
    guard a.count == b.count else { return .infinity }
    let size = b.values.reduce(1e-3) { max($0, abs($1)) }
    return zip(a.values, b.values).reduce(0) { max($0, Double(abs($1.0 - $1.1) / size)) }
}
