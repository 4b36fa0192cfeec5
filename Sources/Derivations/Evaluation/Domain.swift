import Foundation

/// The values that a symbol may take.
public enum Domain: Hashable, Sendable {
    /// Any real number, vector or matrix.
    case real
    /// Any real numbers but zero (all elements).
    case nonzero
    /// Positive numbers (all elements).
    case positive
    /// Strictly between 0 and 1 (all elements).
    case unitInterval
    /// From 0 to 1, both included (all elements).
    case closedUnitInterval
    /// Strictly between two numbers.
    case interval(Double, Double)
    /// A natural number.
    case integer(ClosedRange<Int>)
    /// 0 or 1 (all elements).
    case binary
    /// A vector of length 1; a matrix of norm 1.
    case unit
    /// A vector of positive numbers that add up to 1.
    case probabilities
    /// A unit vector e_k.
    case oneHot
    /// A matrix of full rank; invertible, if it is square.
    case fullRank
    case symmetric
    /// Symmetric and positive definite.
    case positiveDefinite
    /// A matrix with orthonormal columns.
    case orthonormal
    /// A family whose members add up to zero.
    case centred
    /// Positive numbers in decreasing order.
    case decreasing
    case index(Bounds)

    var isSymmetric: Bool { self == .symmetric || self == .positiveDefinite }

    /// A random value of this domain.
    func sample(_ rows: Int, _ columns: Int, _ random: inout RandomSource) -> Value {
        let count = rows * columns
        func filled(_ draw: (inout RandomSource) -> Double) -> Value {
            var elements = [Double](repeating: 0, count: count)
            for i in elements.indices { elements[i] = draw(&random) }
            return Value(rows: rows, columns: columns, elements)
        }
        switch self {
        // Matrices are to be inverted: no zeros in them.
        case .real: return columns == 1 ? filled { $0.anyReal() } : filled { $0.real() }
        case .nonzero: return filled { $0.nonzero() }
        case .fullRank where rows == columns: return filled { 0.3 * $0.real() } + Value.identity(rows).map { 2 * $0 }
        case .centred, .index, .fullRank: return filled { $0.real() }
        case .positive: return filled { $0.positive() }
        case .unitInterval: return filled { $0.integer(0...7) == 0 ? $0.uniform(0.001, 0.999) : $0.uniform(0.05, 0.95) }
        case .closedUnitInterval:
            return filled { $0.integer(0...3) == 0 ? Double($0.integer(0...1)) : $0.uniform(0.001, 0.999) }
        case .interval(let lower, let upper): return filled { $0.uniform(lower, upper) }
        case .integer(let range): return filled { Double($0.integer(range)) }
        case .binary: return filled { $0.next() & 1 == 0 ? 0 : 1 }
        case .unit:
            let free = filled { $0.real() }
            let length = free.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return free.map { $0 / length }
        case .probabilities:
            let free = filled { $0.uniform(0.2, 1) }
            let total = free.elements.reduce(0, +)
            return free.map { $0 / total }
        case .oneHot:
            let chosen = random.integer(0...count - 1)
            return Value(rows: rows, columns: columns) { i, _ in i == chosen ? 1 : 0 }
        case .symmetric:
            let free = filled { $0.real() }
            return (free + free.transposed).map { $0 / 2 }
        case .positiveDefinite:
            let free = filled { $0.real() }
            return free * free.transposed + Value.identity(rows).map { $0 * 0.5 }
        case .orthonormal: return filled { $0.normal() }.orthonormalised
        case .decreasing:
            var steps = (0..<count).map { _ in random.uniform(0.3, 1) }
            for i in steps.indices.dropLast().reversed() { steps[i] += steps[i + 1] }
            return Value(rows: rows, columns: columns, steps)
        }
    }

    /// A value near `value` in this domain, at a distance of the order of `step`.
    func moved(_ value: Value, by step: Double, _ random: inout RandomSource) -> Value {
        var free: [Double] = value.elements
        for i in free.indices { free[i] += step * random.real() }
        let moved = Value(rows: value.rows, columns: value.columns, free)
        switch self {
        case .unit:
            let length = free.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return moved.map { $0 / length }
        case .orthonormal: return moved.orthonormalised
        case .probabilities:
            let positive = moved.map { Swift.max($0, 1e-12) }
            let total = positive.elements.reduce(0, +)
            return positive.map { $0 / total }
        case .unitInterval: return moved.map { Swift.min(Swift.max($0, 1e-12), 1 - 1e-12) }
        case .closedUnitInterval: return moved.map { Swift.min(Swift.max($0, 0), 1) }
        case .positive, .decreasing: return moved.map { Swift.max($0, 1e-12) }
        case .symmetric, .positiveDefinite: return (moved + moved.transposed).map { $0 / 2 }
        default: return moved
        }
    }
}
