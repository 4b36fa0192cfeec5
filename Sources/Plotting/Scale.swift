import Foundation
import Graphics

/// How data values become positions on an axis.
public enum Scale: Hashable, Sendable {
    case linear
    /// Base 10; values that are not positive have no place and leave gaps.
    case log
}

/// A domain of data values and its image on the page.
public struct ScaleMap: Sendable {
    public let scale: Scale
    public let domain: ClosedRange<Double>
    /// Positions of the domain's ends on the page, in points.
    public let start: Double
    public let end: Double

    /// The position of a value, or nil if it has none (NaN, infinite, not positive on a log scale).
    public func position(_ value: Double) -> Double? {
        guard value.isFinite else { return nil }
        let (low, high) = (domain.lowerBound, domain.upperBound)
        let fraction: Double
        switch scale {
        case .linear:
            fraction = (value - low) / (high - low)
        case .log:
            guard value > 0 else { return nil }
            fraction = (log(value) - log(low)) / (log(high) - log(low))
        }
        let position = start + fraction * (end - start)
        return position.isFinite ? position : nil
    }

    /// The value at a position: the inverse of ``position(_:)``.
    public func value(at position: Double) -> Double {
        let fraction = (position - start) / (end - start)
        let (low, high) = (domain.lowerBound, domain.upperBound)
        switch scale {
        case .linear: return low + fraction * (high - low)
        case .log: return low * pow(high / low, fraction)
        }
    }
}
