import Tensors

/// Samples as rows, read block by block, so that they are never all in memory as Doubles.
struct SampleRows {
    /// The number n of samples.
    let count: Int
    /// The number d of components of each.
    let dimension: Int
    /// The rows in a range, range.count × d.
    private let rows: (Range<Int>) -> Tensor

    /// The rows of a tensor.
    init(_ samples: Tensor) {
        (count, dimension) = (samples.rows, samples.columns)
        rows = samples.rows(_:)
    }

    /// The inputs of samples.
    init(_ samples: Samples) {
        (count, dimension) = (samples.count, samples.sampleShape.elementCount)
        rows = samples.inputs(_:)
    }

    /// Calls `body` with the samples in a range, all if none is given, minus `center`, in Double and by rows, up to `size` of
    /// them at a time, in order.
    func forEachBlock(
        centredBy center: [Double], size: Int = 2048, in range: Range<Int>? = nil,
        _ body: (UnsafeBufferPointer<Double>, _ count: Int) throws -> Void
    ) rethrows {
        let (range, d) = (range ?? 0..<count, dimension)
        var buffer = [Double](repeating: 0, count: min(size, range.count) * d)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: size) {
            let part = start..<min(start + size, range.upperBound)
            try buffer.withUnsafeMutableBufferPointer { buffer in
                rows(part).withUnsafeBufferPointer { x in
                    for row in 0..<part.count {
                        for j in 0..<d { buffer[row * d + j] = Double(x[row * d + j]) - center[j] }
                    }
                }
                try body(UnsafeBufferPointer(rebasing: buffer[0..<part.count * d]), part.count)
            }
        }
    }

    /// 1/n Σᵢ xᵢ.
    ///
    /// - Throws: `PCAError` if there is no sample or one holds NaN or infinity.
    func mean() throws -> [Double] {
        guard count > 0, dimension > 0 else { throw PCAError.noSamples }
        let d = dimension
        var sums = [Double](repeating: 0, count: d)
        var first = 0
        try forEachBlock(centredBy: sums) { x, rows in
            if let bad = x.firstIndex(where: { !$0.isFinite }) {
                throw PCAError.notFinite(sample: first + bad / d, component: bad % d)
            }
            for row in 0..<rows { for j in 0..<d { sums[j] += x[row * d + j] } }
            first += rows
        }
        return sums.map { $0 / Double(count) }
    }
}
