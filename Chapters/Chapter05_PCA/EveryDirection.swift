import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Plotting
import Tensors
import Workbook

struct EveryDirection: Section {
    static let title = "Which direction keeps most?"

    func run(on page: Page) throws {
        /*:
         In the plane one can try them all. A direction at the angle $\theta$ is $u = (\cos\theta, \sin\theta)$, and half
         a turn of them is enough, as $-u$ is the same line as $u$. For each, project the points and take the mean square.
         */
        let cloud = Cloud.tilted(60, seed: page.seed)
        let Σ = try Covariance(cloud)
        let angles = stride(from: 0.0, through: 180, by: 6).map { $0 }
        let measured = angles.map { spread(of: cloud, along: $0, around: Σ.mean) }
        let uncentred = angles.map { spread(of: cloud, along: $0, around: [0, 0]) }
        let pca = try PCA(Σ)
        let best = firstAngle(of: pca)
        let toMean = degrees(of: Σ.mean)
        // snippet.hide
        func variance(_ θ: Double) -> Double { Σ.variance(along: direction(degrees: θ)) }
        // uᵀ(Σ + μμᵀ)u
        func moment(_ θ: Double) -> Double { variance(θ) + pow(dot(Σ.mean, direction(degrees: θ)), 2) }
        let degreesOfU = Axis("angle θ of u, degrees", domain: 0...180)
        page.figure(
            "variance-by-angle",
            caption:
                "(a) The mean squared projection of the sixty points on a direction, measured (points) and as uᵀΣu (line). "
                + "Maximum and minimum lie where the eigenvectors point, a right angle apart. (b) The same without subtracting the "
                + "mean: the maximum points nearly to the mean, whatever the cloud's shape.",
            slide: "PCA: Theory",
            alternativeText:
                "Two charts of one smooth wave each over the angle from 0 to 180 degrees. In the first its top is marked at the "
                + "first component's angle and its bottom at the second's. In the second the wave is higher and its top lies at "
                + "the angle of the mean."
        ) {
            Panels(columns: 2) {
                Chart(
                    "around the mean", x: degreesOfU, y: Axis("mean squared projection", domain: 0...2.2),
                    legend: .hidden
                ) {
                    LineMark(over: 0...180) { variance($0) }
                    PointMark(x: angles, y: measured).symbolSize(4.5)
                    RuleMark(x: best)
                    RuleMark(x: best + 90)
                    RuleMark(y: pca.variances[0])
                    RuleMark(y: pca.variances[1])
                    TextMark("u₁", x: best, y: 1.25, anchor: .init(.start, .middle))
                    TextMark("u₂", x: best + 90, y: 1.25, anchor: .init(.start, .middle))
                    TextMark("λ₁", x: 180, y: pca.variances[0], anchor: .init(.end, .bottom))
                    TextMark("λ₂", x: 180, y: pca.variances[1], anchor: .init(.end, .top))
                }
                Chart("around the origin", x: degreesOfU, y: "mean squared projection", legend: .hidden) {
                    LineMark(over: 0...180) { moment($0) }.foregroundStyle(Palette.color(1))
                    PointMark(x: angles, y: uncentred).foregroundStyle(Palette.color(1)).symbolSize(4.5)
                    RuleMark(x: toMean, label: "direction of the mean")
                    RuleMark(x: best).lineStyle(width: 1, .dotted)
                    TextMark("u₁", x: best, y: 11, anchor: .init(.end, .middle))
                }
            }
        }
        page.value("angle.best", best)
        page.value("angle.mean", toMean)
        page.value("angle.uncentred", (0...1800).map { Double($0) / 10 }.max { moment($0) < moment($1) }!)
        page.value("plane.lambda1", pca.variances[0])
        page.value("plane.lambda2", pca.variances[1])
        // snippet.show
        /*:
         One wave, one maximum, at {{angle.best, fixed 1}}°, and the minimum a right angle further on. Its height is
         {{plane.lambda1, fixed 2}} there and {{plane.lambda2, fixed 2}} at the bottom, and for any two directions at
         right angles the heights have the same sum.

         In many dimensions nobody can try all directions. But calculus can: a maximum of $u^T \Sigma u$ among vectors
         with $u^T u = 1$ is a stationary point of the Lagrangian. The gradient is computed here, not typed in:
         */
        page.show(Derivation.lagrangianGradient)
        /*:
         (The slide has $\Sigma u - \lambda u$, half of it. It vanishes at the same $u$.) So:
         */
        page.show(Derivation.firstComponent)
        /*:
         Every stationary direction is an eigenvector, and how much it keeps is its eigenvalue. The best is the one with
         the largest.
         */
        page.check(
            "the eigenvector's height is the largest of all angles",
            measured.allSatisfy { $0 <= pca.variances[0] * (1 + 1e-6) })
        page.check(
            "two directions at right angles keep the same together", measured[3] + measured[18], equals: Σ.total,
            within: 1e-5)
        /*:
         ## Why the mean has to go first

         The derivation took $\sum_i x_i = 0$ for granted. Forget it, and the same algorithm still gives an answer: the
         right half of [](#fig:variance-by-angle). Without centring the matrix is $\Sigma + \mu\mu^T$, and if the points
         are far from the origin, $\mu\mu^T$ is what counts. The "component" then says where the cloud is, at
         {{angle.uncentred, fixed 1}}° (the mean lies at {{angle.mean, fixed 1}}°), not how it lies. For pictures, whose
         pixels are never negative, it would be a blurred mean picture. Nothing warns you; [Exercise 5.2](#ex:5.2) is
         about a program that nearly centres.
         */
    }

    /// The mean square of (x − μ) · u for u at an angle in degrees.
    private func spread(of x: Tensor, along θ: Double, around μ: [Double]) -> Double {
        let u = direction(degrees: θ)
        return zip(x.column(0), x.column(1)).map { pow(dot([$0 - μ[0], $1 - μ[1]], u), 2) }.mean
    }

    /// The first component's angle in degrees, from 0 to 180.
    private func firstAngle(of pca: PCA) -> Double {
        let θ = degrees(of: pca.preciseComponents)
        return θ < 0 ? θ + 180 : θ
    }
}
