import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct TwoCrossEntropies: Section {
    static let title = "Two losses of one name"

    func run(on page: Page) throws {
        /*:
         The slide's formula has two terms, $y \ln p$ and $(1 - y) \ln(1 - p)$. For a softmax over $K$ classes one can read
         it component by component and sum,

         $$H_{\text{element-wise}} = -\sum_{k=1}^{K} \bigl[y_k \ln p_k + (1 - y_k) \ln(1 - p_k)\bigr],
         \qquad H_{\text{categorical}} = -\sum_{k=1}^{K} y_k \ln p_k .$$ {#eq:two}

         The first treats each class as a question of its own, as if a digit could be a 3 and an 8 at once. That is right for
         ten sigmoids. After a softmax it is a different loss from the second, and it can even rank two predictions the other
         way round. Take three classes, the first being true:
         */
        let y = try Tensor(rows: [[1, 0, 0]])
        let oneRival = try Tensor(rows: [[0.5, 0.49, 0.01]])
        let twoRivals = try Tensor(rows: [[0.48, 0.26, 0.26]])
        let losses = try [oneRival, twoRivals].map {
            (try CrossEntropy().value($0, targets: y), try BinaryCrossEntropy().value($0, targets: y))
        }
        // snippet.hide
        page.table(
            "two-predictions", caption: "Two predictions of which each is the better one, by one of the two losses.",
            columns: ["prediction", "categorical", "element-wise"],
            rows: zip(["0.50, 0.49, 0.01", "0.48, 0.26, 0.26"], losses).map {
                [$0, $1.0.formatted(.fixed(3)), $1.1.formatted(.fixed(3))]
            })
        // snippet.show
        page.check("the categorical loss prefers the first", losses[0].0 < losses[1].0)
        page.check("the element-wise loss prefers the second", losses[0].1 > losses[1].1)
        /*:
         The lecture's code falls between the two. It *prints* the element-wise loss, but multiplies its derivative by the
         diagonal of softmax's Jacobian only, and what comes out of these two steps is $p - y$: the gradient of the
         *categorical* loss. So what is printed is not what is minimised. How far are the gradients apart? For random logits
         of ten classes, carry each loss's derivative back through the whole Jacobian:
         */
        let classes = 10
        let cases = 1000
        var random = RandomGenerator(seed: page.seed)
        let z = Tensor.normal([cases, classes], standardDeviation: 2, using: &random)
        let softmax = try Network(input: classes, seed: page.seed) { ActivationLayer(.softmax) }
        let p = try softmax.forward(z)
        var labels = Tensor(shape: [cases, classes])
        for i in 0..<cases { labels[i, random.integer(below: classes)] = 1 }
        let categorical = try softmax.backward(CrossEntropy().gradient(p, targets: labels))
        let elementwise = try softmax.backward(BinaryCrossEntropy().gradient(p, targets: labels))
        func angle(_ row: Int) throws -> Double {
            let (a, b) = (categorical.row(row), elementwise.row(row))
            let cosine = try (a * b).sum / (a.sumOfSquares * b.sumOfSquares).squareRoot()
            return acos(min(1, cosine)) * 180 / .pi
        }
        let angles = try (0..<cases).map(angle).sorted()
        // The gradient of the mean is a mean, too.
        let worst = try (Float(cases) * categorical - (p - labels)).map { abs($0) }.max!
        page.check("p − y is the gradient of the categorical loss", worst, atMost: 1e-5)
        page.value("two.categorical", try CrossEntropy().value(p, targets: labels))
        page.value("two.elementwise", try BinaryCrossEntropy().value(p, targets: labels))
        page.value("two.angle.median", angles[cases / 2])
        page.value("two.angle.largest", angles[cases - 1])
        /*:
         The same predictions cost {{two.categorical, fixed 2}} by one measure and {{two.elementwise, fixed 2}} by the other,
         and the gradients are {{two.angle.median, integer}}° apart in the median, at most
         {{two.angle.largest, integer}}°. Both point out of the mistake, which is why training worked. But a curve of
         the printed loss can rise while training does all it should. [](#ex:2.3) has the code to repair.

         Whoever compares loss values between programs must know which of the two they print. There is a bound:
         the element-wise loss is never the smaller one, for it adds terms $-\ln(1 - p_k) \ge 0$.
         */
        page.check(
            "the element-wise loss is the larger one", try BinaryCrossEntropy().value(p, targets: labels),
            atLeast: try CrossEntropy().value(p, targets: labels))
    }
}
