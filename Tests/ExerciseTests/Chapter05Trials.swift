import Foundation
import Tensors
import Workbook

@testable import Chapter05_PCA

let chapter05Trials: [ExerciseTrial] = [
    .distanceToALine, .subtractTheMean, .howManyComponents, .powerIteration, .wideComponent, .mergeCovariances,
]

// MARK: 5.1 How far from the line?

extension ExerciseTrial {
    private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    private static func minus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

    static let distanceToALine = ExerciseTrial(
        DistanceToALineExercise.self,
        solution: { x, μ, u in
            let y = minus(x, μ)
            return dot(y, y) - dot(y, u) * dot(y, u)
        },
        wrong: [
            WrongTrial(
                "forgets the mean", { x, _, u in dot(x, x) - dot(x, u) * dot(x, u) },
                says: "for x = [1, 1], μ = [0, 3], u = [0.6, 0.8]: expected 4, got 0.04"),
            WrongTrial(
                "does not square the length along the line",
                { x, μ, u in
                    let y = minus(x, μ)
                    return dot(y, y) - dot(y, u)
                }, says: "for x = [3, 2], μ = [0, 0], u = [1, 0]: expected 4, got 10"),
            WrongTrial(
                "gives what is kept", { x, μ, u in dot(minus(x, μ), u) * dot(minus(x, μ), u) },
                says: "for x = [0, 2], μ = [0, 0], u = [1, 0]: expected 4, got 0"),
            WrongTrial(
                "adds", { x, μ, u in dot(minus(x, μ), minus(x, μ)) + dot(minus(x, μ), u) * dot(minus(x, μ), u) },
                says: "for x = [3, 2], μ = [0, 0], u = [1, 0]: expected 4, got 22"),
            WrongTrial(
                "takes the root",
                { x, μ, u in
                    let y = minus(x, μ)
                    return max(0, dot(y, y) - dot(y, u) * dot(y, u)).squareRoot()
                }, says: "for x = [0, 2], μ = [0, 0], u = [1, 0]: expected 4, got 2"),
        ])
}

// MARK: 5.2 Nearly centred

extension ExerciseTrial {
    /// Sums all samples, divides by their number plus `divisor`, and moves those in the range of `moved`.
    private static func centring(
        divisor: Int = 0, _ moved: @escaping @Sendable (Int) -> Range<Int> = { 0..<$0 }
    ) -> ([[Double]]) throws -> [[Double]] {
        { samples in
            var x = samples
            let μ = x[0].indices.map { j in x.reduce(0) { $0 + $1[j] } / Double(x.count + divisor) }
            for i in moved(x.count) { for j in μ.indices { x[i][j] -= μ[j] } }
            return x
        }
    }

    static let subtractTheMean = ExerciseTrial(
        SubtractTheMeanExercise.self, solution: centring(),
        wrong: [
            WrongTrial(
                "is the published one", centring(divisor: -1) { 1..<max(1, $0 - 1) },
                says: "for the samples [[3]]: expected [[0]], got [[3]]"),
            WrongTrial(
                "repairs the divisor only", centring { 1..<max(1, $0 - 1) },
                says: "for the samples [[3]]: expected [[0]], got [[3]]"),
            WrongTrial(
                "starts at 1", centring { 1..<$0 }, says: "for the samples [[3]]: expected [[0]], got [[3]]"),
            WrongTrial(
                "ends before the last", centring { 0..<max(0, $0 - 1) },
                says: "for the samples [[3]]: expected [[0]], got [[3]]"),
            WrongTrial(
                "divides by one less, unless there is one",
                { try $0.count == 1 ? centring()($0) : centring(divisor: -1)($0) },
                says: "for the samples [[1], [3]]: expected [[-1], [1]], got [[-3], [-1]]"),
            WrongTrial(
                "has one mean for all columns",
                { samples in
                    let all = samples.flatMap(\.self)
                    let mean = all.reduce(0, +) / Double(all.count)
                    return samples.map { $0.map { $0 - mean } }
                }, says: "for the samples [[1, 0], [3, 8]]: expected [[-1, -4], [1, 4]], got [[-2, -3], [0, 5]]"),
        ])
}

// MARK: 5.3 How many components for a share?

