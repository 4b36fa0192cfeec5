import Foundation
import Testing

@testable import Tensors

/// Tests of the distributions of bulk random numbers. Deviations are bounded in standard errors of the statistic under
/// the exact distribution; the seeds are fixed, so what passes once passes always.
@Suite struct RandomFillingTests {
    static let normals: [Float] = {
        var generator = RandomGenerator(seed: 11)
        return Tensor.normal([2_000_000], using: &generator).values
    }()
    static let uniforms: [Float] = {
        var generator = RandomGenerator(seed: 12)
        return Tensor.uniform([2_000_000], using: &generator).values
    }()

    /// Within 4 standard errors, E zᵏ = 0, 1, 0, 3, 0, 15; the variance of zᵏ is E z²ᵏ − (E zᵏ)².
    /// So mean, variance, skewness and kurtosis are those of the normal distribution.
    @Test func normalMoments() {
        let n = Double(Self.normals.count)
        var sums = [Double](repeating: 0, count: 7)
        for z in Self.normals {
            var power = 1.0
            for k in 1...6 {
                power *= Double(z)
                sums[k] += power
            }
        }
        let (exact, variance) = ([1.0, 0, 1, 0, 3, 0, 15], [0.0, 1, 2, 15, 96, 945, 10170])
        for k in 1...6 {
            #expect(abs(sums[k] / n - exact[k]) < 4 * (variance[k] / n).squareRoot(), "moment \(k): \(sums[k] / n)")
        }
        let m = sums.map { $0 / n }
        let spread = m[2] - m[1] * m[1]
        let skewness = (m[3] - 3 * m[1] * m[2] + 2 * m[1] * m[1] * m[1]) / pow(spread, 1.5)
        #expect(abs(skewness) < 4 * (6 / n).squareRoot())
        let fourth = m[4] - 4 * m[1] * m[3] + 6 * m[1] * m[1] * m[2] - 3 * pow(m[1], 4)
        #expect(abs(fourth / (spread * spread) - 3) < 4 * (24 / n).squareRoot())
    }

    /// How many of 16 million normals lie beyond t, against the exact tail, on both sides.
    @Test func normalTails() {
        var generator = RandomGenerator(seed: 13)
        let thresholds: [Float] = [1, 2, 3, 3.5, 4, 4.5, 5]
        var (above, below) = ([Int](repeating: 0, count: 7), [Int](repeating: 0, count: 7))
        var chunk = Tensor(shape: [1_000_000])
        let chunks = 16
        for _ in 0..<chunks {
            chunk.withUnsafeMutableBufferPointer { generator.fillNormal($0) }
            chunk.withUnsafeBufferPointer { z in
                for (i, t) in thresholds.enumerated() {
                    var (up, down): (Int32, Int32) = (0, 0)
                    for value in z {
                        up &+= value > t ? 1 : 0
                        down &+= value < -t ? 1 : 0
                    }
                    above[i] += Int(up)
                    below[i] += Int(down)
                }
            }
        }
        for (i, t) in thresholds.enumerated() {
            let expected = Double(chunks) * 1e6 * erfc(Double(t) / 2.0.squareRoot()) / 2
            // The count is binomial, nearly Poisson for the far tails; 1 more for its skewness there.
            let tolerance = 4 * expected.squareRoot() + 1
            #expect(abs(Double(above[i]) - expected) < tolerance, "beyond \(t): \(above[i]) instead of \(expected)")
            #expect(abs(Double(below[i]) - expected) < tolerance, "below \(-t): \(below[i]) instead of \(expected)")
        }
    }

