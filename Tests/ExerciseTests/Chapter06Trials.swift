import NeuralNetworks
import Tensors
import Workbook

@testable import Chapter06_Autoencoder

let chapter06Trials: [ExerciseTrial] = [
    .squaredErrorPerImage, .bestDecoder, .linearGradients, .stationaryErrors, .sparseCode,
]

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += x * y }
    return sum
}

// MARK: 6.1 The measure

extension ExerciseTrial {
    private static func squares(_ x̂: [[Double]], _ x: [[Double]]) -> Double {
        var sum = 0.0
        for (x̂, x) in zip(x̂, x) {
            for (y, t) in zip(x̂, x) { sum += (y - t) * (y - t) }
        }
        return sum
    }

    static let squaredErrorPerImage = ExerciseTrial(
        SquaredErrorPerImageExercise.self, solution: { squares($0, $1) / Double($1.count) },
        wrong: [
            WrongTrial(
                "is a mean over the pixels too", { squares($0, $1) / Double($1.count * $1[0].count) },
                says: "for x̂ = [[1.0, 1.0]] and x = [[0.0, 0.0]]: expected 2, got 1"),
            WrongTrial(
                "is the loss, half of it", { squares($0, $1) / Double(2 * $1.count) },
                says: "for x̂ = [[3.0]] and x = [[1.0]]: expected 4, got 2"),
            WrongTrial(
                "is a sum over the images", { squares($0, $1) },
                says: "for x̂ = [[1.0], [0.0]] and x = [[0.0], [0.0]]: expected 0.5, got 1"),
            WrongTrial(
                "is a distance", { (squares($0, $1) / Double($1.count)).squareRoot() },
                says: "for x̂ = [[3.0]] and x = [[1.0]]: expected 4, got 2"),
        ])
}

// MARK: 6.2 The best decoder

extension ExerciseTrial {
    private static func decoder(
        _ b: @escaping (_ Σa: [Double], _ aᵀΣa: Double, _ a: [Double]) -> [Double]
    ) -> ([[Double]], [Double]) throws -> [Double] {
        { Σ, a in
            let Σa = Σ.map { row in dot(row, a) }
            let variance = dot(a, Σa)
            guard variance > 0 else { throw NoVariance() }
            return b(Σa, variance, a)
        }
    }

    static let bestDecoder = ExerciseTrial(
        BestDecoderExercise.self, solution: decoder { Σa, variance, _ in Σa.map { $0 / variance } },
        wrong: [
            WrongTrial(
                "ties the weights", decoder { _, _, a in a },
                says: "for Σ = [[2.0]] and a = [4.0]: got b = [4.0], where the error still changes with b0 at a rate of"
            ),
            WrongTrial(
                "takes the pseudo-inverse of the encoder",
                decoder { _, _, a in a.map { $0 / dot(a, a) } },
                says: "for Σ = [[3.0, 0.0], [0.0, 1.0]] and a = [1.0, 1.0]: got b = [0.5, 0.5]"),
            WrongTrial(
                "does not divide", decoder { Σa, _, _ in Σa }, says: "for Σ = [[2.0]] and a = [1.0]: got b = [2.0]"),
            WrongTrial(
                "divides by the length of a",
                decoder { Σa, _, a in Σa.map { $0 / dot(a, a) } },
                says: "for Σ = [[2.0]] and a = [1.0]: got b = [2.0]"),
            WrongTrial(
                "divides by zero",
                { Σ, a in
                    let Σa = Σ.map { row in dot(row, a) }
                    return Σa.map { $0 / dot(a, Σa) }
                }, says: "for Σ = [[1.0, 0.0], [0.0, 0.0]] and a = [0.0, 5.0], whose codes are all 0: expected"),
        ])
}

// MARK: 6.3 Errors that cancel

