import Derivations
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct SoftmaxFunction: Section {
    static let title = "Softmax: from scores to probabilities"

    func run(on page: Page) throws {
        /*:
         A network that tells dogs from cats puts out one score for each, a **logit**, of any size and sign. A decision wants
         probabilities: positive, with sum 1. Make them positive by an exponential, then divide by the sum:

         $$s_i = \operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}.$$ {#eq:softmax}

         The lecture's example has a dog with 80 % and a cat with 20 %. Which logits are these? From
         $s_1 / s_2 = e^{z_1 - z_2} = 4$ only the difference follows, $z_1 - z_2 = \ln 4$:
         */
        let softmax = Softmax()
        let pet = softmax([log(4), 0])
        page.value("pet.logit", log(4.0))
        page.value("pet.dog", pet[0])
        page.value("pet.cat", pet[1])
        page.check("logits ln 4 apart give 80 %", pet[0], equals: 0.8, within: 1e-6)
        /*:
         A lead of {{pet.logit, fixed 2}} in the logits makes {{pet.dog, percent 0}} against {{pet.cat, percent 0}}. With two
         classes softmax is nothing new:
         */
        page.show(Derivation.softmaxOfTwo)
        page.check("so the dog's 80 % are σ(ln 4)", pet[0], equals: Sigmoid().value(log(4)), within: 1e-6)
        /*:
         The sigmoid is softmax against an opponent with logit 0.

         ## A shift changes nothing, and saves the computation
         */
        page.show(Derivation.softmaxShift)
        /*:
         Only differences count. This is more than a curiosity, for [](#eq:softmax) as it stands does not survive contact with
         a trained network:
         */
        func byTheBook(_ z: [Float]) -> [Float] {
            let exponentials = z.map { exp($0) }
            let sum = exponentials.reduce(0, +)
            return exponentials.map { $0 / sum }
        }
        let large: [Float] = [100 + log(4), 100]
        func told(_ s: [Float]) -> String {
            s.map { $0.isNaN ? "not a number" : $0.formatted(.percent(1)) }.joined(separator: " and ")
        }
        page.show("by the book: \(told(byTheBook(large)))\nthe library: \(told(softmax(large)))")
        /*:
         So it goes at $z = (100 + \ln 4,\ 100)$. The number $e^{100}$ exceeds the largest 32-bit number, and ∞/∞ is not a number. So the library first subtracts the largest
         logit, which changes nothing; then no exponent is above 0 and the sum is at least 1.

         @Excerpt(Sources/NeuralNetworks/Activations/Softmax.swift, slice: forward)
         */
        page.check("by the book the result is not a number", byTheBook(large)[0].isNaN)
        page.check("the library's result is 80 %", softmax(large)[0], equals: 0.8, within: 1e-5)
        var random = RandomGenerator(seed: page.seed)
        // Multiples of 1/64 and whole shifts: then z + c is exact, and the results must agree in every bit.
        let z = (0..<10).map { _ in Float(random.integer(below: 512)) / 64 - 4 }
        let shifts: [Float] = [-10_000, -100, -1, 1, 100, 10_000]
        page.check(
            "shifted by −10 000 to 10 000, the same bits",
            shifts.allSatisfy { shift in softmax(z.map { $0 + shift }) == softmax(z) })
        /*:
         ## Temperature

         Divide the logits by a **temperature** $T$ before the exponential, $\operatorname{softmax}(z/T)$. Multiplying out
         the definition, every ratio of two probabilities is raised to the power $1/T$. At $T = 1$ the dog leads by 4 to 1,
         at $T = \tfrac12$ by 16 to 1, at $T = 2$ by 2 to 1.
         */
        let animals = ["dog", "fox", "cat", "horse", "bird"]
        let logits: [Float] = [log(4), 0.7, 0, -0.5, -1.5]
        let temperatures: [Float] = [0.25, 1, 4]
        // snippet.hide
        page.figure(
            "softmax-temperature",
            caption: "Softmax of five logits at three temperatures. A low temperature lets the winner take "
                + "all, a high one levels the field; the order stays.",
            slide: "Softmax",
            alternativeText: "Bars for five animals in three colours: at temperature 0.25 the dog has nearly "
                + "everything, at 1 about half, at 4 all five are almost equal."
        ) {
            Chart(x: "", y: .percent("probability", domain: 0...1)) {
                for T in temperatures {
                    BarMark(
                        x: animals, y: Softmax(temperature: T)(logits),
                        series: "T = \(T == 0.25 ? "¼" : T.formatted(.fixed(0)))")
                }
            }
        }
        // snippet.show
        func entropy(_ s: [Float]) -> Double { s.reduce(0) { $0 - ($1 > 0 ? Double($1) * log2(Double($1)) : 0) } }
        let scale = (0...80).map { pow(10, -1.5 + 3.5 * Double($0) / 80) }
        // snippet.hide
        page.figure(
            "softmax-entropy",
            caption: "The uncertainty of the same distribution, in bits, from one sure answer (0) to five "
                + "equal ones (log₂ 5).",
            slide: "Softmax",
            alternativeText: "The entropy rises in an S from 0 at low temperature to 2.3 bits at high "
                + "temperature."
        ) {
            Chart(x: .log("temperature T"), y: Axis("entropy in bits", domain: 0...2.6)) {
                LineMark(x: scale, y: scale.map { entropy(Softmax(temperature: Float($0))(logits)) })
                RuleMark(y: log2(5.0), label: "log₂ 5")
            }
        }
        // snippet.show
        for T in [0.5, 1, 2] as [Float] {
            let s = Softmax(temperature: T)([log(4), 0])
            page.check("at T = \(T) the dog leads by 4^(1/T) to 1", s[0] / s[1], equals: pow(4, 1 / T), within: 1e-4)
        }
        page.check(
            "a cold softmax picks the largest logit", softmax(logits.map { $0 / 0.01 })[0], equals: 1, within: 1e-6)
        page.check(
            "a hot one gives five equal parts", Softmax(temperature: 1e4)(logits).map { abs($0 - 0.2) }.max()!,
            atMost: 1e-4)
        /*:
         Softmax is a soft *arg*max: for $T \to 0$ it tends to the unit vector of the largest logit. And a warning that
         belongs on the slide: what comes out has the form of probabilities. Whether the network is right in 80 % of the cases
         in which it says 80 % is a question that only data can answer.
         */
    }
}
