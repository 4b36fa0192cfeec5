import Foundation
import Tensors

/// a · b
public func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// ‖a‖² = a · a
public func squaredNorm(_ a: [Double]) -> Double { dot(a, a) }

/// The angle in radians between the lines along a and b, 0 to π/2: small ones by the sine, as a cosine near 1 has lost its
/// digits.
public func angle(between a: [Double], and b: [Double]) -> Double {
    let along = dot(a, b) / squaredNorm(b)
    let across = zip(a, b).map { $0 - along * $1 }
    return atan2(squaredNorm(across).squareRoot(), abs(along) * squaredNorm(b).squareRoot())
}

/// The vector of length 1 in the plane at an angle in degrees from the first axis.
public func direction(degrees θ: Double) -> [Double] { [cos(θ * .pi / 180), sin(θ * .pi / 180)] }

/// The angle in degrees of a vector of the plane from the first axis, −180 to 180.
public func degrees(of v: [Double]) -> Double { atan2(v[1], v[0]) * 180 / .pi }

extension Tensor {
    /// ‖x‖, over all elements.
    public var norm: Double { sumOfSquares.squareRoot() }

    /// A column's numbers.
    public func column(_ j: Int) -> [Double] { (0..<rows).map { Double(self[$0, j]) } }
}
