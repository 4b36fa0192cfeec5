import Foundation

/// The range of values that an axis shows, found from the axis' wishes and the marks' data.
struct ChartDomain {
    var range: ClosedRange<Double>
    var categories: [String]
    /// Whether all data are whole numbers, so that ticks should be.
    var integers: Bool

    /// The domain along x or y.
    static func find(axis: Axis, bounds: [MarkBounds], horizontal: Bool) -> ChartDomain {
        var categories: [String] = []
        for name in bounds.flatMap({ horizontal ? $0.xCategories : $0.yCategories }) where !categories.contains(name) {
            categories.append(name)
        }
        // A field sets the domain; a path over it that leaves, or diverges, is cut off at its border.
        let fields = bounds.filter { $0.tightX && $0.tightY && !$0.x.isEmpty }
        let values = (fields.isEmpty ? bounds : fields).flatMap { horizontal ? $0.x : $0.y }.filter {
            $0.isFinite && (axis.scale == .linear || $0 > 0)
        }
        let integers = !values.isEmpty && values.allSatisfy { $0 == $0.rounded() } && axis.scale == .linear
        if !categories.isEmpty, axis.domain == nil {
            return ChartDomain(range: -0.5...Double(categories.count) - 0.5, categories: categories, integers: true)
        }
        if let wish = axis.domain, valid(wish, axis.scale) {
            return ChartDomain(range: wish, categories: categories, integers: integers)
        }
        guard var low = values.min(), var high = values.max() else {
            return ChartDomain(
                range: axis.scale == .log ? 1...10 : 0...1, categories: categories, integers: integers)
        }
        let tight = bounds.contains { horizontal ? $0.tightX : $0.tightY }
        let zero = !horizontal && bounds.contains(where: \.includesZero)
        switch axis.scale {
        case .linear:
            if zero { (low, high) = (min(low, 0), max(high, 0)) }
            if low == high {  // constant: a range around the value
                let half = low == 0 ? 1 : abs(low) * 0.1
                (low, high) =
                    zero ? (min(low, 0) - (low < 0 ? half : 0), max(high, 0) + half) : (low - half, high + half)
                break
            }
            guard !tight, (high - low).isFinite else { break }
            let margin = 0.05 * (high - low)
            // A margin need not cross zero, where data end or begin there.
            low = low >= 0 && (zero || low < margin) ? 0 : low - margin
            high = high <= 0 && (zero || -high < margin) ? 0 : high + margin
        case .log:
            if low == high { (low, high) = (low / 2, high * 2) }
            guard !tight else { break }
            let factor = pow(high / low, 0.04)
            (low, high) = (max(low / factor, .leastNormalMagnitude), high * factor)
        }
        if !(high - low).isFinite || !(low < high) {
            (low, high) = (axis.scale == .log ? 1e-300 : -1e300, 1e300)
        }
        return ChartDomain(range: low...high, categories: categories, integers: integers)
    }

    private static func valid(_ wish: ClosedRange<Double>, _ scale: Scale) -> Bool {
        wish.lowerBound.isFinite && wish.upperBound.isFinite && wish.lowerBound < wish.upperBound
            && (scale == .linear || wish.lowerBound > 0)
    }
}
