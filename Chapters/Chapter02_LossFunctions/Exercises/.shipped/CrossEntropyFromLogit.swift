import Foundation
import Workbook

/*:
 Write the binary cross-entropy $-y \ln \sigma(z) - (1 - y) \ln(1 - \sigma(z))$ as a function of the logit $z$ and the target
 $y \in [0, 1]$, in such a way that it is right for every finite $z$: for $z = 1000$ no infinity, for $z = \pm 40$ and
 the right answer no rounding to zero. Then write its derivative with respect to $z$.
 */
struct CrossEntropyFromLogit: CrossEntropyFromLogitFunctions {
    func value(logit z: Double, target y: Double) throws -> Double {
        throw NotYetSolved("2.2")
    }

    func derivative(logit z: Double, target y: Double) throws -> Double {
        throw NotYetSolved("2.2")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 2.2 asks for.
protocol CrossEntropyFromLogitFunctions {
    func value(logit z: Double, target y: Double) throws -> Double
    func derivative(logit z: Double, target y: Double) throws -> Double
}

enum CrossEntropyFromLogitExercise: Exercise {
    static let id = "2.2"
    static let title = "Cross-entropy that does not overflow"
    static let hints = [
        "Get rid of σ on paper first: ln σ(z) = −ln(1 + exp(−z)) and ln(1 − σ(z)) = −ln(1 + exp(z)).",
        "Both terms together are ln(1 + exp(z)) − yz. For z > 0, take exp(z) out of the logarithm: z + ln(1 + exp(−z)).",
        "(max(z, 0) − yz) + ln(1 + exp(−|z|)). For ln(1 + x) with tiny x there is log1p(x), and the brackets keep the "
            + "large numbers from swallowing the tiny one.",
        "The derivative is σ(z) − y. With 1/(1 + exp(−z)) an overflowing exponential does no harm: 1/∞ is 0.",
    ]
    static var attempt: any CrossEntropyFromLogitFunctions { CrossEntropyFromLogit() }

    private struct Case {
        var z: Double
        var y: Double
        var value: Double
    }

    static func check(_ solution: any CrossEntropyFromLogitFunctions) throws {
        var cases: [Case] = []
        // Moderate logits: the definition itself is the oracle.
        for z in [0.0, 1, -1, 2.5, -2.5] {
            let p = 1 / (1 + exp(-z))
            for y in [0, 1, 0.25] { cases.append(Case(z: z, y: y, value: -y * log(p) - (1 - y) * log(1 - p))) }
        }
        // Large ones: what is lost is the logit itself, what remains is exp(−|z|), to within its square.
        for z in [40.0, 1000] {
            for (z, y) in [(z, 0.0), (-z, 1)] { cases.append(Case(z: z, y: y, value: abs(z))) }
            for (z, y) in [(z, 1.0), (-z, 0)] { cases.append(Case(z: z, y: y, value: exp(-abs(z)))) }
        }
        try compare(
            over: cases, tolerance: 1e-9, describe: { "z = \($0.z.told) and y = \($0.y.told)" }, expected: \.value,
            answer: { try solution.value(logit: $0.z, target: $0.y) })
        for probe in cases where probe.value > 0 && probe.value < 1e-9 {
            let value = try solution.value(logit: probe.z, target: probe.y)
            try require(
                abs(value / probe.value - 1) < 1e-6,
                "for z = \(probe.z.told) and y = \(probe.y.told): expected \(probe.value.told), got \(value.told)")
        }
        try compare(
            over: cases, tolerance: 1e-9, describe: { "the derivative at z = \($0.z.told), y = \($0.y.told)" },
            expected: { 0.5 * (1 + tanh(0.5 * $0.z)) - $0.y },
            answer: { try solution.derivative(logit: $0.z, target: $0.y) })
    }
}
