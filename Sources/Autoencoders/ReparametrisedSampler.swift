import Foundation
import NeuralNetworks
import Tensors

/// Draws codes from the encoder's law so that a gradient can pass: z = μ + σ ⊙ ε with ε from N(0, I), and the relative entropy
/// H(N(μ, diag σ²), N(0, I)) with its gradient, in the same pass.
///
/// The encoder gives both heads side by side, [μ | λ] with λ = ln σ²: any number is a valid λ, whereas a variance would have to
/// be kept positive.
///
/// Source: Kingma, Welling, Auto-encoding variational Bayes, ICLR 2014 (arXiv 1312.6114), section 2.4 and appendix B.
public final class ReparametrisedSampler {
    /// k, the size of a code.
    public let codeSize: Int
    /// Σ over the batch of H(N(μ, diag σ²), N(0, I)), from the latest pass.
    public private(set) var divergence = 0.0

    var random: RandomGenerator
    private var heads = Tensor()  // [μ | λ], B × 2k
    private var ε = Tensor()  // B × k
    private var σ = Tensor()
    private var z = Tensor()
    private var gradient = Tensor()  // ∂L/∂[μ | λ]

    /// - Parameters:
    ///   - codeSize: k ≥ 1.
    ///   - random: where ε comes from.
    public init(codeSize: Int, random: RandomGenerator) {
        precondition(codeSize > 0)
        self.codeSize = codeSize
        self.random = random
    }

    /// A sampler that draws from here on what this one would draw.
    func copy() -> ReparametrisedSampler { ReparametrisedSampler(codeSize: codeSize, random: random) }

    /// Lets go of the encoder's output, so that it can be filled again in place.
    public func forget() { heads = Tensor() }

    /// z for a batch of heads [μ | λ], B × 2k; computes ``divergence`` too.
    ///
    /// - Parameter noise: ε, B × k; drawn if nothing is given.
    public func forward(_ heads: Tensor, noise: Tensor? = nil) -> Tensor {
        precondition(heads.columns == 2 * codeSize, "the encoder gives μ and λ side by side")
        let (B, k) = (heads.rows, codeSize)
        self.heads = heads
        if let noise {
            precondition(noise.count == B * k, "there is one ε for each component of each code")
            ε.copy(noise)
        } else {
            ε.reserve([B, k])
            ε.withUnsafeMutableBufferPointer { random.fillNormal($0) }
        }
        σ.reserve([B, k])
        z.reserve([B, k])
        divergence = 0
        heads.withUnsafeBufferPointer { heads in
            ε.withUnsafeBufferPointer { ε in
                σ.withUnsafeMutableBufferPointer { σ in
                    z.withUnsafeMutableBufferPointer { z in
                        for row in 0..<B {
                            divergence += sample(
                                heads.baseAddress! + row * 2 * k, ε.baseAddress! + row * k, σ.baseAddress! + row * k,
                                z.baseAddress! + row * k, k)
                        }
                    }
                }
            }
        }
        return z
    }

    /// ∂L/∂[μ | λ] for the loss L = 1/B Σ (reconstruction + β H).
    ///
    /// - Parameters:
    ///   - zGradient: what reaches the codes through the decoder, ∂L/∂z, B × k.
    ///   - β: the weight of the relative entropy.
    public func backward(_ zGradient: Tensor, beta β: Float) -> Tensor {
        let (B, k) = (heads.rows, codeSize)
        precondition(zGradient.count == B * k, "the gradient is not that of the latest codes")
        gradient.reserve(heads.shape)
        let weight = β / Float(B)
        gradient.withUnsafeMutableBufferPointer { gradient in
            heads.withUnsafeBufferPointer { heads in
                zGradient.withUnsafeBufferPointer { g in
                    ε.withUnsafeBufferPointer { ε in
                        σ.withUnsafeBufferPointer { σ in
                            for row in 0..<B {
                                pullBack(
                                    g.baseAddress! + row * k, heads.baseAddress! + row * 2 * k,
                                    ε.baseAddress! + row * k, σ.baseAddress! + row * k, weight,
                                    gradient.baseAddress! + row * 2 * k, k)
                            }
                        }
                    }
                }
            }
        }
        return gradient
    }
}

