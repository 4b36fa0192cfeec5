import Tensors
import Workbook

/*:
 The wide case. `x` holds $n$ centred samples of $d$ numbers each, as rows, and $v$ (of length 1) is an eigenvector of
 their inner products: $G v = \lambda v$ with $G_{ij} = \frac{1}{n}\, x_i \cdot x_j$ and $\lambda > 0$. Return the
 principal component that belongs to it, $d$ numbers of length 1, with the sign that $v$ gives it.

 (In [](#der:components-from-inner-products) the matrix is $X^T X$, without the $\frac{1}{n}$.)
 */
func component(of x: [[Double]], vector v: [Double], value λ: Double) throws -> [Double] {
    throw NotYetSolved("5.5")
}

// What follows asks and judges; there is nothing to be written below this line.

enum WideComponentExercise: Exercise {
    static let id = "5.5"
    static let title = "A component from inner products"
    static let hints = [
        "v says how to mix the samples: begin with v₁x₁ + … + vₙxₙ.",
        "The square of its length is ΣΣ vᵢvⱼ xᵢ·xⱼ. That is vᵀ(nG)v. What is it, if Gv = λv?",
        "uⱼ = Σᵢ vᵢ x[i][j] / √(n λ)",
    ]
    typealias Solution = ([[Double]], [Double], Double) throws -> [Double]
    static var attempt: Solution { { try component(of: $0, vector: $1, value: $2) } }

    static func check(_ solution: Solution) throws {
        var samples: [[[Double]]] = [
            [[2, 0, 0], [-2, 0, 0]], [[3, 0], [-3, 0]], [[1, 2, 0, 0], [-1, -2, 0, 0]],
        ]
        var random = RandomGenerator(seed: 55)
        for (n, d) in [(3, 5), (6, 8), (4, 4)] {
            let drawn = Tensor.normal([n, d], using: &random)
            let mean = drawn.columnMeans
            samples.append((0..<n).map { i in (0..<d).map { j in Double(drawn[i, j]) - Double(mean[flat: j]) } })
        }
        for x in samples {
            let (n, d) = (x.count, x[0].count)
            let gram = (0..<n * n).map { ij in
                zip(x[ij / n], x[ij % n]).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
            }
            let eigen = try SymmetricEigen(gram, order: n)
            let covariance = (0..<d * d).map { ij in
                x.reduce(0) { $0 + $1[ij / d] * $1[ij % d] } / Double(n)
            }
            let large = try SymmetricEigen(covariance, order: d)
            try compare(
                over: (0..<n).filter { eigen.values[$0] > 1e-3 }, tolerance: 1e-5,
                describe: { k in
                    "\(n) samples with \(d) numbers, \(n * d <= 8 ? x.told + ", " : "")λ = \(eigen.values[k].told)"
                },
                expected: { k in
                    // The covariance's own eigenvector, turned to the side on which v weighs the samples positively.
                    let u = Array(large.preciseVectors[k * d..<(k + 1) * d])
                    let side = (0..<n).reduce(0) { sum, i in
                        sum + eigen.preciseVectors[k * n + i] * zip(x[i], u).reduce(0) { $0 + $1.0 * $1.1 }
                    }
                    return side < 0 ? u.map { -$0 } : u
                },
                answer: { try solution(x, Array(eigen.preciseVectors[$0 * n..<($0 + 1) * n]), eigen.values[$0]) })
        }
    }
}
