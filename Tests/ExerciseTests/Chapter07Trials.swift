import Autoencoders
import Foundation
import Tensors
import Workbook

@testable import Chapter07_DenoisingAutoencoder

let chapter07Trials: [ExerciseTrial] = [.decibels, .clippedCopy, .cleanSamples, .linearDenoiser, .squareMasking]

// MARK: 7.1 Decibels

extension ExerciseTrial {
    private static func squares(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }

    static let decibels = ExerciseTrial(
        DecibelsExercise.self, solution: { -10 * log10(squares($0, $1) / Double($0.count)) },
        wrong: [
            WrongTrial(
                "takes the natural logarithm", { -10 * log(squares($0, $1) / Double($0.count)) },
                says: "for [0.1] instead of [0.0]: expected 20, got 46.05"),
            WrongTrial(
                "has the wrong sign", { 10 * log10(squares($0, $1) / Double($0.count)) },
                says: "for [0.1] instead of [0.0]: expected 20, got -20"),
            WrongTrial(
                "sums where a mean is wanted", { -10 * log10(squares($0, $1)) },
                says: "for [0.0, 1.0] instead of [0.0, 0.0]: expected 3.01"),
            WrongTrial(
                "takes 20, as for amplitudes", { -20 * log10(squares($0, $1) / Double($0.count)) },
                says: "for [0.1] instead of [0.0]: expected 20, got 40"),
            WrongTrial(
                "takes absolute values",
                { a, b in -20 * log10(zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(a.count)) },
                says: "for [0.0, 1.0] instead of [0.0, 0.0]: expected 3.01"),
        ])
}

// MARK: 7.2 The copy that was thrown away

extension ExerciseTrial {
    private static func clip(_ x: Double) -> Double { min(1, max(0, x)) }

    static let clippedCopy = ExerciseTrial(
        ClippedCopyExercise.self, solution: { x, noise, σ in zip(x, noise).map { clip($0 + σ * $1) } },
        wrong: [
            WrongTrial(
                "is the published one", { x, noise, σ in zip(x, noise).map { $0 + σ * $1 } },
                says: "for the pixels [0.0] with the noise [-1.0] at σ = 0.5: expected [0], got [-0.5]"),
            WrongTrial(
                "clips the noise", { x, noise, σ in zip(x, noise).map { $0 + clip(σ * $1) } },
                says: "for the pixels [1.0] with the noise [1.0] at σ = 0.5: expected [1], got [1.5]"),
            WrongTrial(
                "clips below only", { x, noise, σ in zip(x, noise).map { max(0, $0 + σ * $1) } },
                says: "for the pixels [1.0] with the noise [1.0] at σ = 0.5: expected [1], got [1.5]"),
            WrongTrial(
                "folds instead of clipping", { x, noise, σ in zip(x, noise).map { min(1, abs($0 + σ * $1)) } },
                says: "for the pixels [0.0] with the noise [-1.0] at σ = 0.5: expected [0], got [0.5]"),
            WrongTrial(
                "forgets σ", { x, noise, _ in zip(x, noise).map { clip($0 + $1) } },
                says: "for the pixels [0.5] with the noise [0.5] at σ = 0.5: expected [0.75], got [1]"),
        ])
}

// MARK: 7.3 The denoiser that knows all clean samples

extension ExerciseTrial {
    private static func exponents(_ x̃: [Double], _ clean: [[Double]], _ variance: Double) -> [Double] {
        clean.map { -squares(x̃, $0) / (2 * variance) }
    }

    private static func mean(_ weights: [Double], _ clean: [[Double]], total: Double? = nil) -> [Double] {
        let total = total ?? weights.reduce(0, +)
        return clean[0].indices.map { j in zip(weights, clean).reduce(0) { $0 + $1.0 * $1.1[j] } / total }
    }

    private static func stable(_ e: [Double]) -> [Double] { e.map { exp($0 - e.max()!) } }

    static let cleanSamples = ExerciseTrial(
        CleanSamplesExercise.self,
        solution: { x̃, clean, σ in mean(stable(exponents(x̃, clean, σ * σ)), clean) },
        wrong: [
            WrongTrial(
                "underflows far away", { x̃, clean, σ in mean(exponents(x̃, clean, σ * σ).map(exp), clean) },
                says: "for x̃ = [60.0], the clean samples [[0.0], [1.0]] and σ = 1.0: expected [1], got [NaN"),
            WrongTrial(
                "divides by σ, not σ²", { x̃, clean, σ in mean(stable(exponents(x̃, clean, σ)), clean) },
                says: "for x̃ = [0.25], the clean samples [[0.0], [1.0]] and σ = 0.5: expected [0.268"),
            WrongTrial(
                "forgets the 2", { x̃, clean, σ in mean(stable(exponents(x̃, clean, σ * σ / 2)), clean) },
                says: "for x̃ = [0.25], the clean samples [[0.0], [1.0]] and σ = 1.0: expected [0.437"),
            WrongTrial(
                "has the wrong sign", { x̃, clean, σ in mean(stable(exponents(x̃, clean, -σ * σ)), clean) },
                says: "for x̃ = [0.25], the clean samples [[0.0], [1.0]] and σ = 1.0: expected [0.437"),
            WrongTrial(
                "takes the nearest sample", { x̃, clean, _ in clean.min { squares($0, x̃) < squares($1, x̃) }! },
                says: "for x̃ = [0.25], the clean samples [[0.0], [1.0]] and σ = 1.0: expected [0.437"),
            WrongTrial(
                "divides by the number of samples",
                { x̃, clean, σ in mean(exponents(x̃, clean, σ * σ).map(exp), clean, total: Double(clean.count)) },
                says: "for x̃ = [0.25], the clean samples [[0.0], [1.0]] and σ = 1.0: expected [0.437"),
        ])
}

