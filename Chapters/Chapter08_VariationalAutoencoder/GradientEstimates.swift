import Autoencoders
import ChapterSupport
import Foundation
import Tensors

/// Estimates of the gradient of the negative ELBO of a linear-Gaussian model, with respect to μ and λ, one draw each.
struct GradientEstimates {
    enum Estimator { case reparametrised, scoreFunction }

    /// The mean over the draws and its standard error, for ∂/∂μ₁, …, ∂/∂λ₁, ….
    let mean: [Double]
    let error: [Double]

    private init(
        _ estimator: Estimator, _ model: LinearGaussianModel, _ x: [Double], _ μ: [Double], _ λ: [Double], draws: Int,
        seed: UInt64
    ) {
        var (sums, squares) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
        GradientEstimates.each(estimator, model, x, μ, λ, draws: draws, seed: seed) { g in
            for j in 0..<4 {
                sums[j] += g[j]
                squares[j] += g[j] * g[j]
            }
        }
        let n = Double(draws)
        let mean = sums.map { $0 / n }
        self.mean = mean
        error = mean.indices.map { ((squares[$0] / n - mean[$0] * mean[$0]) / (n - 1)).squareRoot() }
    }

    static func reparametrised(
        _ model: LinearGaussianModel, _ x: [Double], _ μ: [Double], _ λ: [Double], draws: Int, seed: UInt64
    ) -> GradientEstimates {
        GradientEstimates(.reparametrised, model, x, μ, λ, draws: draws, seed: seed)
    }

    static func scoreFunction(
        _ model: LinearGaussianModel, _ x: [Double], _ μ: [Double], _ λ: [Double], draws: Int, seed: UInt64
    ) -> GradientEstimates {
        GradientEstimates(.scoreFunction, model, x, μ, λ, draws: draws, seed: seed)
    }

    /// A thousand estimates of the first component, always the same.
    static func thousand(
        _ estimator: Estimator, _ model: LinearGaussianModel, _ x: [Double], _ μ: [Double], _ λ: [Double]
    ) -> [Double] {
        var estimates: [Double] = []
        each(estimator, model, x, μ, λ, draws: 1_000, seed: 1) { estimates.append($0[0]) }
        return estimates
    }

    private static func each(
        _ estimator: Estimator, _ model: LinearGaussianModel, _ x: [Double], _ μ: [Double], _ λ: [Double], draws: Int,
        seed: UInt64, _ body: ([Double]) -> Void
    ) {
        let sampler = ReparametrisedSampler(codeSize: 2, random: RandomGenerator(seed: seed))
        let (W, c) = (model.W, model.c)
        for start in stride(from: 0, to: draws, by: 10_000) {
            let n = min(10_000, draws - start)
            let head = (μ + λ).map(Float.init)
            let z = sampler.forward(
                Tensor(shape: [n, 4]) { heads in for i in heads.indices { heads[i] = head[i % 4] } })
            // r = f(z) − x and ∂/∂z of ‖x − f(z)‖²/2c, that is Wᵀr/c
            var residuals = [[Double]](repeating: [], count: n)
            var zGradient = Tensor(shape: [n, 2])
            for i in 0..<n {
                let z = [Double(z[i, 0]), Double(z[i, 1])]
                let r = (0..<3).map { W[$0][0] * z[0] + W[$0][1] * z[1] + model.b[$0] - x[$0] }
                residuals[i] = r
                for j in 0..<2 { zGradient[i, j] = Float((0..<3).reduce(0) { $0 + W[$1][j] * r[$1] } / c) }
            }
            switch estimator {
            case .reparametrised:
                // The batch's mean would divide by n: give it n times the gradient.
                let g = sampler.backward(Float(1) * zGradient, beta: Float(n))
                for i in 0..<n { body((0..<4).map { Double(g[i, $0]) }) }
            case .scoreFunction:
                for i in 0..<n {
                    let squares = squaredNorm(residuals[i]) / (2 * c)
                    var g = [Double](repeating: 0, count: 4)
                    for j in 0..<2 {
                        let σ = exp(0.5 * λ[j])
                        let ε = (Double(z[i, j]) - μ[j]) / σ
                        // ∂/∂μ log q = ε/σ and ∂/∂λ log q = ½ (ε² − 1); the relative entropy's part is exact
                        g[j] = squares * ε / σ + μ[j]
                        g[2 + j] = squares * 0.5 * (ε * ε - 1) + 0.5 * (σ * σ - 1)
                    }
                    body(g)
                }
            }
        }
    }
}

/// ∂/∂μ₁ E[½‖Z‖²] for Z from N(μ, I), estimated from one draw.
enum SquareGradient {
    static func variances(codeSize k: Int, draws: Int, seed: UInt64) -> (reparametrised: Double, scoreFunction: Double)
    {
        var random = RandomGenerator(seed: seed)
        let ε = Tensor.normal([draws, k], using: &random)
        var (trick, score) = ([Double](), [Double]())
        for i in 0..<draws {
            var squares = 0.0
            for j in 0..<k {
                let z = 0.5 + Double(ε[i, j])
                squares += 0.5 * z * z
            }
            trick.append(0.5 + Double(ε[i, 0]))
            score.append(squares * Double(ε[i, 0]))
        }
        func variance(_ x: [Double]) -> Double {
            let (_, error) = meanAndError(x)
            return error * error * Double(x.count)
        }
        return (variance(trick), variance(score))
    }
}
