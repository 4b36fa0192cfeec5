import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct Saddles: Section {
    static let title = "Where does descent get stuck?"

    func run(on page: Page) throws {
        /*:
         A product of two unknowns, $BA$, is not a convex function of them, even if nothing bends. So there was no
         promise that descent would arrive. What does it walk through?

         ## One number through one unit

         The smallest autoencoder of all: $x$ is $1$ or $-1$, and $\hat x = b a x$. Its error is

         $$E(a, b) = (1 - ab)^2, \qquad
         \frac{\partial E}{\partial a} = -2b\,(1 - ab), \quad \frac{\partial E}{\partial b} = -2a\,(1 - ab).$$

         It is zero on the whole hyperbola $ab = 1$. The gradient vanishes there, and at one more point, $a = b = 0$, where the
         error is 1. From there, a step with $a = b$ leads down and one with $a = -b$ leads up: a saddle.
         */
        let scalarStarts: [(Float, Float)] = [(-1.5, 1.55), (-1.7, 1.6), (1.9, 0.05), (-0.1, -1.9)]
        let scalarPaths = try scalarStarts.map { start in
            try descend(
                from: ([start.0], [start.1]), samples: [[1], [-1]], rate: 0.02, steps: 600, seed: page.seed
            ) { (Double($0[0]), Double($1[0])) }
        }
        let drift = scalarPaths.map { path in
            let start = path[0].0 * path[0].0 - path[0].1 * path[0].1
            return path.map { abs($0.0 * $0.0 - $0.1 * $0.1 - start) }.max()!
        }.max()!
        page.check(
            "all paths end on the hyperbola", scalarPaths.map { abs($0.last!.0 * $0.last!.1 - 1) }.max()!, atMost: 0.01)
        page.check("on the way a² − b² hardly changes", drift, atMost: 0.1)
        /*:
         (Along a continuous descent $a^2 - b^2$ would not change at all: both squares have the rate $4ab\,(1 - ab)$. The paths
         are hyperbolas too.)

         ## Two numbers through one unit

         Now there is something to choose. Points in the plane vary by $\lambda_1 = 1$ along $u_1$ and by
         $\lambda_2 = 0.35$ along $u_2$, and one unit has to do: $\hat x = b\,(a \cdot x)$ with two vectors $a$ and $b$. Only
         their directions matter, if their lengths are the best ones. With $a$ at an angle $\alpha$ from $u_1$ and $b$ at an
         angle $\beta$, the error is, by the derivation of the best decoder,

         $$E(\alpha, \beta) = \lambda_1 + \lambda_2 - \frac{(b^\top \Sigma a)^2}{(a^\top \Sigma a)(b^\top b)} .$$
         */
        let λ = (1.0, 0.35)
        let points: [[Float]] = [
            [Float((2 * λ.0).squareRoot()), 0], [-Float((2 * λ.0).squareRoot()), 0],
            [0, Float((2 * λ.1).squareRoot())], [0, -Float((2 * λ.1).squareRoot())],
        ]
        let starts: [(Double, Double)] = [(87, 85), (84, 40), (60, 125), (-30, -42), (-40, 62)]
        func start(_ θ: Double) -> [Float] { direction(degrees: θ).map { Float(0.7 * $0) } }
        let paths = try starts.map { α, β in
            try descend(
                from: (start(α), start(β)), samples: points, rate: 0.05, steps: 1500,
                seed: page.seed
            ) { (degrees(of: $0), degrees(of: $1)) }.unwrapped
        }
        let slowest = paths[0].firstIndex { error(at: $0, λ) < λ.0 - 0.1 * (λ.0 - λ.1) } ?? paths[0].count
        // snippet.hide
        page.value("saddle.steps", slowest)
        page.value("saddle.height", λ.0)
        page.value("saddle.minimum", λ.1)
        page.figure(
            "saddles",
            caption:
                "Two landscapes of linear autoencoders, with the paths that training takes (dots are starts, crosses saddles); dark is low. "
                + "(a) One number through one unit: minima along the white hyperbola, a saddle at 0. (b) Two numbers through one unit, "
                + "by the directions of encoder and decoder: a minimum (circle) where both are the first eigenvector, a saddle where "
                + "both are the second. The path at the top leaves for the next copy of the minimum, at 180 degrees.",
            slide: "Autoencoder",
            alternativeText:
                "Two maps. On the left two paths run towards a cross at the origin, turn off at right angles and end on opposite "
                + "branches of a white hyperbola. On the right a dark hollow at (0, 0) and a pass at (90, 90) degrees; one path "
                + "starts beside the pass and runs down from it into the hollow, another passes it and leaves the map."
        ) {
            Panels(columns: 2) {
                map(
                    "(1 − ab)²", scalarPaths, Axis("a", domain: -2...2), Axis("b", domain: -2...2),
                    saddles: [(0, 0)], minima: [], highest: 4
                ) { min(4, (1 - $0 * $1) * (1 - $0 * $1)) }
                map(
                    "E(α, β)", paths, Axis("encoder's angle α (degrees)", domain: -45...135),
                    Axis("decoder's angle β (degrees)", domain: -45...135), saddles: [(90, 90)], minima: [(0, 0)],
                    highest: λ.0 + λ.1
                ) { error(at: ($0, $1), λ) }
            }
        }
        // snippet.show
        page.check(
            "all paths end at the first eigenvector", paths.map { error(at: $0.last!, λ) }.max()!, equals: λ.1,
            within: 0.01)
        page.check("the first path is in no hurry to leave the saddle", slowest, atLeast: 50)
        /*:
         Where both are $u_2$, nothing pulls: the second eigenvector is passed through as well as a single unit can, the error
         is $\lambda_1$, and a small turn of *one* of the two vectors makes it worse. Only if both turn
         together does it get better, and then the first steps gain almost nothing. The path that starts three and five degrees away
         needs {{saddle.steps}} steps to get a tenth of the way down. But it leaves. There is no other
         minimum to be caught in: whatever is stationary and not the first eigenvector is a saddle.
         */
    }

    // MARK: Training, watched

    /// The weights of encoder and decoder, projected to a point, before and after each step of training on all samples.
    private func descend(
        from start: (encoder: [Float], decoder: [Float]), samples: [[Float]], rate: Double, steps: Int, seed: UInt64,
        projected point: @escaping ([Double], [Double]) -> (Double, Double)
    ) throws -> [(Double, Double)] {
        let d = samples[0].count
        let autoencoder = try Autoencoder(input: d, seed: seed) {
            Dense(1, bias: false)
        } decoder: {
            Dense(d, bias: false)
        }
        let (a, b) = (autoencoder.network[0].weights, autoencoder.network[1].weights)
        a.value = try Tensor(start.encoder, shape: a.shape)
        b.value = try Tensor(start.decoder, shape: b.shape)
        func place() -> (Double, Double) {
            point(a.value.values.map(Double.init), b.value.values.map(Double.init))
        }
        var path = [place()]
        let x = try Tensor(rows: samples)
        try autoencoder.fit(
            Samples(inputs: x, targets: x), optimizer: .sgd(learningRate: rate), epochs: steps,
            batchSize: samples.count,
            callbacks: [.onEpoch { _ in path.append(place()) }])
        return path
    }

    // MARK: The landscape by angles

    private func error(at point: (Double, Double), _ λ: (Double, Double)) -> Double {
        let (α, β) = (point.0 * .pi / 180, point.1 * .pi / 180)
        let bᵀΣa = λ.0 * cos(α) * cos(β) + λ.1 * sin(α) * sin(β)
        let aᵀΣa = λ.0 * cos(α) * cos(α) + λ.1 * sin(α) * sin(α)
        return λ.0 + λ.1 - bᵀΣa * bᵀΣa / aᵀΣa
    }

    private func map(
        _ title: String, _ paths: [[(Double, Double)]], _ x: Axis, _ y: Axis, saddles: [(Double, Double)],
        minima: [(Double, Double)], highest: Double, _ height: @escaping @Sendable (Double, Double) -> Double
    ) -> Chart {
        let (xs, ys) = (x.domain!, y.domain!)
        return Chart(title, x: x, y: y, legend: .hidden, equalUnits: true, size: Size(390, 340)) {
            FieldMark(x: xs, y: ys, samples: 121, label: "error", height)
            ContourMark(
                x: xs, y: ys, levels: stride(from: 0.1, to: highest, by: highest / 12).map { $0 }, samples: 121, height
            )
            .foregroundStyle(.white).opacity(0.45)
            if minima.isEmpty {
                for sign in [1.0, -1] {
                    let t = (0...60).map { exp(Double($0 - 30) / 30 * log(2)) }
                    LineMark(x: t.map { sign * $0 }, y: t.map { sign / $0 }).foregroundStyle(.white).lineStyle(
                        width: 2.5)
                }
            }
            for path in paths {
                LineMark(x: path.map(\.0), y: path.map(\.1)).foregroundStyle(Palette.color(1)).lineStyle(width: 2)
                PointMark(x: path[0].0, y: path[0].1).foregroundStyle(.white).symbolSize(6)
            }
            for place in saddles {
                PointMark(x: place.0, y: place.1).foregroundStyle(.white).symbol(.cross, size: 10)
            }
            for place in minima {
                PointMark(x: place.0, y: place.1).foregroundStyle(.white).symbol(.circle, size: 10)
            }
        }
    }
}

extension [(Double, Double)] {
    /// Angles in degrees without jumps of a whole turn.
    fileprivate var unwrapped: [(Double, Double)] {
        var path = self
        for i in path.indices.dropFirst() {
            path[i].0 -= 360 * ((path[i].0 - path[i - 1].0) / 360).rounded()
            path[i].1 -= 360 * ((path[i].1 - path[i - 1].1) / 360).rounded()
        }
        return path
    }
}
