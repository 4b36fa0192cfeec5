import Foundation
import NeuralNetworks
import Tensors
import Workbook

/*:
 **Extend the library.** Squares punish one pixel that is far off more than many that are a little off; the absolute error does
 not. It belongs to the *Laplace* law: each component has the density $\frac{1}{2b} e^{-|x - f(z)|/b}$ with a scale $b > 0$. Make it a
 `Loss` for the variational autoencoder, whose predictions are $y = f(z)$ and whose targets are the samples $x$: the value is
 $-\log f_{X|Z}(x|z)$, a sum over the components in the mean over the batch, the gradient that of the value with respect to $y$,
 where the derivative of $|u|$ at 0 may be taken as 0. `AbsoluteError.swift` shows how, and the library's `.absoluteError` can be
 a reconstruction loss already: but it knows no $b$, and is the logarithm of no density. Return yours from `make`.
 */
struct LaplaceDecoder: LaplaceLossMaker {
    func make(scale b: Double) throws -> any Loss {
        throw NotYetSolved("8.6")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.6 asks for.
protocol LaplaceLossMaker {
    func make(scale b: Double) throws -> any Loss
}

enum LaplaceDecoderExercise: Exercise {
    static let id = "8.6"
    static let title = "A decoder with another noise"
    static let hints = [
        "A struct with a constant b that conforms to ElementwiseLoss, which adds up components and takes the mean over the batch.",
        "It needs two functions of one component: value(_ y: Float, target x: Float), and derivative of the same form.",
        "−ln of the density is |x − y|/b + ln 2b, and its derivative with respect to y is sign(y − x)/b.",
    ]
    static var attempt: any LaplaceLossMaker { LaplaceDecoder() }

    static func check(_ solution: any LaplaceLossMaker) throws {
        let cases: [Case] = [
            Case(f: [[1]], x: [[0]], b: 1), Case(f: [[0]], x: [[2]], b: 0.5), Case(f: [[1, 0.5]], x: [[0, 1]], b: 1),
            Case(f: [[1], [3]], x: [[0.5], [4]], b: 2),
            Case(f: [[0.2, 0.9, -1], [0.4, 0, 2]], x: [[1, 0, 0], [0.5, 1, 1]], b: 0.3),
        ]
        try compare(
            over: cases, tolerance: 1e-5, describe: { "the value for " + $0.told }, expected: { $0.value },
            answer: { c in
                try solution.make(scale: c.b).value(c.tensor(c.f), targets: c.tensor(c.x))
            })
        try compare(
            over: cases, tolerance: 1e-5, describe: { "the gradient for " + $0.told }, expected: { $0.gradient },
            answer: { c in
                try solution.make(scale: c.b).gradient(c.tensor(c.f), targets: c.tensor(c.x)).values.map(Double.init)
            })
    }

    private struct Case {
        var f, x: [[Double]]
        var b: Double

        var told: String { "f(z) = \(f.told), x = \(x.told), b = \(b)" }

        func tensor(_ rows: [[Double]]) throws -> Tensor { try Tensor(rows: rows.map { $0.map(Float.init) }) }

        private var errors: [Double] { zip(f.joined(), x.joined()).map { $0 - $1 } }

        /// Through the density itself.
        var value: Double { errors.reduce(0) { $0 - log(exp(-abs($1) / b) / (2 * b)) } / Double(f.count) }

        var gradient: [Double] { errors.map { ($0 > 0 ? 1 : -1) / b / Double(f.count) } }
    }
}
