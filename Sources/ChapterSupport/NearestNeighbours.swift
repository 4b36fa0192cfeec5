import Tensors

/// Which of the known samples are nearest to others, by the squared distance ‖a − b‖².
public struct NearestNeighbours {
    private let known: Samples

    /// A known sample and how far away it is.
    public struct Neighbour {
        public let index: Int
        public let squaredDistance: Double
    }

    public init(among known: Samples) { self.known = known }

    /// Among codes or images, one a row.
    public init(among known: Tensor) throws { self.known = try Samples(inputs: known, targets: known) }

    /// For each row of x the nearest of the known samples, nearest first.
    ///
    /// - Parameters:
    ///   - count: how many; fewer if fewer are known.
    ///   - exceptItself: whether row i of x is known sample i, which does not count.
    public func nearest(_ count: Int = 1, to x: Tensor, exceptItself: Bool = false) throws -> [[Neighbour]] {
        var found = [[Neighbour]](repeating: [], count: x.rows)
        let squares = (0..<x.rows).map { x.row($0).sumOfSquares }
        for start in stride(from: 0, to: known.count, by: 2_000) {
            let block = known.inputs(start..<min(start + 2_000, known.count))
            // ‖a − b‖² = ‖a‖² − 2 a · b + ‖b‖²
            let products = try x.times(block, transposingOther: true)
            let ownSquares = (0..<block.rows).map { block.row($0).sumOfSquares }
            products.withUnsafeBufferPointer { products in
                for i in found.indices {
                    var farthest = found[i].count == count ? found[i][count - 1].squaredDistance : .infinity
                    for j in 0..<block.rows {
                        let distance = squares[i] + ownSquares[j] - 2 * Double(products[i * block.rows + j])
                        guard distance < farthest, !(exceptItself && start + j == i) else { continue }
                        let place = found[i].firstIndex { $0.squaredDistance > distance } ?? found[i].count
                        found[i].insert(Neighbour(index: start + j, squaredDistance: max(distance, 0)), at: place)
                        if found[i].count > count { found[i].removeLast() }
                        if found[i].count == count { farthest = found[i][count - 1].squaredDistance }
                    }
                }
            }
        }
        return found
    }

    /// The squared distance from each row of x to the nearest known sample.
    public func squaredDistances(to x: Tensor) throws -> [Double] {
        try nearest(to: x).map { $0.first?.squaredDistance ?? .infinity }
    }

    /// The share of samples that their neighbours' vote names rightly: the oldest classifier. Of labels with equal votes the
    /// nearest neighbour's counts.
    ///
    /// - Parameters:
    ///   - x: samples as rows.
    ///   - truth: their labels.
    ///   - labels: those of the known samples.
    ///   - votes: how many neighbours vote.
    public func accuracy<Label: Hashable>(
        of x: Tensor, labels truth: [Label], known labels: [Label], votes: Int = 1, exceptItself: Bool = false
    ) throws -> Double {
        let named = try nearest(votes, to: x, exceptItself: exceptItself).map { neighbours in
            let names = neighbours.map { labels[$0.index] }
            let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
            let most = counts.values.max()
            return names.first { counts[$0] == most }
        }
        return Double(zip(named, truth).count { $0 == $1 }) / Double(x.rows)
    }
}