extension ExerciseTrial {
    private static func counting(
        _ isEnough: @escaping @Sendable (_ sum: Double, _ goal: Double) -> Bool, from start: Int = 0
    ) -> ([Double], Double) throws -> Int {
        { variances, share in
            let total = variances.reduce(0, +)
            return (start...variances.count).first { isEnough(variances.prefix($0).reduce(0, +), share * total) }
                ?? variances.count
        }
    }

    static let howManyComponents = ExerciseTrial(
        HowManyComponentsExercise.self, solution: counting { $0 >= $1 },
        wrong: [
            WrongTrial(
                "wants more than the share", counting { $0 > $1 },
                says: "for the variances [4] and the share 0.0: expected 0, got 1"),
            WrongTrial(
                "counts from 1", counting({ $0 >= $1 }, from: 1),
                says: "for the variances [4] and the share 0.0: expected 0, got 1"),
            WrongTrial(
                "gives the last one's place", { try max(0, counting { $0 >= $1 }($0, $1) - 1) },
                says: "for the variances [4] and the share 0.25: expected 1, got 0"),
            WrongTrial(
                "looks at each variance alone",
                { variances, share in
                    let total = variances.reduce(0, +)
                    return variances.count { $0 >= share * total }
                }, says: "for the variances [4] and the share 0.0: expected 0, got 1"),
            WrongTrial(
                "adds up deviations",
                { variances, share in
                    try counting { $0 >= $1 }(variances.map { $0.squareRoot() }, share)
                }, says: "for the variances [3, 1] and the share 0.75: expected 1, got 2"),
        ])
}

// MARK: 5.4 Power iteration and deflation

extension ExerciseTrial {
    static let powerIteration = ExerciseTrial(
        PowerIterationExercise.self, solution: Power(),
        wrong: [
            WrongTrial(
                "does not scale", Power(length: { _ in 1 }),
                says: "for step with Σ = [[2, 0], [0, 1]] and u = [1, 0]: expected [1, 0], got [2, 0]"),
            WrongTrial(
                "divides by the sum", Power(length: { $0.reduce(0, +) }),
                says: "for step with Σ = [[2, 0], [0, 1]] and u = [1, 2]: expected [0.707107, 0.707107], got [0.5, 0.5]"
            ),
            WrongTrial(
                "forgets the root", Power(length: { $0.reduce(0) { $0 + $1 * $1 } }),
                says: "for step with Σ = [[2, 0], [0, 1]] and u = [1, 0]: expected [1, 0], got [0.5, 0]"),
            WrongTrial(
                "deflates without λ", Power(weight: { _ in 1 }),
                says:
                    "for deflated with Σ = [[2, 0], [0, 1]], λ = 2 and u = [1, 0]: expected [[0, 0], [0, 1]], got [[1, 0], "
            ),
            WrongTrial(
                "adds the part", Power(weight: { -$0 }),
                says:
                    "for deflated with Σ = [[2, 0], [0, 1]], λ = 2 and u = [1, 0]: expected [[0, 0], [0, 1]], got [[4, 0], "
            ),
            WrongTrial(
                "takes λ from the diagonal", Power(diagonal: true),
                says:
                    "for deflated with Σ = [[2, 0], [0, 1]], λ = 2 and u = [1, 0]: expected [[0, 0], [0, 1]], got [[0, 0], "
            ),
        ])
}

private struct Power: PowerMethod {
    var length: @Sendable ([Double]) -> Double = { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    var weight: @Sendable (Double) -> Double = { $0 }
    var diagonal = false

    func step(_ Σ: [[Double]], _ u: [Double]) -> [Double] {
        let w = Σ.map { row in zip(row, u).reduce(0) { $0 + $1.0 * $1.1 } }
        return w.map { $0 / length(w) }
    }

    func deflated(_ Σ: [[Double]], value λ: Double, vector u: [Double]) -> [[Double]] {
        Σ.indices.map { i in
            Σ.indices.map { j in
                Σ[i][j] - (diagonal ? (i == j ? λ : 0) : weight(λ) * u[i] * u[j])
            }
        }
    }
}

// MARK: 5.5 A component from inner products

extension ExerciseTrial {
    private static func mixing(
        _ length: @escaping @Sendable (_ λ: Double, _ n: Double, _ d: Double) -> Double
    ) -> WideComponentExercise.Solution {
        { x, v, λ in
            x[0].indices.map { j in
                x.indices.reduce(0) { $0 + v[$1] * x[$1][j] } / length(λ, Double(x.count), Double(x[0].count))
            }
        }
    }

