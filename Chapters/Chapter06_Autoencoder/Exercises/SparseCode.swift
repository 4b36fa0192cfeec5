import NeuralNetworks
import Tensors
import Workbook

/*:
 **Extend the library.** A code need not be short to be scarce. A *k-sparse* autoencoder [@makhzani2014] has a code of many units,
 of which only the $k$ largest in each sample may speak; the others are set to zero:

 $$y_j = \begin{cases} x_j & \text{if } x_j \text{ is among the } k \text{ largest of its sample} \\ 0 & \text{else.} \end{cases}$$

 Make it a layer of the library that can stand at the end of an encoder. `GaussianNoise.swift` shows how: a declaration (a struct) with its
 name and `makeLayer`, and a layer at work (a class) with `forward` and `backward`. It acts in training and in use
 alike. Where nothing is passed, nothing comes back. Return the declaration from `make`.
 */
struct SparseCode: SparseLayerMaker {
    func make(keeping k: Int) throws -> any LayerDeclaration {
        throw NotYetSolved("6.5")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 6.5 asks for.
protocol SparseLayerMaker {
    func make(keeping k: Int) throws -> any LayerDeclaration
}

enum SparseCodeExercise: Exercise {
    static let id = "6.5"
    static let title = "A sparse code"
    static let hints = [
        "The declaration needs makeLayer only (name and specification have defaults). The input's shape is construction.input.",
        "In forward, for each row: sort its values, take the k-th largest as a threshold, and copy what is not below it. Keep "
            + "the result y for backward.",
        "Backward: the gradient where the unit was kept, 0 elsewhere, that is where y is 0 unless x was 0 itself; keep a "
            + "mask of ones and zeros, and multiply. Return Tensor() if wanted does not contain .inputs.",
    ]
    static var attempt: any SparseLayerMaker { SparseCode() }

    private static let cases: [(k: Int, x: [[Float]], g: [[Float]])] = [
        (1, [[1, 2]], [[3, 5]]), (1, [[-1, -2]], [[1, 1]]), (2, [[5, 1, 4]], [[1, 2, 3]]),
        (1, [[3, 1], [0.5, 2]], [[1, 2], [3, 4]]),
        (2, [[-3, 2, 1, 0.5], [9, 8, 7, 6]], [[1, 2, 3, 4], [5, 6, 7, 8]]),
        (3, [[1, 2, 3]], [[-1, -2, -3]]),
    ]

    static func check(_ solution: any SparseLayerMaker) throws {
        for (k, x, g) in cases {
            let columns = x[0].count
            let label = "for k = \(k) and x = \(x)"
            let layer = try solution.make(keeping: k)
            let network = try Network(input: columns, seed: 1) { [layer] }
            let rows = x.map { row in
                let kept = Set(row.indices.sorted { row[$0] > row[$1] }.prefix(k))
                return row.indices.map { kept.contains($0) }
            }
            let output = zip(x, rows).map { x, kept in zip(x, kept).map { $1 ? $0 : 0 } }
            let back = zip(g, rows).map { g, kept in zip(g, kept).map { $1 ? $0 : 0 } }
            func told(_ tensor: Tensor) -> [[Float]] { (0..<tensor.rows).map { tensor.row($0).values } }
            let used = told(try network.predict(Tensor(rows: x)))
            try require(used == output, "\(label), in use: expected \(output), got \(used)")
            let trained = told(try network.forward(Tensor(rows: x)))
            try require(trained == output, "\(label), in training: expected \(output), got \(trained)")
            let gradient = told(try network.backward(Tensor(rows: g)))
            try require(gradient == back, "\(label), the gradient \(g) coming in: expected \(back), got \(gradient)")
        }
        // In its place, between two halves, and over several passes.
        for seed: UInt64 in 1...2 {
            var random = RandomGenerator(seed: seed)
            let x = Tensor.normal([4, 5], using: &random)
            let layer = try solution.make(keeping: 3)
            let check = try GradientCheck.network(inputs: x, targets: x, loss: .meanSquaredError, seed: seed) {
                Dense(8, .tanh)
                layer
                Dense(5)
            }
            try require(check.passed, "in an autoencoder 5–8–5 that keeps 3: \(check)")
        }
    }
}
