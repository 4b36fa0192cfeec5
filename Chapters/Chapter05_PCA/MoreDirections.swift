import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Plotting
import Tensors
import Workbook

struct MoreDirections: Section {
    static let title = "And the next direction?"

    func run(on page: Page) throws {
        /*:
         With two numbers for a point of five, one needs two directions. Is the second simply the second eigenvector? Ask
         for the direction of largest variance among those at right angles to the first:
         */
        page.show(Derivation.nextComponent)
        /*:
         The multiplier $\alpha$ of the new constraint vanishes, and what remains is the same eigenproblem. So it goes on,
         one by one: a *greedy* choice. But might a pair of directions, chosen together, keep more than the best one with
         the best next? Greed does not pay in general. Here it does, and the proof is worth reading, as it asks how much
         of each eigenvector $k$ directions hold, and finds that they have $k$ to give away in all, at most 1 to each.
         */
        page.show(Derivation.weightsOfDirections)
        page.show(Derivation.topComponents)
        /*:
         And the *error*, with which we began? To keep most and to lose least is the same. That is Pythagoras, summed over
         all points:
         */
        page.show(Derivation.leastSquares)
        /*:
         Try to beat it. A cloud in five dimensions, and five thousand planes through its mean at random:
         */
        var random = RandomGenerator(seed: page.seed)
        let x = try Tensor.normal([400, 5], using: &random).times(Tensor.normal([5, 5], using: &random))
        let Σ = try Covariance(x)
        let best = try PCA(Σ, components: 2)
        let shares = try (0..<5000).map { _ in
            // The right singular vectors of two random vectors: an orthonormal basis of a random plane.
            let plane = try SingularValues(Tensor.normal([2, 5], using: &random)).preciseRight
            return kept(by: plane, Σ) / Σ.total
        }
        // snippet.hide
        let bins = (0..<50).map { bin in shares.count { Int($0 * 50) == bin } }
        page.figure(
            "random-planes",
            caption:
                "How much of a five-dimensional cloud's variance 5000 random planes keep. None keeps more than the first two principal "
                + "components.",
            slide: "PCA: Theory",
            alternativeText:
                "A histogram of shares from 0 to 1: a broad hill around 0.4 that ends before a vertical line for the principal "
                + "components."
        ) {
            Chart(x: Axis("share of the variance kept", domain: 0...1), y: "random planes", legend: .hidden) {
                AreaMark(
                    x: (0..<50).flatMap { [Double($0) / 50, Double($0 + 1) / 50] },
                    y: bins.flatMap { [Double($0), Double($0)] })
                RuleMark(x: best.cumulativeShares[1], label: "u₁ and u₂")
            }
        }
        page.value("planes.best", shares.max()!)
        page.value("planes.mean", shares.mean)
        page.value("planes.pca", best.cumulativeShares[1])
        // snippet.show
        page.check("no random plane keeps more than the components", shares.max()!, atMost: best.cumulativeShares[1])
        page.check(
            "what the components lose is the error of the reconstruction",
            reconstructionError(try best.reconstruct(x), of: x), equals: best.lostVariance, within: 1e-5)
        /*:
         On average a plane keeps two fifths, {{planes.mean, percent 1}}: it has two of five dimensions. The best of the
         five thousand keeps {{planes.best, percent 1}}, the components {{planes.pca, percent 1}}. In 784 dimensions
         chance would not come near them.
         */
    }

    /// tr(W Σ Wᵀ) for an orthonormal basis as the rows of W.
    private func kept(by plane: [Double], _ Σ: Covariance) -> Double {
        stride(from: 0, to: plane.count, by: Σ.dimension).reduce(0) { sum, start in
            sum + Σ.variance(along: Array(plane[start..<start + Σ.dimension]))
        }
    }
}
