import Foundation
import Tensors
import Workbook

/*:
 Write the two halves of power iteration with deflation. `step` multiplies $u$ by the symmetric matrix $\Sigma$ and
 returns the result at length 1. `deflated` returns the matrix without the part of a known eigenvector $u$ (of length 1)
 with its eigenvalue $\lambda$: all other eigenvectors stay as they are, and $u$ gets the eigenvalue 0.
 */
struct MyPowerIteration: PowerMethod {
    func step(_ Σ: [[Double]], _ u: [Double]) throws -> [Double] {
        throw NotYetSolved("5.4")
    }

    func deflated(_ Σ: [[Double]], value λ: Double, vector u: [Double]) throws -> [[Double]] {
        throw NotYetSolved("5.4")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 5.4 asks for.
protocol PowerMethod {
    func step(_ Σ: [[Double]], _ u: [Double]) throws -> [Double]
    func deflated(_ Σ: [[Double]], value λ: Double, vector u: [Double]) throws -> [[Double]]
}

enum PowerIterationExercise: Exercise {
    static let id = "5.4"
    static let title = "Power iteration and deflation"
    static let hints = [
        "Each entry of Σu is the scalar product of a row with u. Length 1: divide by the root of the sum of squares.",
        "Σ = λ₁u₁u₁ᵀ + λ₂u₂u₂ᵀ + …: take the first term away. (u uᵀ)ᵢⱼ = uᵢuⱼ.",
        "deflated: Σ.indices.map { i in Σ.indices.map { j in Σ[i][j] - λ * u[i] * u[j] } }",
    ]
    static var attempt: any PowerMethod { MyPowerIteration() }

    static func check(_ solution: any PowerMethod) throws {
        let matrices: [[[Double]]] = [
            [[2, 0], [0, 1]], [[2, 1], [1, 2]], [[4, 1, 0], [1, 3, 1], [0, 1, 2]],
        ]
        for Σ in matrices {
            let d = Σ.count
            let eigen = try SymmetricEigen(Σ.flatMap(\.self), order: d)
            let starts = [(0..<d).map { $0 == 0 ? 1.0 : 0 }, (0..<d).map { Double($0 + 1) }]
            try compare(
                over: starts, tolerance: 1e-9, describe: { "step with Σ = \(Σ.told) and u = \($0.told)" },
                expected: { u in
                    let w = Σ.map { row in zip(row, u).reduce(0) { $0 + $1.0 * $1.1 } }
                    let length = w.reduce(0) { $0 + $1 * $1 }.squareRoot()
                    return w.map { $0 / length }
                }, answer: { try solution.step(Σ, $0) })
            // The matrix is put together again from the eigenvectors that remain.
            try compare(
                over: Array(0..<d), tolerance: 1e-9,
                describe: { k in
                    let u = Array(eigen.preciseVectors[k * d..<(k + 1) * d])
                    return "deflated with Σ = \(Σ.told), λ = \(eigen.values[k].told) and u = \(u.told)"
                },
                expected: { k in
                    (0..<d).map { i in
                        (0..<d).map { j in
                            (0..<d).filter { $0 != k }.reduce(0) {
                                $0 + eigen.values[$1] * eigen.preciseVectors[$1 * d + i]
                                    * eigen.preciseVectors[$1 * d + j]
                            }
                        }
                    }
                },
                answer: { k in
                    try solution.deflated(
                        Σ, value: eigen.values[k], vector: Array(eigen.preciseVectors[k * d..<(k + 1) * d]))
                })
        }
    }
}
