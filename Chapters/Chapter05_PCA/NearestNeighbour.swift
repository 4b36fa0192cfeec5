import Tensors

/// The oldest classifier: a sample is what its nearest neighbour among the known ones is.
struct NearestNeighbour {
    private let codes: Tensor
    private let labels: [UInt8]
    private let squares: [Float]

    init(_ codes: Tensor, labels: [UInt8]) {
        (self.codes, self.labels) = (codes, labels)
        squares = (0..<codes.rows).map { Float(codes.row($0).sumOfSquares) }
    }

    /// The share of samples that it names rightly.
    func accuracy(_ samples: Tensor, labels truth: [UInt8]) throws -> Double {
        var right = 0
        for start in stride(from: 0, to: samples.rows, by: 500) {
            let part = start..<min(start + 500, samples.rows)
            // |a − b|² = |a|² − 2 a · b + |b|², and |a|² is the same for all neighbours b.
            let products = try samples.rows(part).times(codes, transposingOther: true)
            products.withUnsafeBufferPointer { p in
                for i in 0..<part.count {
                    var (nearest, least) = (0, Float.infinity)
                    for j in 0..<labels.count {
                        let distance = squares[j] - 2 * p[i * labels.count + j]
                        if distance < least { (nearest, least) = (j, distance) }
                    }
                    if labels[nearest] == truth[start + i] { right += 1 }
                }
            }
        }
        return Double(right) / Double(samples.rows)
    }
}
