/// A size that is a number or a symbol.
enum Dimension: Hashable, Sendable, CustomStringConvertible {
    case fixed(Int)
    case named(Symbol)

    static let one = Dimension.fixed(1)

    var description: String {
        switch self {
        case .fixed(let count): "\(count)"
        case .named(let symbol): symbol.name
        }
    }
}

/// How many rows and columns an expression has: a scalar is 1 × 1, a vector is a column.
struct Extent: Hashable, Sendable, CustomStringConvertible {
    let rows: Dimension
    let columns: Dimension

    static let scalar = Extent(rows: .one, columns: .one)

    var isScalar: Bool { self == .scalar }
    var isVector: Bool { columns == .one }
    var transposed: Extent { Extent(rows: columns, columns: rows) }

    var description: String {
        if isScalar { return "a scalar" }
        return isVector ? "a vector of size \(rows)" : "a matrix of \(rows) × \(columns)"
    }
}
