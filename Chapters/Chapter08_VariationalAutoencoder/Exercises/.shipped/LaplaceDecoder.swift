import Autoencoders
import Foundation
import Tensors
import Workbook

/*:
 **Extend the library.** Squares punish one pixel that is far off more than many that are a little off; the absolute error does
 not. It belongs to the *Laplace* law: each component has the density $\frac{1}{2b} e^{-|x - f(z)|/b}$ with a scale $b > 0$. Make it a
 `ReconstructionLoss` for the variational autoencoder: the value is $-\log f_{X|Z}(x|z)$, summed over the batch, the gradient that
 of its *mean* over the batch with respect to $f(z)$, where the derivative of $|u|$ at 0 may be taken as 0. `GaussianDecoder.swift`
 shows how. Then return it from `make`.
 */
struct LaplaceDecoder: ReconstructionLossMaker {
    func make(scale b: Double) throws -> any ReconstructionLoss {
        throw NotYetSolved("8.6")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.6 asks for.
protocol ReconstructionLossMaker {
    func make(scale b: Double) throws -> any ReconstructionLoss
}

enum LaplaceDecoderExercise: Exercise {
    static let id = "8.6"
    static let title = "A decoder with another noise"
    static let hints = [
        "A struct with a name and evaluate(_:of:gradient:). y holds f(z), x the samples; both have rows and columns.",
        "−ln of the density is |x − f|/b + ln 2b for each component: add it up over all components of all samples.",
        "The gradient is sign(f − x)/b, divided by the number of rows; write it into gradient[i] if gradient is not nil.",
    ]
    static var attempt: any ReconstructionLossMaker { LaplaceDecoder() }

    static func check(_ solution: any ReconstructionLossMaker) throws {
        let cases: [Case] = [
            Case(f: [[1]], x: [[0]], b: 1), Case(f: [[0]], x: [[2]], b: 0.5), Case(f: [[1, 0.5]], x: [[0, 1]], b: 1),
            Case(f: [[1], [3]], x: [[0.5], [4]], b: 2),
            Case(f: [[0.2, 0.9, -1], [0.4, 0, 2]], x: [[1, 0, 0], [0.5, 1, 1]], b: 0.3),
        ]
        try compare(
            over: cases, tolerance: 1e-5, describe: { "the value for " + $0.told }, expected: { $0.value },
            answer: { c in
                var loss = try solution.make(scale: c.b)
                return try loss.evaluate(c.tensor(c.f), of: c.tensor(c.x), gradient: nil)
            })
        try compare(
            over: cases, tolerance: 1e-5, describe: { "the gradient for " + $0.told }, expected: { $0.gradient },
            answer: { c in
                var loss = try solution.make(scale: c.b)
                var gradient = Tensor(repeating: .nan, shape: [c.f.count, c.f[0].count])
                try gradient.withUnsafeMutableBufferPointer {
                    _ = try loss.evaluate(c.tensor(c.f), of: c.tensor(c.x), gradient: $0)
                }
                return gradient.values.map(Double.init)
            })
    }

    private struct Case {
        var f, x: [[Double]]
        var b: Double

        var told: String { "f(z) = \(f.told), x = \(x.told), b = \(b)" }

        func tensor(_ rows: [[Double]]) throws -> Tensor { try Tensor(rows: rows.map { $0.map(Float.init) }) }

        private var errors: [Double] { zip(f.joined(), x.joined()).map { $0 - $1 } }

        /// Through the density itself.
        var value: Double { errors.reduce(0) { $0 - log(exp(-abs($1) / b) / (2 * b)) } }

        var gradient: [Double] { errors.map { ($0 > 0 ? 1 : -1) / b / Double(f.count) } }
    }
}
