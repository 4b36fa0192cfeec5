import Foundation
import Testing

@testable import Tensors

/// Tests of single numbers, splitting, permutations and seeds.
@Suite struct RandomGeneratorTests {
    @Test func sameSeedSameNumbers() {
        var (a, b, c) = (RandomGenerator(seed: 7), RandomGenerator(seed: 7), RandomGenerator(seed: 8))
        let x = Tensor.normal([1003], using: &a)
        #expect(x == Tensor.normal([1003], using: &b))
        #expect(x != Tensor.normal([1003], using: &c))
        #expect((0..<100).map { _ in a.next() } == (0..<100).map { _ in b.next() })
        var copy = a
        #expect(copy.next() == a.next() && copy == a)
    }

    @Test func stateSurvivesCoding() throws {
        var generator = RandomGenerator(seed: 3)
        _ = (generator.next(), generator.split(), Tensor.normal([5], using: &generator))
        var decoded = try JSONDecoder().decode(RandomGenerator.self, from: JSONEncoder().encode(generator))
        #expect(decoded == generator && decoded.next() == generator.next())
        #expect(decoded.split() == generator.split())
    }

    /// The published first words of xoshiro128++ from the state (1, 2, 3, 4).
    @Test func lanesAreXoshiro() {
        let (seeds, odd): ([UInt64], UInt64) = ([1 | 2 << 32, 3 | 4 << 32], 0x9E37_79B9_7F4A_7C15)
        var calls = 0
        var lanes = RandomLanes {
            calls += 1
            return calls <= 2 ? seeds[calls - 1] : UInt64(calls) &* odd
        }
        var words = [UInt32](repeating: 0, count: 80)
        words.withUnsafeMutableBufferPointer { lanes.fillBits($0) }
        let published: [UInt32] = [
            641, 1_573_767, 3_222_811_527, 3_517_856_514, 836_907_274, 4_247_214_768, 3_867_114_732, 1_355_841_295,
            495_546_011, 621_204_420,
        ]
        #expect(stride(from: 0, to: 80, by: 8).map { words[$0] } == published)
    }

    /// The published first words of xoshiro256++ from the state (1, 2, 3, 4), put there through the coded form.
    @Test func singleNumbersAreXoshiro() throws {
        let encoded = try JSONEncoder().encode(RandomGenerator(seed: 1))
        var fields = try #require(JSONSerialization.jsonObject(with: encoded) as? [String: Any])
        for (name, word) in [("a", 1), ("b", 2), ("c", 3), ("d", 4)] { fields[name] = word }
        let changed = try JSONSerialization.data(withJSONObject: fields)
        var generator = try JSONDecoder().decode(RandomGenerator.self, from: changed)
        let published: [UInt64] = [
            41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
            9_973_669_472_204_895_162,
        ]
        #expect(published.map { _ in generator.next() } == published)
    }

    @Test func splitsDependOnlyOnTheirNumber() {
        var (a, b) = (RandomGenerator(seed: 1), RandomGenerator(seed: 1))
        for _ in 0..<10 { _ = b.next() }
        _ = Tensor.uniform([100], using: &b)
        let (a1, a2) = (a.split(), a.split())
        let (b1, b2) = (b.split(), b.split())
        #expect(a1 == b1 && a2 == b2 && a1 != a2)
        var unsplit = RandomGenerator(seed: 1)
        #expect(unsplit.next() == a.next())
    }

