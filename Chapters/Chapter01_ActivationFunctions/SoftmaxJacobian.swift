import Derivations
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct SoftmaxJacobian: Section {
    static let title = "Softmax has a matrix for a derivative"

    func run(on page: Page) throws {
        /*:
         Sigmoid, tanh and the rectifiers work on each number alone. In softmax every output depends on every input: raise
         the dog's logit, and the cat's probability falls. The derivative is the matrix of all
         $\partial s_i / \partial z_j$; Kronecker's $\delta_{ij}$ is 1 for $i = j$, else 0.
         */
        page.show(Derivation.softmaxJacobian)
        /*:
         Going backward, a layer needs $J^\top g$ for the gradient $g = \partial L / \partial s$. The matrix need never be
         written down, for $J^\top g = s \circ (g - s^\top g)$:

         @Excerpt(Sources/NeuralNetworks/Activations/Softmax.swift, slice: backward)

         Sending unit vectors through this code gives the Jacobian row by row. Beside it, the same from the forward pass
         alone, by central differences $\bigl(s(z + h e_j) - s(z - h e_j)\bigr)/2h$.
         */
        let softmax = Softmax()
        let z: [Float] = [3, 2, 1.5, 1, 0.5, 0, -0.5, -1]
        let s = softmax(z)
        let n = z.count

        let layer = try Network(input: n) { ActivationLayer(.softmax) }
        func backward(_ g: [Float]) throws -> [Float] {
            _ = try layer.forward(Tensor(rows: [z]))
            return try layer.backward(Tensor(rows: [g])).values
        }
        let jacobian = try (0..<n).map { i in try backward((0..<n).map { $0 == i ? 1 : 0 }) }

        let h: Float = 1 / 64
        let differences = (0..<n).map { i in
            (0..<n).map { j in
                var (right, left) = (z, z)
                right[j] += h
                left[j] -= h
                return (softmax(right)[i] - softmax(left)[i]) / (2 * h)
            }
        }
        var formula = jacobian
        for i in 0..<n {
            for j in 0..<n { formula[i][j] = (i == j ? s[i] : 0) - s[i] * s[j] }
        }

        func distance(_ A: [[Float]], _ B: [[Float]]) -> Float {
            zip(A.joined(), B.joined()).map { abs($0 - $1) }.max()!
        }
        page.check(
            "the library's Jacobian agrees with central differences", distance(jacobian, differences), atMost: 1e-4)
        page.check("and with diag(s) − ssᵀ", distance(jacobian, formula), atMost: 1e-7)
        // snippet.hide
        let names = s.map { $0.formatted(.percent(0)) }
        page.figure(
            "softmax-jacobian",
            caption: "diag(s) − ssᵀ for eight classes: what a change of logit j does to probability i. The "
                + "diagonal is positive, everything else negative, and every row and column sums to 0.",
            slide: "Softmax",
            alternativeText: "A heat map of 8 by 8 cells, blue or red by sign. The largest entries belong to "
                + "the classes with large probability; off the diagonal all entries are negative."
        ) {
            Chart(x: "logit j (its class has probability s_j)", y: "probability i", size: Size(440, 360)) {
                RectangleMark(
                    matrix: jacobian, rows: names, columns: names,
                    colors: ColorScale(.diverging, domain: -0.25...0.25, label: "∂s_i/∂z_j")
                ) { $0.formatted(.fixed(2)) }
            }
        }
        // snippet.show
        page.check("every row sums to 0", jacobian.map { abs($0.reduce(0, +)) }.max()!, atMost: 1e-7)
        /*:
         The matrix is that of a covariance: draw a class with probabilities $s$ and write it as a unit vector $e$; then
         $\mathbb{E}[e] = s$ and $\operatorname{Cov}(e) = \mathbb{E}[ee^\top] - ss^\top = \operatorname{diag}(s) - ss^\top$.
         So it is symmetric and has no negative eigenvalue. That its rows sum to 0 is the invariance to shifts, differentiated:
         a step along $(1, \dots, 1)$ changes nothing. And where softmax is sure of itself, all entries are near 0: softmax
         saturates like the sigmoid that it generalises.

         ## A mistake that hides

         It is tempting to treat softmax as an element-wise function and to keep the diagonal only,
         $s_i(1 - s_i)$. The lecture's own code does so. How wrong is it? Take the loss $L = \tfrac12 \|s - t\|^2$ for
         the third class as target, with $g = s - t$:
         */
        let t: [Float] = (0..<n).map { $0 == 2 ? 1 : 0 }
        let g = zip(s, t).map { $0 - $1 }
        let whole = try backward(g)
        let diagonal = zip(s, g).map { $0 * (1 - $0) * $1 }
        // snippet.hide
        page.table(
            "diagonal-only", caption: "The gradient of ½‖softmax(z) − t‖² with respect to the logits.",
            columns: ["class", "s", "whole Jacobian", "diagonal only"],
            rows: (0..<n).map { i in
                [
                    "\(i + 1)", s[i].formatted(.fixed(3)), whole[i].formatted(.fixed(4)),
                    diagonal[i].formatted(.fixed(4)),
                ]
            })
        // snippet.show
        let (a, b) = (Tensor(whole), Tensor(diagonal))
        let cosine = try (a * b).sum / (a.norm * b.norm)
        page.value("diagonal.angle", acos(cosine) * 180 / .pi)
        page.value("diagonal.wrongSigns", zip(whole, diagonal).count { $0 * $1 < 0 })
        /*:
         The two gradients are {{diagonal.angle, integer}}° apart, and {{diagonal.wrongSigns}} of the eight components even have the wrong sign. Why did nobody notice? Because the lecture's code pairs
         it with the *element-wise* cross-entropy $-\sum_i [t_i \ln s_i + (1 - t_i) \ln(1 - s_i)]$, whose derivative is
         $(s_i - t_i)/(s_i(1 - s_i))$. The diagonal cancels the denominator, and what is left is $s - t$. That happens to be
         the right gradient of another loss, the categorical cross-entropy $-\sum_i t_i \ln s_i$ through the whole
         Jacobian. Two mistakes make one correct step, and the loss that is printed is not the one that is minimised. With any
         other loss the gradient is wrong. [](#ex:1.3) lets you find it by the test that would have found it then.
         */
        let elementwise = zip(s, t).map { s, t in (s - t) / (s * (1 - s)) }
        let categorical = zip(s, t).map { s, t in -t / s }
        let byMistake = zip(s, elementwise).map { $0 * (1 - $0) * $1 }
        let correct = try backward(categorical)
        page.check(
            "diagonal × element-wise cross-entropy = whole Jacobian × categorical cross-entropy = s − t",
            (0..<n).map { max(abs(byMistake[$0] - g[$0]), abs(correct[$0] - g[$0])) }.max()!, atMost: 1e-6)
    }
}
