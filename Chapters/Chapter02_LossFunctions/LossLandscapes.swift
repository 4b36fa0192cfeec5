import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct LossLandscapes: Section {
    static let title = "The landscape that training walks in"

    func run(on page: Page) throws {
        /*:
         A loss is a function of the weights. With two weights it can be drawn as a map. Take the network

         $$\text{NN}(x) = \sigma\bigl(4 \tanh(w_1 x) + 4 \tanh(w_2 x)\bigr),$$

         with both output weights held at 4 and the two hidden weights free. As targets it gets its own outputs for
         $w = (2, -0.6)$ at 25 places from −3 to 3, so that we know an answer.
         */
        let teacher = (2.0, -0.6)
        let mse = try TwoWeights(.meanSquaredError, teacher: teacher)
        let ce = try TwoWeights(.binaryCrossEntropy, teacher: teacher)
        let starts = [(-3.5, -1.5), (-2.5, 3.4), (3.0, 2.2), (3.2, 3.2)]
        let steps = 4_000
        let mseWalks = try starts.map { try mse.walk(from: $0, steps: steps, rate: 0.5) }
        let ceWalks = try starts.map { try ce.walk(from: $0, steps: steps, rate: 0.05) }
        // snippet.hide
        func map(_ title: String, _ landscape: TwoWeights, _ walks: [[(Double, Double)]]) -> Chart {
            let range = -4.0...4.0
            let height: (Double, Double) -> Double = { landscape.excess(at: ($0, $1)) }
            return Chart(
                title, x: Axis("w_1", domain: range), y: Axis("w_2", domain: range), legend: .hidden, equalUnits: true,
                size: Size(390, 340)
            ) {
                FieldMark(x: range, y: range, samples: 101, label: "loss above the minimum", height)
                ContourMark(x: range, y: range, levels: 10, samples: 101, height).foregroundStyle(.white).opacity(0.5)
                for walk in walks {
                    LineMark(x: walk.map(\.0), y: walk.map(\.1)).foregroundStyle(Palette.color(1)).lineStyle(width: 2)
                    PointMark(x: walk[0].0, y: walk[0].1).foregroundStyle(.white).symbolSize(6)
                }
                PointMark(x: [teacher.0, teacher.1], y: [teacher.1, teacher.0]).foregroundStyle(.white)
                    .symbol(.cross, size: 9)
            }
        }
        page.figure(
            "landscapes",
            caption: "The loss over the two hidden weights, with paths of small steps against the gradient from "
                + "four starts (dots) and the two best pairs of weights (crosses). Dark is low. The map is its own mirror image in the diagonal.",
            slide: "Loss Functions",
            alternativeText: "Two maps, symmetric about the diagonal, with valleys to two crosses that mirror each "
                + "other. Paths run to the nearer cross; the one that starts on the diagonal stays on it."
        ) {
            Panels(columns: 2) {
                map("squared error", mse, mseWalks)
                map("cross-entropy", ce, ceWalks)
            }
        }
        // snippet.show
        /*:
         ## Twins

         There are two best answers, $(2, -0.6)$ and $(-0.6, 2)$: exchange the two hidden units, and the network is the
         same. A hidden layer of $n$ units has $n!$ such copies of every minimum. It follows that *the* minimum does not
         exist, and that comparing two trained networks weight by weight makes no sense.
         */
        let here = (1.3, -2.1)
        page.check(
            "the loss does not change when the units are exchanged", ce.loss(at: here),
            equals: ce.loss(at: (here.1, here.0)), within: 1e-6)
        page.check(
            "at both best pairs the gradient vanishes",
            try max(ce.slope(at: teacher), ce.slope(at: (teacher.1, teacher.0))), atMost: 1e-4)
        let diagonal = ceWalks[3].last!
        page.value("landscape.diagonal", diagonal.0)
        page.value("landscape.diagonal.excess", ce.excess(at: diagonal))
        page.value("landscape.steps", steps)
        page.check("a path that starts on the diagonal never leaves it", abs(diagonal.0 - diagonal.1), atMost: 1e-4)
        page.check(
            "where it ends, the ground falls to the side", ce.loss(at: (diagonal.0 + 0.3, diagonal.1 - 0.3)),
            atMost: ce.loss(at: diagonal))
        page.value("landscape.stuck.mse", mse.excess(at: mseWalks[2].last!))
        page.value("landscape.stuck.ce", ce.excess(at: ceWalks[2].last!))
        /*:
         The mirror has a cost. On the diagonal $w_1 = w_2$ the gradient points along the diagonal, so two units that start
         equal stay equal for ever. With cross-entropy the path from $(3.2, 3.2)$ runs down to
         ({{landscape.diagonal, fixed 2}}, {{landscape.diagonal, fixed 2}}), where the loss is smallest *on the diagonal*, and
         stays there, {{landscape.diagonal.excess, significant 2}} above the minimum. It is a saddle: a step to the side would
         lead down, but no gradient points there. This is why weights start at random.

         ## Plateaus

         With the squared error the same path has hardly left its start after {{landscape.steps}} steps, nor has its
         neighbour from $(3, 2.2)$, although the steps are ten times as long a multiple of the gradient (0.5 against
         0.05). With cross-entropy the neighbour arrives.

         Where both hidden weights are large, the tanh units are saturated, and no loss at the output can mend that: the
         map is flat there for both losses. But how flat? To compare, divide each gradient by the largest on its map,
         and count where less than a hundredth is left:
         */
        func flatShare(_ landscape: TwoWeights) throws -> Double {
            let axis = (0...60).map { -4 + 8 * Double($0) / 60 }
            let slopes = try axis.flatMap { u in try axis.map { v in try landscape.slope(at: (u, v)) } }
            let largest = slopes.max()!
            return Double(slopes.count { $0 < 0.01 * largest }) / Double(slopes.count)
        }
        page.value("landscape.flat.mse", try flatShare(mse))
        page.value("landscape.flat.ce", try flatShare(ce))
        let far = (-3.5, -3.5)
        page.value("landscape.far.mse", try mse.slope(at: far))
        page.value("landscape.far.ce", try ce.slope(at: far))
        /*:
         That is {{landscape.flat.mse, percent 0}} of the squared error's map and {{landscape.flat.ce, percent 0}} of the
         cross-entropy's. In the corner at $(-3.5, -3.5)$, where nearly every answer is wrong and nearly every unit
         saturated, the gradients are {{landscape.far.mse, significant 2}} and {{landscape.far.ce, significant 2}} long. What
         is left in the second is the hidden units' saturation alone; the first has the output's on top.
         */
        page.check(
            "from (3, 2.2) the squared error stays on its plateau", mse.excess(at: mseWalks[2].last!), atLeast: 0.01)
        page.check("cross-entropy arrives", ce.excess(at: ceWalks[2].last!), atMost: 1e-3)
        page.check(
            "in the wrong corner cross-entropy has the longer gradient", try mse.slope(at: far),
            atMost: try ce.slope(at: far))
    }
}
