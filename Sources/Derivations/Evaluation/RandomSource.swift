import Foundation

/// A small seeded generator (SplitMix64) for the random cases of checks.
struct RandomSource: RandomNumberGenerator {
    private var state: UInt64
    /// Whether numbers are to be large: cases that only look for contradictions, as rounding says too much there.
    var isFarOut = false

    init(seed: UInt64) { state = seed }

    /// A stream of its own for each combination of numbers.
    init(_ numbers: UInt64...) {
        state = 0
        for number in numbers { state = mixed(state &+ number &+ 0x9E37_79B9_7F4A_7C15) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mixed(state)
    }

    /// Uniform in the open interval.
    mutating func uniform(_ lower: Double = 0, _ upper: Double = 1) -> Double {
        lower + (upper - lower) * (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992
    }

    /// Standard normal (Box and Muller).
    mutating func normal() -> Double {
        (-2 * Foundation.log(uniform())).squareRoot() * Foundation.cos(2 * Double.pi * uniform())
    }

    /// Away from zero: ±(0.3 … 1.7). Cases where much vanishes by chance prove little.
    mutating func real() -> Double { (next() & 1 == 0 ? 1 : -1) * uniform(0.3, 1.7) }

    /// Mostly of the order of 1, now and then far larger or smaller: a claim must hold there, too.
    mutating func nonzero() -> Double {
        if isFarOut { return (next() & 1 == 0 ? 1 : -1) * wide(6, 25) }
        return integer(0...7) == 0 ? (next() & 1 == 0 ? 1 : -1) * wide(0.01, 6) : real()
    }

    /// As `nonzero`, and now and then exactly zero.
    mutating func anyReal() -> Double { integer(0...11) == 0 ? 0 : nonzero() }

    /// Positive, of the same kind.
    mutating func positive() -> Double {
        if isFarOut { return wide(6, 25) }
        return integer(0...7) == 0 ? wide(0.05, 6) : uniform(0.3, 2)
    }

    /// Positive, its logarithm uniform.
    mutating func wide(_ lower: Double, _ upper: Double) -> Double {
        Foundation.exp(uniform(Foundation.log(lower), Foundation.log(upper)))
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

private func mixed(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
