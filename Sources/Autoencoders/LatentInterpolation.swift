import Foundation
import Tensors

/// Ways from one code to another, as functions of α: at α = 1 they are at z_left, at α = 0 at z_right, as in the lecture.
public enum LatentInterpolation: Sendable {
    /// The straight line. Between codes of a standard normal law of many dimensions it passes through codes that are shorter
    /// than such codes ever are.
    case linear
    /// The arc of a great circle: lengths stay between those of the ends.
    ///
    /// Source: White, Sampling generative networks (arXiv 1609.04468), section 2.1.
    case spherical

    /// The code at α ∈ [0, 1], k numbers like its ends.
    public func code(_ α: Double, left: [Float], right: [Float]) -> [Float] {
        precondition(left.count == right.count, "codes of one model have the same size")
        let (l, r): (Double, Double)
        switch self {
        // snippet.linear
        case .linear:
            // z = α z_left + (1 − α) z_right
            (l, r) = (α, 1 - α)
        // snippet.end
        // snippet.spherical
        case .spherical:
            // z = sin(αΩ)/sin Ω z_left + sin((1 − α)Ω)/sin Ω z_right with the angle Ω between the two
            let Ω = angle(left, right)
            // Along the same direction, or if one is zero, there is no arc; for opposite ones there are many.
            (l, r) = sin(Ω) > 1e-6 ? (sin(α * Ω) / sin(Ω), sin((1 - α) * Ω) / sin(Ω)) : (α, 1 - α)
        // snippet.end
        }
        return zip(left, right).map { Float(l * Double($0) + r * Double($1)) }
    }

    /// Codes on the way from left to right, both included, one a row.
    ///
    /// - Parameter count: how many, ≥ 2.
    public func path(left: [Float], right: [Float], count: Int) -> Tensor {
        precondition(count >= 2, "a way has two ends")
        let codes = (0..<count).flatMap {
            code(1 - Double($0) / Double(count - 1), left: left, right: right)
        }
        return Tensor(shape: [count, left.count]) { z in
            for i in z.indices { z[i] = codes[i] }
        }
    }
}

/// The angle between two vectors; 0 if one of them is zero.
private func angle(_ u: [Float], _ v: [Float]) -> Double {
    var (uu, vv, uv) = (0.0, 0.0, 0.0)
    for (a, b) in zip(u, v) {
        uu += Double(a) * Double(a)
        vv += Double(b) * Double(b)
        uv += Double(a) * Double(b)
    }
    return uu > 0 && vv > 0 ? acos(min(max(uv / (uu * vv).squareRoot(), -1), 1)) : 0
}
