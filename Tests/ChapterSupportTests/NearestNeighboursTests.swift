import ChapterSupport
import Tensors
import Testing

@Suite struct NearestNeighboursTests {
    private func squaredDistance(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
    }

    /// More known samples than one block holds, against sorting all distances.
    @Test func agreesWithSortingAllDistances() throws {
        var random = RandomGenerator(seed: 1)
        let (known, x) = (Tensor.normal([4_300, 3], using: &random), Tensor.normal([20, 3], using: &random))
        let found = try NearestNeighbours(among: known).nearest(5, to: x)
        for i in 0..<x.rows {
            let distances = (0..<known.rows).map { squaredDistance(x.row(i).values, known.row($0).values) }
            let nearest = distances.indices.sorted { distances[$0] < distances[$1] }.prefix(5)
            #expect(found[i].map(\.index) == Array(nearest))
            for (neighbour, j) in zip(found[i], nearest) {
                #expect(abs(neighbour.squaredDistance - distances[j]) < 1e-5)
            }
        }
    }

    @Test func nobodyIsItsOwnNeighbourIfSaidSo() throws {
        let x = try Tensor(rows: [[0, 0], [1, 0], [5, 5]])
        let neighbours = try NearestNeighbours(among: x)
        #expect(try neighbours.nearest(to: x).map { $0[0].index } == [0, 1, 2])
        #expect(try neighbours.nearest(to: x, exceptItself: true).map { $0[0].index } == [1, 0, 1])
        #expect(try neighbours.squaredDistances(to: Tensor(rows: [[1, 1]])) == [1])
    }

    /// Fewer known samples than are asked for.
    @Test func givesWhatThereIs() throws {
        let known = try Tensor(rows: [[0], [1]])
        #expect(try NearestNeighbours(among: known).nearest(5, to: Tensor(rows: [[0.9]]))[0].map(\.index) == [1, 0])
    }

    @Test func votesAreCountedAndTheNearestDecidesATie() throws {
        let known = try NearestNeighbours(among: Tensor(rows: [[0], [1], [2], [3]]))
        let x = try Tensor(rows: [[0.1], [0.6]])
        let labels: [UInt8] = [7, 8, 8, 9]
        #expect(try known.accuracy(of: x, labels: [7, 8], known: labels) == 1)
        // Three votes: 7, 8, 8. Two votes: 7 and 8 for the first, 8 and 7 for the second.
        #expect(try known.accuracy(of: x, labels: [8, 8], known: labels, votes: 3) == 1)
        #expect(try known.accuracy(of: x, labels: [7, 8], known: labels, votes: 2) == 1)
        #expect(try known.accuracy(of: x, labels: [7, 7], known: labels, votes: 2) == 0.5)
    }
}
