import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

/// Activations far out, where their outputs have rounded to what they tend to.
@Suite struct SaturatedActivationsTests {
    /// The slope that a layer sends back for each preactivation.
    private func slopes(_ activation: any Activation, _ z: [Float]) throws -> [Double] {
        let x = try Tensor(rows: [z])
        let network = try Network(input: z.count) { ActivationLayer(activation) }
        _ = try network.forward(x)
        let alone = try network.backward(Tensor(repeating: 1, shape: x.shape)).values
        // The same within a dense layer, for weights that change nothing.
        let dense = try Network(input: z.count) { Dense(z.count, activation) }
        dense.parameters[0].value = Tensor(shape: [z.count, z.count]) { weights in
            for i in weights.indices { weights[i] = i % (z.count + 1) == 0 ? 1 : 0 }
        }
        _ = try dense.forward(x)
        #expect(try dense.backward(Tensor(repeating: 1, shape: x.shape)).values == alone)
        return alone.map(Double.init)
    }

    /// σ′ = 1/(2 + 2 cosh z), tanh′ = 1/cosh², ELU′ = exp, in Double.
    @Test func slopesKeepTheirDigits() throws {
        let z = (-800...800).map { Float($0) / 10 }
        let curves: [(any Activation, (Double) -> Double)] = [
            (.sigmoid, { 1 / (2 + 2 * cosh($0)) }), (.tanh, { 1 / (cosh($0) * cosh($0)) }),
            (.elu, { $0 < 0 ? exp($0) : 1 }), (.elu(alpha: 0.5), { $0 < 0 ? 0.5 * exp($0) : 1 }),
        ]
        for (activation, curve) in curves {
            for (slope, z) in try zip(slopes(activation, z), z) {
                let right = curve(Double(z))
                // Below 1e-37 a Float has fewer digits.
                #expect(
                    abs(slope - right) <= 1e-6 * right + 1e-44, "\(activation.label)′(\(z)) = \(slope), not \(right)")
            }
        }
    }

    @Test(arguments: [(17, 4.1399377e-8), (18, 1.5229979e-8), (-18, 1.5229979e-8)] as [(Float, Double)])
    func theSlopeOfASaturatedSigmoid(_ z: Float, _ right: Double) throws {
        #expect(try abs(slopes(.sigmoid, [z])[0] / right - 1) < 1e-6)
    }

    /// What a layer sends back is what the function beside it says.
    @Test(arguments: 0..<13)
    func layersAgreeWithTheirDerivatives(_ index: Int) throws {
        guard let activation = allActivations[index] as? any ElementwiseActivation else { return }
        let z = (-170...170).map { Float($0) / 5 }
        for (slope, z) in try zip(slopes(activation, z), z) {
            let right = Double(activation.derivative(z))
            #expect(abs(slope - right) <= 2e-6 * abs(right), "\(activation.label)′(\(z)) = \(slope), not \(right)")
        }
    }

    /// The gradient may be overwritten by the result.
    @Test func inPlace() {
        for activation in allActivations where activation.isElementwise {
            var random = RandomGenerator(seed: 1)
            let (z, g) = (Tensor.normal([1300], using: &random), Tensor.normal([1300], using: &random))
            var (y, apart, inPlace) = (z, Tensor(shape: [1300]), g)
            y.withUnsafeMutableBufferPointer { activation.apply($0) }
            z.withUnsafeBufferPointer { z in
                y.withUnsafeBufferPointer { y in
                    g.withUnsafeBufferPointer { g in
                        apart.withUnsafeMutableBufferPointer {
                            activation.backpropagate(g, preactivation: z, output: y, into: $0)
                        }
                    }
                    inPlace.withUnsafeMutableBufferPointer {
                        activation.backpropagate(UnsafeBufferPointer($0), preactivation: z, output: y, into: $0)
                    }
                }
            }
            #expect(apart == inPlace, "\(activation.label)")
        }
    }

    /// φ and φ′ at ±∞ are their limits, as functions and as kernels.
    @Test func limitsAtInfinity() throws {
        let limits: [(any ElementwiseActivation, below: Float, above: Float, Float, Float)] = [
            (SiLU(), 0, .infinity, 0, 1), (GELU(), 0, .infinity, 0, 1), (Softplus(), 0, .infinity, 0, 1),
            (Sigmoid(), 0, 1, 0, 0), (Tanh(), -1, 1, 0, 0), (ELU(alpha: 2), -2, .infinity, 0, 1),
            (ReLU(), 0, .infinity, 0, 1), (LeakyReLU(slope: 0.5), -.infinity, .infinity, 0.5, 1),
        ]
        for (activation, below, above, slopeBelow, slopeAbove) in limits {
            let name = activation.label
            #expect(activation.value(-.infinity) == below && activation.value(.infinity) == above, "\(name)")
            #expect(activation.derivative(-.infinity) == slopeBelow, "\(name)")
            #expect(activation.derivative(.infinity) == slopeAbove, "\(name)")
            let z = [Float](repeating: -.infinity, count: 9) + [Float](repeating: .infinity, count: 9)
            let network = try Network(input: 18) { ActivationLayer(activation) }
            let y = try network.forward(Tensor(rows: [z])).values
            #expect(y[..<9].allSatisfy { $0 == below } && y[9...].allSatisfy { $0 == above }, "\(name): \(y)")
            let dx = try network.backward(Tensor(repeating: 1, shape: [1, 18])).values
            #expect(dx[..<9].allSatisfy { $0 == slopeBelow } && dx[9...].allSatisfy { $0 == slopeAbove }, "\(name)")
            #expect(activation.value(.nan).isNaN, "\(name)")
        }
    }
}
