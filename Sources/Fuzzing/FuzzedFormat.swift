/// A kind of file that the project reads, as the fuzzer sees it. Add one by conforming a type and naming it in
/// ``Fuzzing/formats``.
protocol FuzzedFormat: Sendable {
    /// What `--format` calls it.
    var name: String { get }

    /// Small valid files that differ in what they use of the format.
    func seeds() throws -> [[UInt8]]

    /// Damages a file as only one who knows the format can: fields that contradict each other, checksums put right
    /// again. Plain damage (bits, lengths, cuts, splices) comes from ``Damage`` before and after.
    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8]

    /// Reads the file by the project's own reader, in memory.
    /// - Throws: the reader's error, which refuses the file, or ``WrongResult`` if what was read cannot be right.
    func read(_ file: [UInt8]) throws

    /// Whether this is an error by which the reader refuses a file; any other is a failure.
    func isRefusal(_ error: any Error) -> Bool

    /// The most bytes that a valid file of so many bytes may need in memory.
    func memory(forFileOf size: Int) -> Int
}

/// The reader accepted a file, but what it made of it cannot be right.
struct WrongResult: Error, CustomStringConvertible {
    let description: String
}

/// Reproducible random numbers (SplitMix64): the stream of an input depends on the seed and the input's number alone.
struct FuzzRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64, input: Int) {
        state = seed &* 0xd134_2543_de82_ef95 ^ UInt64(truncatingIfNeeded: input) &* 0x9e37_79b9_7f4a_7c15
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// A number below the bound; 0 if the bound is not positive.
    mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

    /// True once in so many times.
    mutating func oneIn(_ n: Int) -> Bool { below(n) == 0 }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }
}
