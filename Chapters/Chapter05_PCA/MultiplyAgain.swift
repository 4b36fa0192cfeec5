import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct MultiplyAgain: Section {
    static let title = "Multiply, and multiply again"

    func run(on page: Page) throws {
        /*:
         How does one find eigenvectors? Roots of the characteristic polynomial are for exercises on paper: for $d = 784$
         nobody can even write it down. The simplest method that works [@vonmises1929] needs no more than a product of a
         matrix and a vector. Take any vector $u$ and multiply by $\Sigma$ again and again. In the basis of the
         eigenvectors, $u = \sum_k c_k u_k$, and

         $$\Sigma^t u = \sum_k c_k \lambda_k^t u_k = \lambda_1^t \left( c_1 u_1 + \sum_{k \ge 2} c_k
         \left( \frac{\lambda_k}{\lambda_1} \right)^t u_k \right) .$$

         All parts but the first die out, the second-largest last. Scale to length 1 after each step, so that nothing
         overflows, and stop when $\Sigma u$ and $\lambda u$ agree:

         @Excerpt(Sources/Autoencoders/PCA/PowerIteration.swift, slice: step)

         And the second eigenvector? Take the first one out of the matrix, $\Sigma - \lambda_1 u_1 u_1^T$. That leaves all
         other eigenvectors as they are and makes the eigenvalue of $u_1$ zero. This is *deflation*:

         @Excerpt(Sources/Autoencoders/PCA/PowerIteration.swift, slice: deflation)

         ## How fast?

         The formula says: the angle to $u_1$ falls by the factor $\lambda_2/\lambda_1$ in each step. Six-dimensional
         matrices with $\lambda_1 = 1$, $\lambda_2$ as in the figure, and random eigenvectors:
         */
        var random = RandomGenerator(seed: page.seed)
        let basis = try SingularValues(Tensor.normal([6, 6], using: &random)).preciseRight
        let ratios = [0.5, 0.8, 0.95]
        let runs = try ratios.map { ratio in
            try angles(in: basis, eigenvalues: [1, ratio, 0.3, 0.2, 0.1, 0.05], using: &random)
        }
        // snippet.hide
        page.figure(
            "power-iteration",
            caption:
                "The angle between u and the first eigenvector, step by step, for three second eigenvalues. Points are measured, "
                + "the lines fall by λ₂/λ₁ a step.",
            slide: "PCA: Theory",
            alternativeText:
                "Three straight descents on a logarithmic axis, steep for 0.5, flatter for 0.8, very flat for 0.95, with points "
                + "on lines."
        ) {
            Chart(
                x: Axis("step", domain: 0...80), y: .log("angle to u₁, radians", domain: 1e-10...2),
                size: .init(440, 270)
            ) {
                for (ratio, run) in zip(ratios, runs) {
                    let anchor = 8
                    LineMark(
                        x: 1...min(80, run.count),
                        y: (1...min(80, run.count)).map { run[anchor] * pow(ratio, Double($0 - 1 - anchor)) },
                        series: "λ₂ = \(ratio)"
                    ).lineStyle(width: 1)
                    PointMark(x: 1...run.count, y: run, series: "λ₂ = \(ratio)").symbolSize(3)
                }
            }
        }
        // snippet.show
        for (ratio, run) in zip(ratios, runs) {
            let late = run.count - 12
            page.check(
                "for λ₂ = \(ratio) the angle's last factor a step is λ₂", pow(run[late + 8] / run[late], 1.0 / 8),
                equals: ratio, within: 1e-3)
        }
        /*:
         ## On the digits

         Now the covariance of the training digits, $784 \times 784$, its first eigenvectors one after another. Against
         those of the direct eigensolver one can measure each one's factor a step, and compare it with the ratio of its eigenvalue and the
         next:
         */
        let λ = try Digits.components(on: page).variances
        let (pairs, errors) = try Self.fifty(on: page)
        let factors = try errors.enumerated().map { k, angles in
            guard let first = angles.firstIndex(where: { $0 < 1e-2 }),
                let last = angles.firstIndex(where: { $0 < 1e-4 }), first < last
            else {
                throw WorkbookError(
                    "component \(k + 1) of these images has the variance of the next, and no direction of its own")
            }
            return pow(angles[last] / angles[first], 1 / Double(last - first))
        }
        // snippet.hide
        page.table(
            "power-iteration-on-digits",
            caption:
                "Power iteration with deflation on the covariance of the digits, until |Σu − λu| ≤ 10⁻⁸ λ₁. The factor is that by "
                + "which the angle fell a step, from 10⁻² to 10⁻⁴ rad.",
            columns: ["k", "eigenvalue", "next/this", "factor a step", "steps"],
            rows: (0..<8).map { k in
                [
                    String(k + 1), λ[k].formatted(.fixed(4)), (λ[k + 1] / λ[k]).formatted(.fixed(4)),
                    factors[k].formatted(.fixed(4)), String(pairs[k].steps),
                ]
            })
        page.value("power.steps", pairs.reduce(0) { $0 + $1.steps })
        page.value("power.steps.most", pairs.map(\.steps).max()!)
        let slowest = pairs.indices.max { pairs[$0].steps < pairs[$1].steps }!
        page.value("power.slowest", slowest + 1)
        page.value("power.slowest.ratio", λ[slowest + 1] / λ[slowest])
        let gaps = (0..<50).map { log(λ[$0] / λ[$0 + 1]) }
        let constant = exp(zip(gaps, pairs).map { log($0 * Double($1.steps)) }.mean)
        let ends = [gaps.min()! / 1.3, gaps.max()! * 1.3]
        page.figure(
            "steps-by-gap",
            caption:
                "Steps for each of the first 50 components of the digits against ln(λₖ/λₖ₊₁), which is the gap to the next "
                + "eigenvalue. The line has the slope of the theory: half the gap, twice the steps.",
            alternativeText: "Fifty points that fall along a straight line on two logarithmic axes.", trained: true
        ) {
            Chart(x: .log("ln(λₖ/λₖ₊₁)", domain: ends[0]...ends[1]), y: .log("steps"), legend: .hidden) {
                LineMark(x: ends, y: ends.map { constant / $0 })
                    .foregroundStyle(.init(grey: 0.5)).lineStyle(width: 1, .dashed)
                PointMark(x: gaps, y: pairs.map { Double($0.steps) })
            }
        }
        // snippet.show
        page.check(
            "every factor is the ratio of the eigenvalues", (0..<8).map { abs(factors[$0] - λ[$0 + 1] / λ[$0]) }.max()!,
            atMost: 0.02)
        /*:
         For fifty components it takes {{power.steps, integer}} products, {{power.steps.most, integer}} of them for
         component {{power.slowest}}, whose eigenvalue exceeds the next by very little (next/this =
         {{power.slowest.ratio, fixed 4}}). The gap decides, not the size of the matrix. Where two eigenvalues are equal
         the method settles on one vector of their plane, which is as good as any other.
         */
    }

    /// The first fifty pairs of the digits' covariance, and for the first eight the angle to the direct solver's vector after each step.
    static func fifty(on page: Page) throws -> (pairs: [PowerIteration.Pair], angles: [[Double]]) {
        try page.once("fifty pairs") {
            let Σ = try Covariance(Digits.load(on: page).training)
            let components = try Digits.components(on: page)
            let exact = (0..<8).map { k in
                Array(components.preciseComponents[k * Digits.pixels..<(k + 1) * Digits.pixels])
            }
            var random = RandomGenerator(seed: page.seed)
            var angles = [[Double]](repeating: [], count: 8)
            let pairs = try PowerIteration(tolerance: 1e-8).pairs(of: Σ.matrix, count: 50, using: &random) {
                pair, _, u in
                if pair < 8 { angles[pair].append(angle(between: u, and: exact[pair])) }
            }
            return (pairs, angles)
        }
    }

    /// The angle to the first eigenvector after each step, for the matrix with the eigenvalues and eigenvectors given.
    private func angles(
        in basis: [Double], eigenvalues: [Double], using random: inout RandomGenerator
    ) throws -> [Double] {
        let d = eigenvalues.count
        let matrix = (0..<d * d).map { ij in
            (0..<d).reduce(0) { $0 + eigenvalues[$1] * basis[$1 * d + ij / d] * basis[$1 * d + ij % d] }
        }
        var angles: [Double] = []
        _ = try PowerIteration(tolerance: 1e-12).pairs(of: matrix, count: 1, using: &random) { _, _, u in
            angles.append(angle(between: u, and: Array(basis[..<d])))
        }
        return angles
    }
}