    /// Neighbouring seeds, children, grandchildren: all different, in single numbers and in every lane.
    @Test func noTwoStreamsCoincide() {
        var first: Set<UInt64> = []
        var words: Set<UInt64> = []
        var streams = 0
        func visit(_ generator: RandomGenerator) {
            var generator = generator
            streams += 1
            first.insert(generator.next())
            var block = [UInt32](repeating: 0, count: 16)
            block.withUnsafeMutableBufferPointer { generator.fillBits($0) }
            for lane in 0..<8 { words.insert(UInt64(block[lane]) << 32 | UInt64(block[lane + 8])) }
        }
        for seed in 0..<100 {
            var generator = RandomGenerator(seed: UInt64(seed))
            visit(generator)
            for _ in 0..<30 {
                var child = generator.split()
                visit(child)
                for _ in 0..<10 { visit(child.split()) }
            }
        }
        #expect(streams == 100 * (1 + 30 * 11) && first.count == streams && words.count == 8 * streams)
    }

    @Test(arguments: [1, 2, 3, 10, 1000]) func integersAreUniform(_ bound: Int) {
        var generator = RandomGenerator(seed: 5)
        let draws = 200_000
        var counts = [Int](repeating: 0, count: bound)
        for _ in 0..<draws { counts[generator.integer(below: bound)] += 1 }
        expectUniform(counts)
    }

    /// With a bound of ¾ · 2⁶³ a plain remainder or product would visibly favour some results.
    @Test func largeBoundsAreUnbiased() {
        var generator = RandomGenerator(seed: 6)
        let bound = Int.max / 4 * 3
        var thirds = [0, 0, 0]
        for _ in 0..<90_000 { thirds[generator.integer(below: bound) / (bound / 3 + 1)] += 1 }
        expectUniform(thirds)
    }

    @Test func singleUniformsAreUniform() {
        var generator = RandomGenerator(seed: 9)
        var counts = [Int](repeating: 0, count: 500)
        for _ in 0..<500_000 { counts[Int(generator.uniform() * 500)] += 1 }
        expectUniform(counts)
    }

    @Test func everyBitOfSingleNumbersIsFair() {
        var generator = RandomGenerator(seed: 10)
        var ones = [Int](repeating: 0, count: 64)
        let draws = 100_000
        for _ in 0..<draws {
            let word = generator.next()
            for bit in 0..<64 { ones[bit] += Int(word >> UInt64(bit) & 1) }
        }
        for bit in 0..<64 {
            #expect(abs(Double(ones[bit]) - Double(draws) / 2) < 4.5 * (Double(draws) / 4).squareRoot(), "bit \(bit)")
        }
    }

    @Test func permutationsContainEveryNumberOnce() {
        var generator = RandomGenerator(seed: 2)
        for count in [0, 1, 2, 1000] {
            var order = [Int32](repeating: -1, count: count)
            order.withUnsafeMutableBufferPointer { generator.fillPermutation($0) }
            #expect(order.sorted() == (0..<Int32(count)).map { $0 })
            #expect(generator.permutation(of: count).sorted() == Array(0..<count))
        }
    }

    @Test func allPermutationsAreEquallyLikely() {
        var generator = RandomGenerator(seed: 4)
        var (filled, made): ([[Int]: Int], [[Int]: Int]) = ([:], [:])
        for _ in 0..<48_000 {
            var order = [Int32](repeating: 0, count: 4)
            order.withUnsafeMutableBufferPointer { generator.fillPermutation($0) }
            filled[order.map(Int.init), default: 0] += 1
            made[generator.permutation(of: 4), default: 0] += 1
        }
        #expect(filled.count == 24 && made.count == 24)
        expectUniform(Array(filled.values))
        expectUniform(Array(made.values))
    }
}

/// Pearson's χ² against equal expected counts: within 4 standard deviations of its mean (cube-root approximation of
/// E. Wilson, M. Hilferty, 1931), on either side.
func expectUniform(_ counts: [Int], sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let χ2 = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(counts.count - 1)
    guard freedom > 0 else { return }
    let z = (cbrt(χ2 / freedom) - (1 - 2 / (9 * freedom))) / (2 / (9 * freedom)).squareRoot()
    #expect(abs(z) < 4, "χ² = \(χ2) with \(freedom) degrees of freedom", sourceLocation: sourceLocation)
}
