import Foundation
import Tensors

/// What an exercise's function gives back and the check compares.
public protocol Answer {
    /// Whether this is another answer than the expected one. Numbers may differ by `tolerance`, absolutely or relative
    /// to the expected number, whichever is more.
    func differs(from expected: Self, tolerance: Double) -> Bool

    /// The answer in a message.
    var told: String { get }
}

extension Double: Answer {
    public func differs(from expected: Double, tolerance: Double) -> Bool {
        if isNaN || expected.isNaN { return isNaN != expected.isNaN }
        if !isFinite || !expected.isFinite { return self != expected }
        return !(abs(self - expected) <= tolerance * max(1, abs(expected)))
    }

    public var told: String { recorded.brief }
}

extension Float: Answer {
    public func differs(from expected: Float, tolerance: Double) -> Bool {
        Double(self).differs(from: Double(expected), tolerance: tolerance)
    }

    public var told: String { recorded.brief }
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

    public var told: String {
        let shown = prefix(8).map(\.told).joined(separator: ", ")
        return count > 8 ? "[\(shown), … \(count) in all]" : "[\(shown)]"
    }
}

extension Tensor: Answer {
    public func differs(from expected: Tensor, tolerance: Double) -> Bool {
        shape != expected.shape || elements.differs(from: expected.elements, tolerance: tolerance)
    }

    public var told: String { "a tensor \(shape) of \(elements.told)" }

    private var elements: [Float] { withUnsafeBufferPointer { Array($0) } }
}
