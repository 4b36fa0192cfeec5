import Tensors

/// The mean μ and the covariance Σ = 1/n Σᵢ (xᵢ − μ)(xᵢ − μ)ᵀ of n samples with d components.
///
/// The mean is over n, as the lecture has it, not over n − 1: this is the second moment of the samples at hand, no estimate
/// of a population's. For bytes everything is exact up to one rounding of each result, and so the same for every number of
/// threads.
public struct Covariance: Sendable {
    /// The number n of samples.
    public let count: Int
    /// μ, d elements.
    public let mean: [Double]
    /// Σ by rows, d · d elements, both triangles.
    public let matrix: [Double]

    /// The number d of components of a sample.
    public var dimension: Int { mean.count }
    /// The mean squared distance of a sample from the mean, tr Σ.
    public var total: Double { (0..<dimension).reduce(0) { $0 + self[$1, $1] } }

    /// Σᵢⱼ
    public subscript(i: Int, j: Int) -> Double { matrix[i * dimension + j] }

    /// uᵀΣu: for u of length 1, the variance of the samples along u.
    ///
    /// - Parameter u: `dimension` numbers.
    public func variance(along u: [Double]) -> Double {
        (0..<dimension).reduce(0) { sum, i in
            sum + u[i] * (0..<dimension).reduce(0) { $0 + self[i, $1] * u[$1] }
        }
    }

    /// The covariance of the rows of a matrix, n × d.
    ///
    /// - Throws: `PCAError` if there is no sample or one holds NaN or infinity.
    public init(_ samples: Tensor) throws { try self.init(rows: SampleRows(samples)) }

    /// The covariance of the inputs of samples; bytes 0 … 255 count as 0 … 1.
    ///
    /// - Throws: `PCAError` as above.
    public init(_ samples: Samples) throws {
        let dimension = samples.sampleShape.elementCount
        // Beyond, n² · 255² would not fit into an Int.
        if (1...10_000_000).contains(samples.count),
            let exact = samples.withBytes({ Covariance(bytes: $0, count: samples.count, dimension: dimension) })
        {
            self = exact
        } else {
            try self.init(rows: SampleRows(samples))
        }
    }

    // MARK: Bytes, exactly

    /// A byte less 128 has a square of at most 2¹⁴, so a sum of 1024 such products is a whole number of at most 2²⁴, which a
    /// Float holds exactly. So each block's products may be summed in Float, at twice the speed of Double, and no bit is lost:
    /// s = Σ y and S = Σ y yᵀ are exact, and so is n² Σ = n S − s sᵀ.
    private init(bytes: UnsafeBufferPointer<UInt8>, count n: Int, dimension d: Int) {
        let block = 1024
        let blocks = (n + block - 1) / block
        let parts = Threads.parts(of: blocks)
        var partial = [Double](repeating: 0, count: parts * d * (d + 1))
        partial.withUnsafeMutableBufferPointer { partial in
            parallel(blocks, parts: parts) { part, blocks in
                let products = partial.baseAddress! + part * d * (d + 1)
                let y = UnsafeMutablePointer<Float>.allocate(capacity: block * d)
                let yTy = UnsafeMutablePointer<Float>.allocate(capacity: d * d)
                defer { y.deallocate(); yTy.deallocate() }
                // snippet.exact
                for index in blocks {
                    let rows = index * block..<min((index + 1) * block, n)
                    shift(bytes.baseAddress! + rows.lowerBound * d, into: y, rows.count * d)
                    MatrixProduct.gram(n: d, k: rows.count, y, yTy)
                    for i in 0..<d { add(yTy + i * d, to: products + i * d, i + 1) }
                    for row in 0..<rows.count { add(y + row * d, to: products + d * d, d) }
                }
                // snippet.end
            }
        }
        for part in 1..<max(parts, 2) where part < parts {
            for i in 0..<d * (d + 1) { partial[i] += partial[part * d * (d + 1) + i] }
        }
        let s = (0..<d).map { Int(partial[d * d + $0]) }
        // n² Σ = n S − s sᵀ, in whole numbers, S = Σ y yᵀ and s = Σ y
        let scale = 1 / (255.0 * 255 * Double(n) * Double(n))
        var matrix = [Double](repeating: 0, count: d * d)
        for i in 0..<d {
            for j in 0...i {
                let exact = n * Int(partial[i * d + j]) - s[i] * s[j]
                matrix[i * d + j] = Double(exact) * scale
                matrix[j * d + i] = matrix[i * d + j]
            }
        }
        (self.count, self.matrix) = (n, matrix)
        mean = s.map { Double($0 + 128 * n) / (255 * Double(n)) }
    }

    // MARK: Numbers

    /// In two passes, the mean first: products of what is already centred do not cancel.
    private init(rows: SampleRows) throws {
        let (n, d) = (rows.count, rows.dimension)
        mean = try rows.mean()
        var matrix = [Double](repeating: 0, count: d * d)
        rows.forEachBlock(centredBy: mean) { block, count in
            PreciseProduct.gram(n: d, k: count, block.baseAddress!, β: 1, &matrix)
        }
        for i in 0..<d {
            for j in 0...i {
                matrix[i * d + j] /= Double(n)
                matrix[j * d + i] = matrix[i * d + j]
            }
        }
        (count, self.matrix) = (n, matrix)
    }
}

/// y = byte − 128.
private func shift(_ bytes: UnsafePointer<UInt8>, into y: UnsafeMutablePointer<Float>, _ count: Int) {
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let eight = SIMD8<Int32>(truncatingIfNeeded: UnsafeRawPointer(bytes + i).loadUnaligned(as: SIMD8<UInt8>.self))
        UnsafeMutableRawPointer(y + i).storeBytes(of: SIMD8<Float>(eight) - 128, as: SIMD8<Float>.self)
    }
    for i in whole..<count { y[i] = Float(bytes[i]) - 128 }
}

/// sum ← sum + y.
private func add(_ y: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Double>, _ count: Int) {
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let eight = UnsafeRawPointer(y + i).loadUnaligned(as: SIMD8<Float>.self)
        let old = UnsafeRawPointer(sum + i).loadUnaligned(as: SIMD8<Double>.self)
        UnsafeMutableRawPointer(sum + i).storeBytes(of: old + SIMD8<Double>(eight), as: SIMD8<Double>.self)
    }
    for i in whole..<count { sum[i] += Double(y[i]) }
}
