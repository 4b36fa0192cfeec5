import Foundation
import Tensors

/// Two arms of a spiral in the plane, one class each: no straight line, and no small network, separates them easily.
struct TwoSpirals {
    /// B × 2
    let points: Tensor
    /// B × 1: 0 or 1
    let labels: Tensor

    /// - Parameters:
    ///   - count: points of each arm.
    ///   - noise: standard deviation of each coordinate about the arm; the outer end has radius 1.
    init(count: Int, noise: Float, using random: inout RandomGenerator) {
        let ε = Tensor.normal([2 * count, 2], standardDeviation: noise, using: &random)
        var points = Tensor(shape: [2 * count, 2])
        var labels = Tensor(shape: [2 * count, 1])
        for i in 0..<2 * count {
            let arm = i % 2
            // Along the arm the points are equally dense: its length grows as the square of the angle.
            let s = Float(0.15 + 0.85 * random.uniform()).squareRoot()
            let angle = s * 3 * Float.pi + Float(arm) * Float.pi
            points[i, 0] = s * cos(angle) + ε[i, 0]
            points[i, 1] = s * sin(angle) + ε[i, 1]
            labels[i, 0] = Float(arm)
        }
        self.points = points
        self.labels = labels
    }

    /// The points of one arm.
    func arm(_ label: Int) -> (x: [Double], y: [Double]) {
        let chosen = (0..<points.rows).filter { Int(labels[$0, 0]) == label }
        return (chosen.map { Double(points[$0, 0]) }, chosen.map { Double(points[$0, 1]) })
    }
}
