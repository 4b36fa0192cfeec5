import Plotting
import Tensors

/// Codes of two numbers as points in the plane, coloured by digit, with each digit's number at the median of its points:
/// ten colours alone cannot be told apart.
///
/// - Parameters:
///   - codes: n × 2.
///   - labels: 0 to 9, for each code; what is beyond n is not looked at.
///   - x, y: what of the plane is shown, if not all.
///   - numbered: whether the numbers are written; where all digits lie on each other they only hide them.
public func digitMap(
    _ codes: Tensor, labels: [Int], x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil, size: Double = 2,
    opacity: Double = 0.7, numbered: Bool = true
) -> [any Mark] {
    let (xs, ys) = (codes.column(0), codes.column(1))
    let shown = xs.indices.filter { x?.contains(xs[$0]) ?? true && y?.contains(ys[$0]) ?? true }
    let members = (0..<10).map { digit in shown.filter { labels[$0] == digit } }
    let points: [any Mark] = members.enumerated().map { digit, members in
        PointMark(x: members.map { xs[$0] }, y: members.map { ys[$0] }, series: "\(digit)").symbolSize(size).opacity(
            opacity)
    }
    guard numbered else { return points }
    let numbers = members.enumerated().filter { !$0.element.isEmpty }.flatMap { digit, members -> [any Mark] in
        let (cx, cy) = (members.map { xs[$0] }.median, members.map { ys[$0] }.median)
        return [
            PointMark(x: cx, y: cy).foregroundStyle(.init(grey: 1)).symbolSize(15).opacity(0.8),
            TextMark("\(digit)", x: cx, y: cy, anchor: .init(.middle, .middle)).foregroundStyle(.black),
        ]
    }
    return points + numbers
}
