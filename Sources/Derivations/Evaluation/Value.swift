/// The value of an expression: a scalar, or a matrix in row-major order.
public struct Value: Hashable, Sendable {
    let rows: Int
    let columns: Int
    /// The elements; a scalar's only one is kept in `scalar`, so that scalars need no memory of their own.
    private let stored: [Double]
    private let single: Double

    init(_ scalar: Double) {
        rows = 1
        columns = 1
        stored = []
        single = scalar
    }

    init(rows: Int, columns: Int, _ elements: [Double]) {
        precondition(elements.count == rows * columns)
        self.rows = rows
        self.columns = columns
        let isScalar = elements.count == 1
        stored = isScalar ? [] : elements
        single = isScalar ? elements[0] : .nan
    }

    static let undefined = Value(.nan)

    var isScalar: Bool { rows == 1 && columns == 1 }
    /// The only element of a scalar.
    var scalar: Double { single }
    public var elements: [Double] { isScalar ? [single] : stored }
    var isFinite: Bool { isScalar ? single.isFinite : stored.allSatisfy(\.isFinite) }
    /// The largest absolute value of an element.
    var magnitude: Double {
        isScalar ? Swift.abs(single) : stored.reduce(0) { Swift.max($0, Swift.abs($1)) }
    }

    subscript(row: Int, column: Int) -> Double {
        guard row >= 0, row < rows, column >= 0, column < columns else { return .nan }
        return isScalar ? single : stored[row * columns + column]
    }

    func map(_ transform: (Double) -> Double) -> Value {
        isScalar ? Value(transform(single)) : Value(rows: rows, columns: columns, stored.map(transform))
    }

    func combined(_ other: Value, _ combine: (Double, Double) -> Double) -> Value {
        guard rows == other.rows, columns == other.columns else { return .undefined }
        if isScalar { return Value(combine(single, other.single)) }
        var result = stored
        for i in result.indices { result[i] = combine(result[i], other.stored[i]) }
        return Value(rows: rows, columns: columns, result)
    }

    static func + (a: Value, b: Value) -> Value { a.combined(b, +) }
    static func - (a: Value, b: Value) -> Value { a.combined(b, -) }

    static func * (a: Value, b: Value) -> Value {
        if a.isScalar { return b.isScalar ? Value(a.single * b.single) : b.map { a.single * $0 } }
        if b.isScalar { return a.map { $0 * b.single } }
        guard a.columns == b.rows else { return .undefined }
        var result = [Double](repeating: 0, count: a.rows * b.columns)
        for i in 0..<a.rows {
            for k in 0..<a.columns {
                let factor = a.stored[i * a.columns + k]
                for j in 0..<b.columns { result[i * b.columns + j] += factor * b.stored[k * b.columns + j] }
            }
        }
        return Value(rows: a.rows, columns: b.columns, result)
    }

    var transposed: Value {
        if isScalar { return self }
        if rows == 1 || columns == 1 { return Value(rows: columns, columns: rows, stored) }
        return Value(rows: columns, columns: rows) { i, j in stored[j * columns + i] }
    }

    init(rows: Int, columns: Int, _ element: (Int, Int) -> Double) {
        var elements: [Double] = []
        elements.reserveCapacity(rows * columns)
        for i in 0..<rows { for j in 0..<columns { elements.append(element(i, j)) } }
        self.init(rows: rows, columns: columns, elements)
    }

    static func identity(_ n: Int) -> Value { Value(rows: n, columns: n) { $0 == $1 ? 1 : 0 } }
}

extension Value: CustomStringConvertible {
    public var description: String {
        if isScalar { return "\(single)" }
        if columns == 1 { return "(" + stored.map { "\($0)" }.joined(separator: ", ") + ")" }
        return "["
            + (0..<rows).map { i in (0..<columns).map { j in "\(self[i, j])" }.joined(separator: " ") }
            .joined(separator: "; ") + "]"
    }
}