/// σ and z of one sample; returns its relative entropy.
private func sample(
    _ heads: UnsafePointer<Float>, _ ε: UnsafePointer<Float>, _ σ: UnsafeMutablePointer<Float>,
    _ z: UnsafeMutablePointer<Float>, _ k: Int
) -> Double {
    let (μ, λ) = (heads, heads + k)
    var H = Lanes.zero
    // snippet.forward
    // σ = exp(½ λ)
    for j in 0..<k { σ[j] = 0.5 * λ[j] }
    Elementwise.exp(σ, σ, k)
    for j in stride(from: 0, to: k, by: 8) {
        let (μ, λ, σ, ε) = (some(μ + j, k - j), some(λ + j, k - j), some(σ + j, k - j), some(ε + j, k - j))
        // z = μ + σ ε
        let codes = μ + σ * ε
        for lane in 0..<min(8, k - j) { z[j + lane] = codes[lane] }
        // H = ½ Σ (μ² + σ² − 1 − λ)
        H += μ * μ + excess(λ, σ * σ)
    }
    // snippet.end
    return 0.5 * Double(H.sum())
}

/// Up to eight numbers, with zeros behind.
@inline(__always)
private func some(_ x: UnsafePointer<Float>, _ count: Int) -> Lanes {
    if count >= 8 { return load(x) }
    var lanes = Lanes.zero
    for lane in 0..<count { lanes[lane] = x[lane] }
    return lanes
}

/// σ² − 1 − λ for λ = ln σ², which is never negative.
@inline(__always)
private func excess(_ λ: Lanes, _ σ2: Lanes) -> Lanes {
    (σ2 - 1 - λ).replacing(with: excessSeries(λ), where: (λ .< 1) .& (λ .> -1))
}

/// σ² − 1 for λ = ln σ².
@inline(__always)
private func lessOne(_ σ2: Lanes, _ λ: Lanes) -> Lanes {
    (σ2 - 1).replacing(with: λ + excessSeries(λ), where: (λ .< 1) .& (λ .> -1))
}

/// e^λ − 1 − λ near λ = 0, where the terms of the formula cancel: λ²/2! + λ³/3! + ... = λ²/2 (1 + λ/3 (1 + λ/4 (...))), up to
/// λ¹³/13!.
@inline(__always)
private func excessSeries(_ λ: Lanes) -> Lanes {
    var series = Lanes(repeating: 1)
    for n in stride(from: Float(13), through: 3, by: -1) { series = 1 + λ * (1 / n) * series }
    return 0.5 * λ * λ * series
}

/// The gradient of one sample; `weight` is β/B.
private func pullBack(
    _ g: UnsafePointer<Float>, _ heads: UnsafePointer<Float>, _ ε: UnsafePointer<Float>, _ σ: UnsafePointer<Float>,
    _ weight: Float, _ gradient: UnsafeMutablePointer<Float>, _ k: Int
) {
    // snippet.backward
    for j in stride(from: 0, to: k, by: 8) {
        let (μ, λ) = (some(heads + j, k - j), some(heads + k + j, k - j))
        let (g, ε, σ) = (some(g + j, k - j), some(ε + j, k - j), some(σ + j, k - j))
        // ∂L/∂μ = ∂L/∂z + β/B μ
        let dμ = g + weight * μ
        // ∂L/∂λ = ∂L/∂z ½ σ ε + β/B ½ (σ² − 1)
        let dλ = 0.5 * (g * σ * ε + weight * lessOne(σ * σ, λ))
        for lane in 0..<min(8, k - j) { (gradient[j + lane], gradient[k + j + lane]) = (dμ[lane], dλ[lane]) }
    }
    // snippet.end
}