// MARK: 7.4 PCA with soft edges

extension ExerciseTrial {
    private static func shrunk(_ factor: @escaping @Sendable (Double, Double) -> Double)
        -> @Sendable (Tensor, PCA, Double) throws -> Tensor
    {
        { noisy, pca, σ in
            var z = try pca.transform(noisy)
            for row in 0..<z.rows {
                for k in 0..<pca.count { z[row, k] *= Float(factor(pca.variances[k], σ)) }
            }
            return try pca.inverse(z)
        }
    }

    static let linearDenoiser = ExerciseTrial(
        LinearDenoiserExercise.self, solution: shrunk { $0 / ($0 + $1 * $1) },
        wrong: [
            WrongTrial(
                "adds σ, not σ²", shrunk { $0 / ($0 + $1) }, says: "for 2 dimensions and σ = 0.5, sample 0: expected ["),
            WrongTrial(
                "keeps the noise's share", shrunk { $1 * $1 / ($0 + $1 * $1) },
                says: "for 2 dimensions and σ = 1.0, sample 0: expected ["),
            WrongTrial(
                "only projects", { noisy, pca, _ in try pca.reconstruct(noisy) },
                says: "for 2 dimensions and σ = 1.0, sample 0: expected ["),
            WrongTrial(
                "takes the spread for the variance", shrunk { $0.squareRoot() / ($0.squareRoot() + $1) },
                says: "for 2 dimensions and σ = 1.0, sample 0: expected ["),
            WrongTrial(
                "gives coordinates",
                { noisy, pca, σ in try pca.transform(shrunk { $0 / ($0 + $1 * $1) }(noisy, pca, σ)) },
                says: "for 2 dimensions and σ = 1.0, sample 0: expected ["),
        ])
}

// MARK: 7.5 A finger on the lens

/// A square of zeros, with a mistake that can be chosen.
private struct Square: Corruption {
    let width: Int
    let side: Int
    var places: @Sendable (Int, Int) -> Int = { $0 - $1 + 1 }
    var diagonal = false
    var ownSeed = false
    var blank: Float = 0
    var high = 0

    var name: String { "Square" }

    func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        for i in x.indices { x̃[i] = x[i] }
        var own = RandomGenerator(seed: 1)
        let n = max(1, places(width, side))
        let top = ownSeed ? own.integer(below: n) : random.integer(below: n)
        let left = diagonal ? top : ownSeed ? own.integer(below: n) : random.integer(below: n)
        for y in top..<min(width, top + side + high) {
            for x in left..<min(width, left + side) { x̃[y * width + x] = blank }
        }
    }
}

extension ExerciseTrial {
    static let squareMasking = ExerciseTrial(
        SquareMaskingExercise.self, solution: { Square(width: $0, side: $1) },
        wrong: [
            WrongTrial(
                "never reaches the last place", { Square(width: $0, side: $1, places: { $0 - $1 }) },
                says: "for width 2 and side 1: expected the square at row 0, column 0 about 400 times in 1600, got 1600"
            ),
            WrongTrial(
                "hangs over the border", { Square(width: $0, side: $1, places: { width, _ in width }) },
                says: "for width 3 and side 2: expected 4 pixels of sample "),
            WrongTrial(
                "draws one number for both edges", { Square(width: $0, side: $1, diagonal: true) },
                says: "for width 2 and side 1: expected the square at row 0, column 0 about 400 times in 1600, got "),
            WrongTrial(
                "covers the same place in every sample", { Square(width: $0, side: $1, ownSeed: true) },
                says: "for width 2 and side 1: expected the square at row 0, column 0 about 400 times in 1600, got "),
            WrongTrial(
                "paints it white", { Square(width: $0, side: $1, blank: 1) },
                says: "for width 1 and side 1: expected 1 pixels of sample 0 to be 0, got 0"),
            WrongTrial(
                "is a row too high", { Square(width: $0, side: $1, high: 1) },
                says: "for width 2 and side 1: expected 1 pixels of sample "),
        ])
}
