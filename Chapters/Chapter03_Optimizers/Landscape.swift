import Graphics
import NeuralNetworks
import Plotting

/// A function of two variables with its gradient, for watching optimizers at work.
struct Landscape: Sendable {
    let value: @Sendable (Double, Double) -> Double
    let gradient: @Sendable (Double, Double) -> (Double, Double)
    let start: (Double, Double)
    let minimum: (Double, Double)
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    /// The values of the contour lines.
    let levels: [Double]

    /// A valley along x, steep along y: f = ½ (λ₁ x² + λ₂ y²).
    static func valley(_ λ1: Double, _ λ2: Double) -> Landscape {
        Landscape(
            value: { x, y in 0.5 * (λ1 * x * x + λ2 * y * y) },
            gradient: { x, y in (λ1 * x, λ2 * y) },
            start: (-9, 2.2), minimum: (0, 0), x: -10...6, y: -3...3,
            levels: [0.25, 1, 3, 7, 13, 21, 32, 46])
    }

    /// Rosenbrock's curved valley, f = (1 − x)² + 10 (y − x²)²: its floor is a parabola and falls gently to (1, 1).
    static let rosenbrock = Landscape(
        value: { x, y in (1 - x) * (1 - x) + 10 * (y - x * x) * (y - x * x) },
        gradient: { x, y in (-2 * (1 - x) - 40 * x * (y - x * x), 20 * (y - x * x)) },
        start: (-1.4, 1.2), minimum: (1, 1), x: -1.9...1.9, y: -0.8...2.6,
        levels: [0.1, 0.5, 1.5, 4, 10, 25, 60, 120])

    /// A saddle between two valleys, f = ½ x² − ½ y² + ¼ y⁴, started almost on the ridge y = 0; minima at (0, ±1).
    static let saddle = Landscape(
        value: { x, y in 0.5 * x * x - 0.5 * y * y + 0.25 * y * y * y * y },
        gradient: { x, y in (x, -y + y * y * y) },
        start: (-1.5, 0.001), minimum: (0, 1), x: -1.7...1.1, y: -1.5...1.5,
        levels: [-0.22, -0.15, -0.08, 0, 0.1, 0.3, 0.6, 1])
}

/// Where an optimizer went.
struct Descent: Sendable {
    var x: [Double]
    var y: [Double]
    /// f at each of these places.
    var values: [Double]
}

extension Landscape {
    /// The places that an optimizer of the library visits from the start on, the start being the first.
    func path(of optimizer: any Optimizer, steps: Int) throws -> Descent {
        var θ: [Float] = [Float(start.0), Float(start.1)]
        var path = Descent(x: [start.0], y: [start.1], values: [value(start.0, start.1)])
        var state = try OptimizerState(optimizer, count: 2)
        for _ in 1...steps {
            let g = gradient(Double(θ[0]), Double(θ[1]))
            state.step(&θ, gradient: [Float(g.0), Float(g.1)])
            path.x.append(Double(θ[0]))
            path.y.append(Double(θ[1]))
            path.values.append(value(Double(θ[0]), Double(θ[1])))
        }
        return path
    }

    /// The contours with a path over them.
    func chart(_ title: String, _ path: Descent, color: Color, shown: Int) -> Chart {
        let seen = min(shown + 1, path.x.count)
        let ticks: [Double] = x.upperBound > 4 ? [-10, -5, 0, 5] : [-1, 0, 1]
        return Chart(
            title, x: Axis("θ_1", domain: x, ticks: ticks, grid: false), y: Axis("θ_2", domain: y, grid: false),
            size: Size(250, 190)
        ) {
            ContourMark(x: x, y: y, levels: levels, value).lineStyle(width: 0.7)
            LineMark(x: Array(path.x[..<seen]), y: Array(path.y[..<seen])).foregroundStyle(color).lineStyle(width: 1.4)
            PointMark(x: Array(path.x[..<seen]), y: Array(path.y[..<seen])).foregroundStyle(color).symbolSize(3)
            PointMark(x: minimum.0, y: minimum.1).foregroundStyle(.black).symbol(.cross, size: 7)
        }
    }
}

/// The rules that this chapter compares, each as a function of its step size.
enum Rule: String, CaseIterable, Sendable {
    case gradientDescent = "gradient descent"
    case momentum, nesterov, adaGrad = "AdaGrad", rmsProp = "RMSProp", adam = "Adam"

    func optimizer(_ η: any LearningRate) -> any Optimizer {
        switch self {
        case .gradientDescent: GradientDescent(learningRate: η)
        case .momentum: Momentum(learningRate: η)
        case .nesterov: Nesterov(learningRate: η)
        case .adaGrad: AdaGrad(learningRate: η)
        case .rmsProp: RMSProp(learningRate: η)
        case .adam: Adam(learningRate: η)
        }
    }

    var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
    var color: Color { Palette.color(Rule.allCases.firstIndex(of: self)!) }
}
