/// What a step, or an evaluation, measured: named means over the samples, in order.
///
/// ```swift
/// return ["discriminator": d, "generator": g]
/// ```
/// The first is the one that progress bars show and early stopping watches if nothing else is said.
public struct Measures: ExpressibleByDictionaryLiteral, Sendable, Equatable {
    public private(set) var names: [String] = []
    public private(set) var values: [Double] = []

    public init() {}

    public init(names: [String], values: [Double]) {
        precondition(names.count == values.count, "there is one name for each value")
        (self.names, self.values) = (names, values)
    }

    public init(dictionaryLiteral elements: (String, any Measurable)...) {
        names = elements.map(\.0)
        values = elements.map(\.1.number)
    }

    /// The measure of that name; nil if there is none.
    public subscript(_ name: String) -> Double? { names.firstIndex(of: name).map { values[$0] } }

    /// By name.
    public var dictionary: [String: Double] { Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first }) }

    /// Adds another's values, times a weight, name by name.
    mutating func add(_ other: Measures, times weight: Double) {
        if names.isEmpty { (names, values) = (other.names, other.values.map { _ in 0 }) }
        precondition(names == other.names, "every step of an objective must have the same measures")
        for i in values.indices { values[i] += weight * other.values[i] }
    }

    /// Divides all values, as for means of sums.
    mutating func divide(by count: Double) { for i in values.indices { values[i] /= count } }
}

/// A number that can be a measure: `Double`, `Float`, or a ``Variable`` that is a single number.
public protocol Measurable {
    var number: Double { get }
}

extension Double: Measurable { public var number: Double { self } }
extension Float: Measurable { public var number: Double { Double(self) } }
extension Variable: Measurable {}
