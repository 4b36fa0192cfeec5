import Foundation
import Tensors

/// What an exercise's function gives back and the check compares.
public protocol Answer {
    /// Whether this is another answer than the expected one. Numbers may differ by `tolerance`, absolutely or relative
    /// to the expected number, whichever is more.
    func differs(from expected: Self, tolerance: Double) -> Bool

    /// How far this is from the expected answer, relative to it; infinite where that has no meaning.
    func deviation(from expected: Self) -> Double

    /// The answer in a message.
    var told: String { get }

    /// The answer in a message that tells another one too: with digits, and from a list the elements, by which one sees
    /// that they differ.
    func told(beside other: Self) -> String
}

extension Answer {
    public func deviation(from expected: Self) -> Double { .infinity }

    public func told(beside other: Self) -> String { told }
}

extension Double: Answer {
    public func differs(from expected: Double, tolerance: Double) -> Bool {
        if isNaN || expected.isNaN { return isNaN != expected.isNaN }
        if !isFinite || !expected.isFinite { return self != expected }
        return !(abs(self - expected) <= tolerance * max(1, abs(expected)))
    }

    public func deviation(from expected: Double) -> Double {
        guard isFinite, expected.isFinite else { return .infinity }
        return self == expected ? 0 : abs(self - expected) / abs(expected)
    }

    public var told: String { recorded.brief }

    public func told(beside other: Double) -> String {
        guard told == other.told, self != other, isFinite else { return told }
        let digits = (7...17).first { String(format: "%.\($0)g", self) != String(format: "%.\($0)g", other) } ?? 17
        return String(format: "%.\(digits)g", self)
    }
}

extension Float: Answer {
    public func differs(from expected: Float, tolerance: Double) -> Bool {
        Double(self).differs(from: Double(expected), tolerance: tolerance)
    }

    public func deviation(from expected: Float) -> Double { Double(self).deviation(from: Double(expected)) }

    public var told: String { recorded.brief }

    public func told(beside other: Float) -> String { Double(self).told(beside: Double(other)) }
}

extension Int: Answer {
    public func differs(from expected: Int, tolerance: Double) -> Bool { self != expected }

    public var told: String { description }
}

extension Bool: Answer {
    public func differs(from expected: Bool, tolerance: Double) -> Bool { self != expected }

    public var told: String { description }
}

extension String: Answer {
    public func differs(from expected: String, tolerance: Double) -> Bool { self != expected }

    public var told: String { "“\(self)”" }
}

extension Array: Answer where Element: Answer {
    public func differs(from expected: [Element], tolerance: Double) -> Bool {
        count != expected.count || zip(self, expected).contains { $0.differs(from: $1, tolerance: tolerance) }
    }

    public func deviation(from expected: [Element]) -> Double {
        guard count == expected.count else { return .infinity }
        return zip(self, expected).map { $0.deviation(from: $1) }.max() ?? 0
    }

    public var told: String { list(map(\.told), around: 0) }

    public func told(beside other: [Element]) -> String {
        guard count == other.count else { return told }
        let deviations = zip(self, other).map { $0.deviation(from: $1) }
        let worst = deviations.indices.max { deviations[$0] < deviations[$1] } ?? 0
        return list(zip(self, other).map { $0.told(beside: $1) }, around: worst)
    }

    /// All elements, or of a long list the first, or those around one that is further behind.
    private func list(_ elements: [String], around index: Int) -> String {
        let (limit, few) = (12, 8)
        guard elements.count > limit else { return "[" + elements.joined(separator: ", ") + "]" }
        guard index >= few else {
            return "[" + elements.prefix(few).joined(separator: ", ") + ", … \(elements.count) in all]"
        }
        let range = index - few / 2..<Swift.min(index + few / 2, elements.count)
        return "[… " + elements[range].joined(separator: ", ")
            + (range.upperBound < elements.count ? " …" : "")
            + "] (elements \(range.lowerBound) to \(range.upperBound - 1), from 0, of \(elements.count))"
    }
}

extension Tensor: Answer {
    public func differs(from expected: Tensor, tolerance: Double) -> Bool {
        shape != expected.shape || elements.differs(from: expected.elements, tolerance: tolerance)
    }

    public func deviation(from expected: Tensor) -> Double {
        shape == expected.shape ? elements.deviation(from: expected.elements) : .infinity
    }

    public var told: String { "a tensor \(shape) of \(elements.told)" }

    public func told(beside other: Tensor) -> String {
        "a tensor \(shape) of \(elements.told(beside: other.elements))"
    }

    private var elements: [Float] { withUnsafeBufferPointer { Array($0) } }
}
