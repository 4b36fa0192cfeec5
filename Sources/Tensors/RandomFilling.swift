/// Random numbers in bulk. Each call continues the generator's stream of buffers, in whole blocks of eight or sixteen;
/// the same calls with the same counts give the same numbers.
extension RandomGenerator {
    /// Fills the buffer with numbers uniform on the range: `lower + (upper − lower) u`, where u is a multiple of 2⁻²⁴
    /// in [0, 1). In 0 ..< 1, the upper bound never occurs; elsewhere rounding may reach it.
    public mutating func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>, in range: Range<Float> = 0..<1) {
        lanes.fillUniform(buffer, lower: range.lowerBound, span: range.upperBound - range.lowerBound)
    }

    /// Fills the buffer with normal numbers of the mean and standard deviation given.
    public mutating func fillNormal(
        _ buffer: UnsafeMutableBufferPointer<Float>, mean: Float = 0, standardDeviation: Float = 1
    ) {
        lanes.fillNormal(buffer, mean: mean, deviation: standardDeviation)
    }

    /// Fills the buffer with a random mask: `value` with the probability given (exact to 2⁻³²), else zero.
    ///
    /// - Parameter probability: in 0 ... 1.
    public mutating func fillMask(
        _ buffer: UnsafeMutableBufferPointer<Float>, probability: Double, value: Float = 1
    ) {
        precondition(probability >= 0 && probability <= 1, "A probability lies between 0 and 1.")
        lanes.fillMask(buffer, probability: probability, value: value)
    }

    /// Fills the buffer with random bits.
    public mutating func fillBits(_ buffer: UnsafeMutableBufferPointer<UInt32>) {
        lanes.fillBits(buffer)
    }
}

extension Tensor {
    /// Numbers uniform on the range.
    public static func uniform(
        _ shape: Shape, in range: Range<Float> = 0..<1, using generator: inout RandomGenerator
    ) -> Tensor {
        Tensor(shape: shape) { generator.fillUniform($0, in: range) }
    }

    /// Normal numbers.
    public static func normal(
        _ shape: Shape, mean: Float = 0, standardDeviation: Float = 1, using generator: inout RandomGenerator
    ) -> Tensor {
        Tensor(shape: shape) { generator.fillNormal($0, mean: mean, standardDeviation: standardDeviation) }
    }
}