    static let wideComponent = ExerciseTrial(
        WideComponentExercise.self, solution: mixing { λ, n, _ in (n * λ).squareRoot() },
        wrong: [
            WrongTrial(
                "forgets the length", mixing { _, _, _ in 1 },
                says: "for 2 samples with 3 numbers, [[2, 0, 0], [-2, 0, 0]], λ = 4: expected [1, 0, 0], got [2.828"),
            WrongTrial(
                "forgets n", mixing { λ, _, _ in λ.squareRoot() },
                says: "for 2 samples with 3 numbers, [[2, 0, 0], [-2, 0, 0]], λ = 4: expected [1, 0, 0], got [1.414"),
            WrongTrial(
                "forgets the root", mixing { λ, n, _ in n * λ },
                says: "for 2 samples with 3 numbers, [[2, 0, 0], [-2, 0, 0]], λ = 4: expected [1, 0, 0], got [0.353"),
            WrongTrial(
                "divides by numbers instead of samples", mixing { λ, _, d in (d * λ).squareRoot() },
                says: "for 2 samples with 3 numbers, [[2, 0, 0], [-2, 0, 0]], λ = 4: expected [1, 0, 0], got [0.816"),
            WrongTrial(
                "turns the sign",
                { try mixing { λ, n, _ in (n * λ).squareRoot() }($0, $1, $2).map { -$0 } },
                says: "for 2 samples with 3 numbers, [[2, 0, 0], [-2, 0, 0]], λ = 4: expected [1, 0, 0], got [-1, "),
        ])
}

// MARK: 5.6 Covariances of samples that come in batches

extension ExerciseTrial {
    /// The general formula, with the weights of the batches and of the means' difference to be had wrong.
    private static func merging(
        weights: @escaping @Sendable (_ a: Double, _ b: Double) -> (Double, Double) = {
            ($0 / ($0 + $1), $1 / ($0 + $1))
        },
        between: @escaping @Sendable (_ a: Double, _ b: Double) -> Double = { $0 * $1 / (($0 + $1) * ($0 + $1)) }
    ) -> MergeCovariancesExercise.Solution {
        { a, b in
            let (p, q) = weights(Double(a.count), Double(b.count))
            let c = between(Double(a.count), Double(b.count))
            let δ = zip(a.mean, b.mean).map { $1 - $0 }
            let d = δ.count
            return Moments(
                count: a.count + b.count, mean: zip(a.mean, b.mean).map { p * $0 + q * $1 },
                covariance: (0..<d * d).map {
                    p * a.covariance[$0] + q * b.covariance[$0] + c * δ[$0 / d] * δ[$0 % d]
                })
        }
    }

    static let mergeCovariances = ExerciseTrial(
        MergeCovariancesExercise.self, solution: merging(),
        wrong: [
            WrongTrial(
                "forgets that the means differ", merging(between: { _, _ in 0 }),
                says: "for batches of 1 and 1 samples, [[0]] and [[2]], the covariance: expected [1], got [0]"),
            WrongTrial(
                "weighs batches alike", merging(weights: { _, _ in (0.5, 0.5) }),
                says: "for batches of 1 and 3 samples, [[1]] and [[4], [6], [8]], the mean: expected [4.75], got [3.5]"),
            WrongTrial(
                "adds covariances", merging(weights: { _, _ in (1, 1) }),
                says: "for batches of 1 and 1 samples, [[0]] and [[2]], the mean: expected [1], got [2]"),
            WrongTrial(
                "adds the whole difference of the means", merging(between: { _, _ in 1 }),
                says: "for batches of 1 and 1 samples, [[0]] and [[2]], the covariance: expected [1], got [4]"),
            WrongTrial(
                "divides the difference's part by n only", merging(between: { $0 * $1 / ($0 + $1) }),
                says: "for batches of 1 and 1 samples, [[0]] and [[2]], the covariance: expected [1], got [2]"),
            WrongTrial(
                "takes a quarter, as for equal batches", merging(between: { _, _ in 0.25 }),
                says: "for batches of 1 and 3 samples, [[1]] and [[4], [6], [8]], the covariance: expected [6.68"),
        ])
}
