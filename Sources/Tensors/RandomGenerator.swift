/// Seeded random numbers that are the same on every machine, every time.
///
/// A generator is a value: a copy continues with the same numbers. It serves single numbers (it is a
/// `RandomNumberGenerator`, so `Int.random(in:using:)`, `shuffle(using:)` and their like work) and fills whole buffers
/// at a fraction of a nanosecond a number. Single numbers and buffers come from separate streams, so neither disturbs
/// the other.
///
/// `split()` makes a generator that is independent of this one and of all others split off. Give each part of a
/// program (initialisation, shuffling, each noise layer) its own: then a change in one does not change the others.
///
/// Single numbers are xoshiro256++, buffers eight interleaved xoshiro128++ (D. Blackman, S. Vigna, Scrambled linear
/// pseudorandom number generators, ACM TOMS 47, 2021), all seeded by SplitMix64 (G. Steele, D. Lea, C. Flood, Fast
/// splittable pseudorandom number generators, OOPSLA 2014). Not for cryptography.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Equatable, Codable {
    /// What distinguishes this generator's streams from those of any other.
    private let key: UInt64
    /// How many generators were split off.
    private var children: UInt64 = 0
    private var a, b, c, d: UInt64
    var lanes: RandomLanes

    /// The generator that belongs to a seed.
    public init(seed: UInt64) {
        self.init(key: RandomGenerator.mixed(seed &+ 0x5851_F42D_4C95_7F2D))
    }

    private init(key: UInt64) {
        var source = SplitMix64(state: key)
        self.key = key
        (a, b, c, d) = (source.next(), source.next(), source.next(), source.next())
        lanes = RandomLanes { source.next() }
    }

    /// A new generator whose numbers are independent of this one's, before and after, and of every other's.
    ///
    /// The n-th split of a generator is always the same, however many numbers were drawn before; and splitting does
    /// not change the numbers that this generator goes on to give. Two generators coincide only if two 64-bit keys do:
    /// among a million of them, with a probability of 3 · 10⁻⁸.
    public mutating func split() -> RandomGenerator {
        children &+= 1
        // The child's key: hash the parent's key and the child's number. Multiplying by an odd constant before mixing
        // keeps (key, number) and (key + 1, number − 1) apart.
        return RandomGenerator(
            key: RandomGenerator.mixed(
                RandomGenerator.mixed(key ^ 0xA076_1D64_78BD_642F) &+ children &* 0xE703_7ED1_A0B4_28DB))
    }

    // MARK: Single numbers

    /// 64 random bits.
    @inline(__always)
    public mutating func next() -> UInt64 {
        let sum = a &+ d
        let result = (sum &<< 23 | sum &>> 41) &+ a
        let shifted = b &<< 17
        c ^= a
        d ^= b
        b ^= c
        a ^= d
        c ^= shifted
        d = d &<< 45 | d &>> 19
        return result
    }

    /// A number uniform on the 2⁵³ multiples of 2⁻⁵³ in [0, 1).
    public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

    /// An integer uniform on 0 ..< bound, without bias. `bound` must be positive.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "There is no integer below \(bound) to draw.")
        return Int(truncatingIfNeeded: draw(below: UInt64(bound)))
    }

    /// D. Lemire, Fast random integer generation in an interval, ACM TOMACS 29 (2019): the high word of a product,
    /// drawn again for those few low words that would favour some results.
    @inline(__always)
    private mutating func draw(below bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let rejected = (0 &- bound) % bound
            while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    // MARK: Permutations

    /// Fills the buffer with 0 ..< count in random order, every order equally likely.
    public mutating func fillPermutation(_ buffer: UnsafeMutableBufferPointer<Int32>) {
        guard let order = buffer.baseAddress else { return }
        var generator = self
        for i in 0..<buffer.count {
            let j = Int(truncatingIfNeeded: generator.draw(below: UInt64(i + 1)))
            order[i] = order[j]
            order[j] = Int32(truncatingIfNeeded: i)
        }
        self = generator
    }

    /// The numbers 0 ..< count in random order, every order equally likely.
    public mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(below: i + 1)) }
        return order
    }

    /// A bijection of the 64-bit numbers that leaves no trace of their order: two rounds of xor-shift and multiply.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ z &>> 32) &* 0xD6E8_FEB8_6659_FD93
        z = (z ^ z &>> 29) &* 0xFF51_AFD7_ED55_8CCD
        return z ^ z &>> 32
    }
}

/// The generator that seeds the others: any two states give unrelated numbers.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z &>> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z &>> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z &>> 31
    }
}
