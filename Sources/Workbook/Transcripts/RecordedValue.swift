import Foundation

/// A value that a run records for the page and for `results.json`.
///
/// Numbers are written as the shortest decimal that reads back as the same number. A `Float` is taken by its own
/// shortest decimal (0.1, not 0.10000000149011612).
public enum RecordedValue: Hashable, Sendable {
    case integer(Int)
    case number(Double)
    case text(String)
    case truth(Bool)

    /// The value as a number, if it is one.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .text, .truth: nil
        }
    }

    /// False for infinities and NaN, which JSON cannot hold.
    public var isFinite: Bool { double?.isFinite ?? true }
}

extension RecordedValue {
    /// The value with at most six significant digits, for people.
    var brief: String {
        if case .number(let number) = self { return number.isNaN ? "NaN" : String(format: "%.6g", number) }
        return description
    }
}

extension RecordedValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .text(let value): value
        case .truth(let value): String(value)
        }
    }
}

extension RecordedValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // An integer is tried before a number: JSON tells 3 from 3.5, not from 3.0.
        if let value = try? container.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .truth(let value): try container.encode(value)
        }
    }
}

/// What can be recorded: integers, floating-point numbers, words and truth values.
public protocol Recordable {
    var recorded: RecordedValue { get }
}

extension Int: Recordable {
    public var recorded: RecordedValue { .integer(self) }
}

extension Double: Recordable {
    /// Whole numbers become integers, since JSON does not tell 3 from 3.0.
    public var recorded: RecordedValue { Int(exactly: self).map(RecordedValue.integer) ?? .number(self) }
}

extension Float: Recordable {
    public var recorded: RecordedValue { (Double(description) ?? Double(self)).recorded }
}

extension String: Recordable {
    public var recorded: RecordedValue { .text(self) }
}

extension Bool: Recordable {
    public var recorded: RecordedValue { .truth(self) }
}

extension RecordedValue: Recordable {
    public var recorded: RecordedValue { self }
}
