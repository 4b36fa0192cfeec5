import Foundation
import Tensors
import Testing

@testable import Autoencoders

@Suite struct PCATests {
    /// n samples x = μ + Q diag(σ) g with normal g and a random rotation Q, by rows; what is asked of PCA is known of them
    /// only in the limit, but their own covariance can be had by definition.
    static func cloud(_ n: Int, _ d: Int, seed: UInt64 = 1) -> Tensor {
        var random = RandomGenerator(seed: seed)
        let g = Tensor.normal([n, d], using: &random)
        let mixing = Tensor.normal([d, d], using: &random)
        let x = try! g.times(mixing)
        return x.map { $0 + 3 }
    }

    /// μ and Σ by their definition, in plain loops.
    static func moments(_ x: Tensor) -> (mean: [Double], covariance: [Double]) {
        let (n, d) = (x.rows, x.columns)
        let mean = (0..<d).map { j in (0..<n).reduce(0.0) { $0 + Double(x[$1, j]) } / Double(n) }
        let covariance = (0..<d * d).map { ij in
            (0..<n).reduce(0.0) {
                $0 + (Double(x[$1, ij / d]) - mean[ij / d]) * (Double(x[$1, ij % d]) - mean[ij % d])
            } / Double(n)
        }
        return (mean, covariance)
    }

