import Foundation
import Graphics

/// A continuous range of colours, by control points at equal distances.
public struct ColorMap: Hashable, Sendable {
    let points: [Color]

    /// - Parameter points: at least one colour.
    public init(_ points: [Color]) {
        precondition(!points.isEmpty, "a colour map needs a colour")
        self.points = points
    }

    /// The colour at a fraction from 0 to 1; what lies outside is clamped. NaN is a light grey.
    public func color(_ fraction: Double) -> Color {
        guard !fraction.isNaN else { return Color(grey: 0.85) }
        let position = min(max(fraction, 0), 1) * Double(points.count - 1)
        let index = min(Int(position), points.count - 2)
        guard index >= 0 else { return points[0] }
        return points[index].mixed(with: points[index + 1], by: position - Double(index))
    }

    public var reversed: ColorMap { ColorMap(points.reversed()) }

    /// Black to white.
    public static let grey = ColorMap([.black, .white])

    /// Dark violet over green to yellow, with lightness rising evenly: for fields. (Viridis, by Smith and van der Walt,
    /// public domain, at eleven points.)
    public static let viridis = ColorMap(
        [
            0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26,
            0xFDE725,
        ].map { Color(hex: $0) })

    /// White to dark blue: for counts and shares.
    public static let blues = ColorMap(
        [0xFFFFFF, 0xC6DDF0, 0x7FB5DC, 0x3585BF, 0x0B5795, 0x06305A].map { Color(hex: $0) })

    /// Blue over white to vermilion, equally dark at both ends: for signed values such as weights.
    public static let diverging = ColorMap(
        [0x053C73, 0x2A7AB8, 0x8FC3E3, 0xF7F7F7, 0xF3AE86, 0xCB5A22, 0x71270A].map { Color(hex: $0) })
}

/// The colours of the values of a field or matrix, and what the colour bar says.
public struct ColorScale: Sendable {
    public var map: ColorMap
    public var domain: ClosedRange<Double>
    public var scale: Scale
    public var label: String

    public init(_ map: ColorMap, domain: ClosedRange<Double>, scale: Scale = .linear, label: String = "") {
        self.map = map
        self.domain = domain
        self.scale = scale
        self.label = label
    }

    public func color(_ value: Double) -> Color {
        guard value.isFinite || value.isInfinite else { return map.color(.nan) }
        let low = domain.lowerBound
        let high = domain.upperBound
        guard high > low else { return map.color(0.5) }
        if scale == .log {
            guard value > 0 else { return map.color(value.isNaN ? .nan : 0) }
            return map.color(log(value / low) / log(high / low))
        }
        return map.color((value - low) / (high - low))
    }
}