extension ExerciseTrial {
    private static func gradients(
        divisor: @escaping (_ n: Int, _ d: Int) -> Double = { n, _ in Double(n) }, encoderSign: Double = 1,
        backThrough: @escaping (_ A: [[Double]], _ B: [[Double]], _ i: Int, _ j: Int) -> Double = { _, B, i, j in
            B[i][j]
        }
    ) -> LinearGradientsExercise.Solution {
        { x, A, B in
            let (d, k) = (B.count, A.count)
            let n = divisor(x.count, d)
            var (dA, dB) = (A.map { $0.map { _ in 0.0 } }, B.map { $0.map { _ in 0.0 } })
            for sample in x {
                let h = A.map { row in dot(row, sample) }
                let e = (0..<d).map { i in dot(B[i], h) - sample[i] }
                for j in 0..<k {
                    let back = (0..<d).reduce(0) { $0 + backThrough(A, B, $1, j) * e[$1] }
                    for i in 0..<d {
                        dB[i][j] += e[i] * h[j] / n
                        dA[j][i] += encoderSign * back * sample[i] / n
                    }
                }
            }
            return (dA, dB)
        }
    }

    /// The stub as it is published.
    private static func published(
        x: [[Double]], encoder A: [[Double]], decoder B: [[Double]]
    ) throws -> (encoder: [[Double]], decoder: [[Double]]) {
        let (n, d, k) = (x.count, B.count, A.count)
        func code(_ sample: [Double]) -> [Double] {
            A.map { row in dot(row, sample) }
        }
        var error = [Double](repeating: 0, count: d)
        for sample in x {
            for i in 0..<d { error[i] += dot(B[i], code(sample)) - sample[i] }
        }
        var (dA, dB) = (A.map { $0.map { _ in 0.0 } }, B.map { $0.map { _ in 0.0 } })
        for sample in x {
            for j in 0..<k {
                let back = (0..<d).reduce(0) { $0 + B[$1][j] * error[$1] }
                for i in 0..<d {
                    dB[i][j] += error[i] * code(sample)[j] / Double(n)
                    dA[j][i] += back * sample[i] / Double(n)
                }
            }
        }
        return (dA, dB)
    }

    static let linearGradients = ExerciseTrial(
        LinearGradientsExercise.self, solution: gradients(),
        wrong: [
            WrongTrial(
                "is the published one", { try published(x: $0, encoder: $1, decoder: $2) },
                says:
                    "for x = [[1.0], [-1.0]], A = [[1.0]], B = [[0.5]]: expected ∂L/∂A[0][0] to be −0.250000, as central "
                    + "differences say, got 0"),
            WrongTrial(
                "does not divide by the batch", gradients(divisor: { _, _ in 1 }),
                says:
                    "for x = [[1.0], [-1.0]], A = [[1.0]], B = [[0.5]]: expected ∂L/∂A[0][0] to be −0.250000, as central "
                    + "differences say, got −0.500000"),
            WrongTrial(
                "divides by the components too", gradients(divisor: { Double($0 * $1) }),
                says: "for x = [[1.0, 0.0], [0.0, 2.0]], A = [[1.0, 1.0]], B = [[1.0], [0.0]]: expected ∂L/∂"),
            WrongTrial(
                "climbs with the encoder", gradients(encoderSign: -1),
                says: "for x = [[1.0]], A = [[1.0]], B = [[0.5]]: expected ∂L/∂A[0][0] to be −0.250000, as central "
                    + "differences say, got 0.250000"),
            WrongTrial(
                "carries errors back through the encoder", gradients(backThrough: { A, _, i, j in A[j][i] }),
                says: "for x = [[1.0]], A = [[1.0]], B = [[0.5]]: expected ∂L/∂A[0][0] to be −0.250000, as central "
                    + "differences say, got −0.500000"),
        ])
}

// MARK: 6.4 The heights of all saddles

extension ExerciseTrial {
    private static func errors(_ λ: ArraySlice<Double>, _ k: Int) -> [Double] {
        guard let first = λ.first else { return k == 0 ? [0] : [] }
        return errors(λ.dropFirst(), k - 1) + errors(λ.dropFirst(), k).map { $0 + first }
    }