    /// Kolmogorov and Smirnov's statistic √n D against the exact distribution; P(√n D > 1.95) = 0.001.
    @Test func normalsFollowTheExactDistribution() {
        let sorted = Self.normals.prefix(500_000).sorted()
        #expect(kolmogorovSmirnov(sorted) { 0.5 * erfc(-$0 / 2.0.squareRoot()) } < 1.95)
        #expect(
            kolmogorovSmirnov(sorted) { 0.5 * erfc(-($0 - 0.01) / 2.0.squareRoot()) } > 1.95,
            "a shift by 0.01 must show")
    }

    @Test func uniformsFollowTheExactDistribution() {
        let sorted = Self.uniforms.prefix(500_000).sorted()
        #expect(kolmogorovSmirnov(sorted) { $0 } < 1.95)
        #expect(sorted.first! >= 0 && sorted.last! < 1)
    }

    func kolmogorovSmirnov(_ sorted: [Float], _ distribution: (Double) -> Double) -> Double {
        let n = Double(sorted.count)
        var worst = 0.0
        for (i, x) in sorted.enumerated() {
            let p = distribution(Double(x))
            worst = max(worst, p - Double(i) / n, Double(i + 1) / n - p)
        }
        return worst * n.squareRoot()
    }

    /// Box and Muller's pairs share a radius, and eight lanes run side by side: no lag may show either, not in the
    /// values and not in their squares. A correlation of n independent pairs has standard error 1/√n.
    @Test(arguments: Array(1...17) + [24, 32, 64, 128, 1000])
    func normalsAreNotAutocorrelated(_ lag: Int) {
        Self.normals.withUnsafeBufferPointer { z in
            let n = z.count - lag
            var (product, squares, mixed) = (0.0, 0.0, 0.0)
            for i in 0..<n {
                let (x, y) = (Double(z[i]), Double(z[i + lag]))
                product += x * y
                squares += (x * x - 1) * (y * y - 1) / 2
                mixed += x * (y * y - 1) / 2.0.squareRoot()
            }
            let bound = 4.5 * Double(n).squareRoot()
            #expect(abs(product) < bound && abs(squares) < bound && abs(mixed) < bound)
        }
    }

    /// Pairs of normals have a direction that is uniform and independent of their radius: 64 sectors × 16 rings.
    @Test func pairsOfNormalsAreRotationallySymmetric() {
        var counts = [Int](repeating: 0, count: 64 * 16)
        let z = Self.normals
        for block in stride(from: 0, to: z.count - 16, by: 16) {
            for j in 0..<8 {
                let (x, y) = (Double(z[block + j]), Double(z[block + j + 8]))
                let sector = Int((atan2(y, x) / .pi + 1) * 32)
                let ring = Int(exp(-(x * x + y * y) / 2) * 16)
                counts[min(sector, 63) * 16 + min(ring, 15)] += 1
            }
        }
        expectUniform(counts)
    }

    /// Single uniforms in 1000 bins, successive ones and those of neighbouring lanes as pairs on a 50 × 50 grid.
    @Test func uniformsAndTheirPairsAreUniform() {
        let u = Self.uniforms
        var single = [Int](repeating: 0, count: 1000)
        for x in u { single[Int(x * 1000)] += 1 }
        expectUniform(single)
        for lag in [1, 2, 4, 8, 16] {
            var pairs = [Int](repeating: 0, count: 2500)
            var i = 0
            while i + 15 + lag < u.count {  // disjoint pairs
                for j in 0..<min(lag, 8) { pairs[Int(u[i + j] * 50) * 50 + Int(u[i + j + lag] * 50)] += 1 }
                i += 2 * max(lag, 8)
            }
            expectUniform(pairs)
        }
    }

    @Test func everyBitIsFair() {
        var generator = RandomGenerator(seed: 14)
        var words = [UInt32](repeating: 0, count: 400_000)
        words.withUnsafeMutableBufferPointer { generator.fillBits($0) }
        for bit in 0..<32 as Range<UInt32> {
            let ones = words.reduce(0) { $0 + Double($1 >> bit & 1) }
            #expect(abs(ones - 200_000) < 4 * 100_000.0.squareRoot(), "bit \(bit)")
        }
    }

    /// Normals of a generator, of two children, of a grandchild and of a neighbouring seed, pairwise at lags −8...8:
    /// no correlation of values or squares.
    @Test func splitStreamsAreIndependent() {
        var parent = RandomGenerator(seed: 15)
        var (first, second) = (parent.split(), parent.split())
        var (grandchild, neighbour) = (first.split(), RandomGenerator(seed: 16))
        let n = 100_000
        let streams = [
            Tensor.normal([n], using: &parent), Tensor.normal([n], using: &first),
            Tensor.normal([n], using: &second), Tensor.normal([n], using: &grandchild),
            Tensor.normal([n], using: &neighbour),
        ].map(\.values)
        let bound = 4.5 * Double(n - 16).squareRoot()
        for i in streams.indices {
            for j in streams.indices.dropFirst(i + 1) {
                for lag in -8...8 {
                    var (product, squares) = (0.0, 0.0)
                    for k in 8..<n - 8 {
                        let (x, y) = (Double(streams[i][k]), Double(streams[j][k + lag]))
                        product += x * y
                        squares += (x * x - 1) * (y * y - 1) / 2
                    }
                    #expect(abs(product) < bound && abs(squares) < bound, "streams \(i) and \(j), lag \(lag)")
                }
            }
        }
    }

    @Test(arguments: [0, 1e-4, 0.1, 0.5, 0.8, 1]) func masksHaveTheirProbability(_ probability: Double) {
        var generator = RandomGenerator(seed: 17)
        let n = 1_000_003
        let mask = Tensor(shape: [n]) { generator.fillMask($0, probability: probability, value: 1.25) }.values
        #expect(mask.allSatisfy { $0 == 0 || $0 == 1.25 })
        let kept = Double(mask.count { $0 != 0 })
        let (expected, variance) = (Double(n) * probability, Double(n) * probability * (1 - probability))
        #expect(abs(kept - expected) <= 4 * variance.squareRoot())
    }

    @Test func rangesAndParametersAreHonoured() {
        var (a, b) = (RandomGenerator(seed: 18), RandomGenerator(seed: 18))
        let scaled = Tensor.uniform([1000], in: -2..<3, using: &a).values
        let plain = Tensor.uniform([1000], using: &b).values
        #expect(zip(scaled, plain).allSatisfy { abs($0 - (5 * $1 - 2)) < 1e-6 && $0 >= -2 && $0 <= 3 })
        let wide = Tensor.normal([1000], mean: 3, standardDeviation: 0.5, using: &a).values
        let standard = Tensor.normal([1000], using: &b).values
        #expect(zip(wide, standard).allSatisfy { abs($0 - (3 + 0.5 * $1)) < 1e-6 })
    }

    /// A shorter buffer gets the beginning of what a longer one would get, and nothing is written beyond its end.
    @Test func shortBuffersGetThePrefix() {
        for count in 0...40 {
            var (a, b, c, d) = (
                RandomGenerator(seed: 19), RandomGenerator(seed: 19), RandomGenerator(seed: 19),
                RandomGenerator(seed: 19)
            )
            var buffer = [Float](repeating: 99, count: 48)
            buffer.withUnsafeMutableBufferPointer { a.fillNormal(.init(rebasing: $0[..<count])) }
            #expect(buffer[..<count] == Tensor.normal([48], using: &b).values[..<count])
            #expect(buffer[count...].allSatisfy { $0 == 99 })
            buffer.withUnsafeMutableBufferPointer { c.fillUniform(.init(rebasing: $0[..<count])) }
            #expect(buffer[..<count] == Tensor.uniform([48], using: &d).values[..<count])
            #expect(buffer[count...].allSatisfy { $0 == 99 })
        }
    }
}
