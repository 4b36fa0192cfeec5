import ChapterSupport
import Tensors

/// Clouds of points in the plane.
enum Cloud {
    /// Normal points, spread by `long` along a direction at `angle` degrees from the first axis and by `short` across it.
    static func tilted(
        _ count: Int, center: (Double, Double) = (1, 3), angle: Double = 32, long: Double = 1.6, short: Double = 0.5,
        seed: UInt64
    ) -> Tensor {
        var random = RandomGenerator(seed: seed)
        let g = Tensor.normal([count, 2], using: &random)
        let u = direction(degrees: angle)
        return Tensor(shape: [count, 2]) { x in
            for i in 0..<count {
                let (a, b) = (long * Double(g[i, 0]), short * Double(g[i, 1]))
                x[2 * i] = Float(center.0 + u[0] * a - u[1] * b)
                x[2 * i + 1] = Float(center.1 + u[1] * a + u[0] * b)
            }
        }
    }
}