    static let stationaryErrors = ExerciseTrial(
        StationaryErrorsExercise.self, solution: { errors($0[...], $1).sorted() },
        wrong: [
            WrongTrial(
                "gives what is kept", { λ, k in errors(λ[...], λ.count - k).sorted() },
                says: "for the variances [2.0] and k = 1: expected"),
            WrongTrial(
                "does not sort", { λ, k in errors(λ[...], k) },
                says: "for the variances [1.0, 5.0, 2.0, 2.0] and k = 2: expected"),
            WrongTrial(
                "gives equal heights once", { λ, k in Set(errors(λ[...], k)).sorted() },
                says: "for the variances [1.0, 5.0, 2.0, 2.0] and k = 2: expected"),
            WrongTrial(
                "keeps neighbours only",
                { λ, k in
                    (0...λ.count - k).map { start in
                        λ.indices.reduce(0) { (start..<start + k).contains($1) ? $0 : $0 + λ[$1] }
                    }.sorted()
                }, says: "for the variances [3.0, 2.0, 1.0] and k = 2: expected"),
        ])
}

// MARK: 6.5 A sparse code

/// The solution, and its variations.
private struct Sparse: SparseLayerMaker, LayerDeclaration {
    var k = 1
    var byMagnitude = false
    var overBatch = false
    var extra = 0
    var passesAll = false
    var onlyInTraining = false

    var name: String { "Sparse(\(k))" }
    var specification: LayerSpecification { LayerSpecification("Sparse", numbers: ["k": Double(k)]) }

    func make(keeping k: Int) throws -> any LayerDeclaration {
        var copy = self
        copy.k = k
        return copy
    }

    func makeLayer(_ construction: inout Construction) throws -> any Layer {
        SparseLayer(self, shape: construction.input)
    }
}

private final class SparseLayer: Layer {
    let name: String
    let inputShape: Shape
    var outputShape: Shape { inputShape }
    private let sparse: Sparse
    private var mask = Tensor()

    init(_ sparse: Sparse, shape: Shape) {
        self.sparse = sparse
        name = sparse.name
        inputShape = shape
    }

    func forward(_ x: Tensor, _ pass: Pass) -> Tensor {
        if sparse.onlyInTraining && pass == .inference { return x }
        var mask = Tensor(shape: x.shape)
        let size = sparse.overBatch ? x.count : x.columns
        for start in stride(from: 0, to: x.count, by: size) {
            func value(_ i: Int) -> Float { sparse.byMagnitude ? abs(x[flat: i]) : x[flat: i] }
            let kept = (start..<start + size).sorted { value($0) > value($1) }.prefix(sparse.k + sparse.extra)
            for i in kept { mask[flat: i] = 1 }
        }
        self.mask = mask
        return try! x * mask
    }

    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        guard wanted.contains(.inputs) else { return Tensor() }
        return sparse.passesAll ? gradient : try! gradient * mask
    }
}

extension ExerciseTrial {
    static let sparseCode = ExerciseTrial(
        SparseCodeExercise.self, solution: Sparse(),
        wrong: [
            WrongTrial(
                "keeps the largest magnitudes", Sparse(byMagnitude: true),
                says: "for k = 1 and x = [[-1.0, -2.0]], in use: expected [[-1.0, 0.0]], got [["),
            WrongTrial(
                "keeps k of the batch", Sparse(overBatch: true),
                says: "for k = 1 and x = [[3.0, 1.0], [0.5, 2.0]], in use: expected [[3.0, 0.0], [0.0, 2.0]], got "),
            WrongTrial(
                "keeps one more", Sparse(extra: 1),
                says: "for k = 1 and x = [[1.0, 2.0]], in use: expected [[0.0, 2.0]], got [[1.0, 2.0]]"),
            WrongTrial(
                "lets all gradients back", Sparse(passesAll: true),
                says: "for k = 1 and x = [[1.0, 2.0]], the gradient [[3.0, 5.0]] coming in: expected [[0.0, 5.0]], got "
            ),
            WrongTrial(
                "acts in training only", Sparse(onlyInTraining: true),
                says: "for k = 1 and x = [[1.0, 2.0]], in use: expected [[0.0, 2.0]], got [[1.0, 2.0]]"),
        ])
}