    /// Σ u = λ u, u · u = δ, falling variances, the trace, and the sign convention: all that defines components.
    static func expectComponents(
        _ pca: PCA, of x: Tensor, tolerance: Double = 1e-11, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let d = x.columns
        let (mean, Σ) = moments(x)
        let total = (0..<d).reduce(0) { $0 + Σ[$1 * d + $1] }
        let u = (0..<pca.count).map { Array(pca.preciseComponents[$0 * d..<($0 + 1) * d]) }
        for j in 0..<d { #expect(abs(Double(pca.mean[flat: j]) - mean[j]) < 1e-6, sourceLocation: sourceLocation) }
        #expect(abs(pca.totalVariance - total) <= tolerance * total, sourceLocation: sourceLocation)
        for (i, λ) in pca.variances.enumerated() {
            for a in 0..<d {
                let product = (0..<d).reduce(0) { $0 + Σ[a * d + $1] * u[i][$1] }
                #expect(abs(product - λ * u[i][a]) <= tolerance * total, sourceLocation: sourceLocation)
            }
            for j in 0...i {
                let inner = zip(u[i], u[j]).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(inner - (i == j ? 1 : 0)) < 1e-11, sourceLocation: sourceLocation)
            }
            let largest = u[i].map(abs).max()!
            #expect(u[i].first { abs($0) >= (1 - 1e-9) * largest }! > 0, sourceLocation: sourceLocation)
            #expect(λ >= 0 && (i == 0 || λ <= pca.variances[i - 1]), sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: PCA.Solver.allCases, [(40, 6), (6, 40), (12, 12), (2, 3), (300, 2), (5, 1)])
    func everySolverFindsEigenvectorsOfTheCovariance(_ solver: PCA.Solver, _ size: (Int, Int)) throws {
        let x = Self.cloud(size.0, size.1)
        let pca = try PCA(x, solver: solver, powerIteration: PowerIteration(tolerance: 1e-12))
        #expect(pca.count == min(size.0 - 1, size.1) && pca.dimension == size.1 && pca.sampleCount == size.0)
        Self.expectComponents(pca, of: x)
    }

    /// Four points on the axes of a turned ellipse: mean, directions and variances are known in closed form.
    @Test(arguments: PCA.Solver.allCases) func componentsOfFourPointsAreKnown(_ solver: PCA.Solver) throws {
        let (c, s) = (Float(0.8), Float(0.6))
        let x = try Tensor(rows: [
            [1 + 3 * c, 2 + 3 * s], [1 - 3 * c, 2 - 3 * s], [1 - s, 2 + c], [1 + s, 2 - c],
        ])
        let pca = try PCA(x, solver: solver)
        #expect(abs(pca.variances[0] - 4.5) < 1e-6 && abs(pca.variances[1] - 0.5) < 1e-6)
        for (value, known) in zip(pca.components.values, [0.8, 0.6, -0.6, 0.8]) {
            #expect(abs(Double(value) - known) < 1e-6)
        }
        #expect(abs(pca.shares[0] - 0.9) < 1e-6 && abs(pca.cumulativeShares[1] - 1) < 1e-6)
        // The point (1 + 3c, 2 + 3s) lies at 3 along the first axis.
        let z = try pca.transform(x)
        #expect(abs(z[0, 0] - 3) < 1e-5 && abs(z[2, 1] - 1) < 1e-5)
    }

    /// The mean of ‖x̂ − x‖² is the sum of the variances not kept.
    @Test(arguments: [1, 2, 5, 7, 8]) func whatIsLostIsTheVarianceNotKept(_ k: Int) throws {
        let x = Self.cloud(200, 8)
        let all = try PCA(x)
        let pca = try PCA(x, components: k)
        let error = reconstructionError(try pca.reconstruct(x), of: x)
        let dropped = all.variances[k...].reduce(0, +)
        #expect(abs(error - dropped) < 1e-6 * all.totalVariance)
        #expect(abs(pca.lostVariance - dropped) < 1e-12 * all.totalVariance)
        // No other k directions lose less: turn the basis a little.
        var random = RandomGenerator(seed: 9)
        for _ in 0..<5 {
            var basis = zip(pca.preciseComponents, Tensor.normal([k, 8], using: &random).values).map {
                $0 + 0.05 * Double($1)
            }
            OrthonormalBasis.orthonormalise(&basis, dimension: 8, completing: false)
            let turned = PCA(
                mean: pca.mean.values.map(Double.init), components: basis, variances: pca.variances, totalVariance: 1,
                sampleCount: 200)
            #expect(reconstructionError(try turned.reconstruct(x), of: x) >= error - 1e-5)
        }
    }

    @Test func codesAreUncorrelatedWithTheVariancesGiven() throws {
        let x = Self.cloud(500, 6)
        let pca = try PCA(x)
        let (mean, covariance) = Self.moments(try pca.transform(x))
        for i in 0..<6 {
            #expect(abs(mean[i]) < 1e-5)
            for j in 0..<6 {
                #expect(abs(covariance[i * 6 + j] - (i == j ? pca.variances[i] : 0)) < 1e-5 * pca.totalVariance)
            }
        }
        // Codes of all components hold everything; fewer numbers are a code of the first components.
        let z = try pca.transform(x)
        #expect(reconstructionError(try pca.inverse(z), of: x) < 1e-9)
        let first = Tensor(shape: [500, 2]) { buffer in for i in 0..<1000 { buffer[i] = z[i / 2, i % 2] } }
        let two = try pca.keeping(2)
        #expect(try pca.inverse(first) == two.reconstruct(x))
        #expect(two.variances == Array(pca.variances[..<2]) && two.totalVariance == pca.totalVariance)
    }

    /// For each size of the code at once what `reconstructionError` says for it alone.
    @Test func errorsOfAllSizesAreThoseOfEach() throws {
        let samples = try Self.bytes(5000, 6)
        let (training, test) = (samples[0..<1000], samples[1000..<5000])
        let pca = try PCA(training)
        let errors = try pca.reconstructionErrors(of: test)
        #expect(errors.count == 7)
        let x = test.inputTensor
        let mean = Tensor(shape: x.shape) { buffer in for i in 0..<buffer.count { buffer[i] = pca.mean[flat: i % 6] } }
        #expect(abs(errors[0] - reconstructionError(mean, of: x)) < 1e-6)
        for k in 1...6 {
            #expect(abs(errors[k] - reconstructionError(try pca.keeping(k).reconstruct(x), of: x)) < 1e-6)
        }
    }

    // MARK: Bytes

    static func bytes(_ n: Int, _ d: Int) throws -> Samples {
        var random = RandomGenerator(seed: 5)
        var bytes = (0..<n * d).map { _ in UInt8(random.integer(below: 256)) }
        for i in 0..<n {
            bytes[i * d] = 0  // a component that is always 0, and one that is nearly always 255
            if d > 1 { bytes[i * d + 1] = i == 0 ? 254 : 255 }
            if d > 2 { bytes[i * d + 2] = UInt8((Int(bytes[i * d + 2]) + Int(bytes[i * d + d - 1])) / 2) }
        }
        return try Samples(
            bytes: bytes, sampleShape: [d], labels: [UInt8](repeating: 0, count: n), classes: 1)
    }

    /// Against sums of integers, the covariance of bytes is right to one rounding; and on any number of threads the same.
    @Test(arguments: [(1, 3), (7, 5), (1024, 4), (1025, 9), (5000, 17)])
    func covarianceOfBytesIsExact(_ size: (Int, Int)) throws {
        let (n, d) = size
        let samples = try Self.bytes(n, d)
        let covariance = try Covariance(samples)
        let b = (0..<n).map { i in samples.input(i).map { Int(($0 * 255).rounded()) } }
        for i in 0..<d {
            let sum = b.reduce(0) { $0 + $1[i] }
            #expect(abs(covariance.mean[i] - Double(sum) / Double(255 * n)) <= 1e-16)
            for j in 0..<d {
                let product = b.reduce(0) { $0 + $1[i] * $1[j] }
                let exact = n * product - sum * b.reduce(0) { $0 + $1[j] }
                let expected = Double(exact) / (255 * 255 * Double(n) * Double(n))
                #expect(abs(covariance.matrix[i * d + j] - expected) <= 4e-16 * abs(expected))
            }
        }
        #expect(covariance.matrix[0] == 0)
        for threads in [1, 3] {
            let other = try Threads.with(count: threads) { try Covariance(samples) }
            #expect(other.matrix == covariance.matrix && other.mean == covariance.mean)
        }
    }

    @Test func aPartOfSamplesIsRead() throws {
        let samples = try Self.bytes(60, 5)
        let part = samples[10..<50]
        let fromBytes = try PCA(part)
        let fromNumbers = try PCA(part.inputTensor)
        #expect(try PrincipalAngles(between: fromBytes.keeping(3), and: fromNumbers.keeping(3)).largest < 1e-5)
        for (a, b) in zip(fromBytes.variances, fromNumbers.variances) { #expect(abs(a - b) < 1e-6) }
        #expect(try fromBytes.transform(part) == fromBytes.transform(part.inputTensor))
        // Samples of numbers, and of another shape, too.
        let numbers = try Samples(inputs: part.inputTensor, targets: part.inputTensor)
        #expect(try PCA(numbers).variances == fromNumbers.variances)
        let images = try Samples(
            bytes: [0, 1, 2, 3, 4, 5, 6, 9], sampleShape: [2, 1, 2], labels: [0, 0], classes: 1)
        #expect(try PCA(images).dimension == 4 && PCA(images).transform(images).shape == [2, 1])
    }

    // MARK: Wide and degenerate data

    /// The Gram matrix's way against the covariance's, where the covariance is singular.
    @Test func wideDataGiveTheSameByEveryWay() throws {
        let x = Self.cloud(9, 30)
        let narrow = try PCA(x, solver: .gram)
        for solver in [PCA.Solver.covariance, .singularValues, .powerIteration] {
            let other = try PCA(x, solver: solver, powerIteration: PowerIteration(tolerance: 1e-13))
            for (a, b) in zip(narrow.variances, other.variances) {
                #expect(abs(a - b) < 1e-11 * narrow.totalVariance)
            }
            for (a, b) in zip(narrow.preciseComponents, other.preciseComponents) { #expect(abs(a - b) < 1e-7) }
        }
        #expect(try PCA(x).preciseComponents == narrow.preciseComponents)
    }

    @Test(arguments: PCA.Solver.allCases)
    func constantColumnsAndRepeatedSamplesLeaveAnOrthonormalBasis(_ solver: PCA.Solver) throws {
        // Two directions of variance in five dimensions, among them two constant columns.
        let x = try Tensor(
            rows: (0..<6).map { i in
                let (a, b) = (Float(i % 3), Float(i % 2))
                return [a + b, 7, a - b, a, 0]
            })
        let pca = try PCA(x, solver: solver, powerIteration: PowerIteration(tolerance: 1e-13))
        #expect(pca.count == 5)
        Self.expectComponents(pca, of: x)
        #expect(pca.variances[2...].allSatisfy { $0 < 1e-12 })
        #expect(reconstructionError(try pca.keeping(2).reconstruct(x), of: x) < 1e-9)
        let error = #expect(throws: PCAError.self) { try Whitening(pca) }
        #expect(error == .noVariance(component: 3))
    }

    @Test(arguments: PCA.Solver.allCases) func samplesThatAreAllTheSameVaryNowhere(_ solver: PCA.Solver) throws {
        let x = try Tensor(rows: [[Float]](repeating: [1, 2, 3], count: 4))
        let pca = try PCA(x, solver: solver)
        Self.expectComponents(pca, of: x)
        #expect(pca.totalVariance == 0 && pca.shares == [0, 0, 0])
        #expect(try pca.reconstruct(x) == x)
    }

    @Test func badInputIsRefusedInOneSentence() throws {
        let x = Self.cloud(5, 8)
        let cases: [(PCAError, () throws -> Void)] = [
            (.noSamples, { _ = try PCA(Tensor(shape: [0, 3])) }),
            (.noSamples, { _ = try Covariance(Tensor(shape: [0, 3])) }),
            (.oneSample, { _ = try PCA(x.rows(0..<1)) }),
            (.noComponents(wanted: 0), { _ = try PCA(x, components: 0) }),
            (.tooManyComponents(wanted: 5, samples: 5, dimension: 8), { _ = try PCA(x, components: 5) }),
            (
                .tooManyComponents(wanted: 9, samples: 20, dimension: 8),
                { _ = try PCA(Self.cloud(20, 8), components: 9) }
            ),
            (.noComponents(wanted: -1), { _ = try PCA(x).keeping(-1) }),
            (
                .notConverged(component: 1, steps: 2),
                {
                    _ = try PCA(x, solver: .powerIteration, powerIteration: PowerIteration(tolerance: 1e-15, limit: 2))
                }
            ),
            (.notAVariance(-1), { _ = try Whitening(PCA(x), ε: -1) }),
        ]
        for (expected, body) in cases {
            let error = #expect(throws: PCAError.self) { try body() }
            #expect(error == expected)
        }
        #expect(
            PCAError.tooManyComponents(wanted: 5, samples: 5, dimension: 8).description.contains("at most 4 directions")
        )
        #expect(PCAError.tooManyComponents(wanted: 9, samples: 20, dimension: 8).description.contains("8 numbers each"))
        for bad in [Float.nan, .infinity] {
            for solver in PCA.Solver.allCases {
                var damaged = x
                damaged[3, 2] = bad
                let error = #expect(throws: PCAError.self) { try PCA(damaged, solver: solver) }
                #expect(error == .notFinite(sample: 3, component: 2))
            }
        }
        let pca = try PCA(x, components: 2)
        let misfit = #expect(throws: ShapeError.self) { try pca.transform(Tensor(shape: [1, 7])) }
        #expect(try #require(misfit).description.contains("8 numbers"))
        #expect(throws: ShapeError.self) { try pca.inverse(Tensor(shape: [1, 3])) }
    }

    // MARK: Whitening

    @Test(arguments: [0, 0.5]) func whitenedCodesHaveVarianceOne(_ ε: Double) throws {
        let x = Self.cloud(400, 4)
        let pca = try PCA(x)
        let whitening = try Whitening(pca, ε: ε)
        let w = try whitening.transform(x)
        let (_, covariance) = Self.moments(w)
        for i in 0..<4 {
            for j in 0..<4 {
                let wanted = i == j ? pca.variances[i] / (pca.variances[i] + ε) : 0
                #expect(abs(covariance[i * 4 + j] - wanted) < 1e-5)
            }
        }
        #expect(reconstructionError(try whitening.inverse(w), of: x) < 1e-8)
        #expect(throws: ShapeError.self) { try whitening.inverse(Tensor(shape: [1, 3])) }
    }
}
