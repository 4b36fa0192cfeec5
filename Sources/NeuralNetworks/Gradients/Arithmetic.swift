import Tensors

/// Arithmetic element by element.
extension Variable {
    public static func + (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Sum.self) }
    public static func - (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Difference.self) }
    /// The product element by element; see ``times(_:transposingSelf:transposingOther:)`` for matrices.
    public static func * (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Product.self) }
    public static func / (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Quotient.self) }
}

/// A function of two numbers that is applied element by element: y = f(a, b).
private protocol BinaryOperation {
    /// f(a, b)
    static func value(_ a: Float, _ b: Float) -> Float
    /// ∂f/∂a and ∂f/∂b
    static func slopes(_ a: Float, _ b: Float) -> (Float, Float)
    /// What could not be done with shapes that do not fit, such as `added`.
    static var verb: String { get }
}

private enum Sum: BinaryOperation {
    static let verb = "added"
    static func value(_ a: Float, _ b: Float) -> Float { a + b }
    static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1, 1) }
}

private enum Difference: BinaryOperation {
    static let verb = "subtracted"
    static func value(_ a: Float, _ b: Float) -> Float { a - b }
    static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1, -1) }
}

private enum Product: BinaryOperation {
    static let verb = "multiplied"
    static func value(_ a: Float, _ b: Float) -> Float { a * b }
    static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (b, a) }
}

private enum Quotient: BinaryOperation {
    static let verb = "divided"
    static func value(_ a: Float, _ b: Float) -> Float { a / b }
    static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1 / b, -(a / b) / b) }
}

extension Variable {
    /// y = f(a, b), ȧ = ∂f/∂a ẏ and ḃ = ∂f/∂b ẏ, summed over what was repeated.
    private static func combine<F: BinaryOperation>(_ a: Variable, _ b: Variable, _: F.Type) throws -> Variable {
        let tape = a.tape
        try tape.check(a)
        try tape.check(b)
        let pairs = try Pairing(a, b, verb: F.verb)
        let (i, j) = (a.index, b.index)
        let (av, bv) = (a.value, b.value)
        return tape.record(shape: pairs.shape, parents: (i, j)) { y in
            av.withUnsafeBufferPointer { a in
                bv.withUnsafeBufferPointer { b in
                    pairs.forEach { y[$0] = F.value(a[$1], b[$2]) }
                }
            }
        } pullBack: { tape, ẏ in
            let (av, bv) = (tape.value(i), tape.value(j))
            ẏ.withUnsafeBufferPointer { ẏ in
                av.withUnsafeBufferPointer { a in
                    bv.withUnsafeBufferPointer { b in
                        tape.accumulate(i) { ȧ in pairs.forEach { ȧ[$1] += F.slopes(a[$1], b[$2]).0 * ẏ[$0] } }
                        tape.accumulate(j) { ḃ in pairs.forEach { ḃ[$2] += F.slopes(a[$1], b[$2]).1 * ẏ[$0] } }
                    }
                }
            }
        }
    }
}

/// Which elements of two tensors meet: rows and columns of size 1 are repeated.
private struct Pairing {
    let shape: Shape
    private let (rows, columns): (Int, Int)
    private let a: (row: Int, column: Int)
    private let b: (row: Int, column: Int)
    private let isPlain: Bool

    init(_ a: Variable, _ b: Variable, verb: String) throws {
        (rows, columns) = (max(a.rows, b.rows), max(a.columns, b.columns))
        let (m, n) = (rows, columns)
        // A vector is neither a row nor a column.
        func fits(_ x: Variable) -> Bool {
            (x.rows == m || x.rows == 1) && (x.columns == n || x.columns == 1) && (x.shape.rank != 1 || x.count == 1)
        }
        guard a.shape == b.shape || fits(a) && fits(b) && (a.count == rows * columns || b.count == rows * columns)
        else {
            throw NetworkError.shape("tensors of shapes \(a.shape) and \(b.shape) cannot be \(verb): they do not fit")
        }
        isPlain = a.shape == b.shape
        shape = a.count >= b.count ? a.shape : b.shape
        func strides(_ x: Variable) -> (Int, Int) { (x.rows == 1 ? 0 : x.columns, x.columns == 1 ? 0 : 1) }
        (self.a, self.b) = (strides(a), strides(b))
    }

    /// The places in the result, in a, and in b.
    @inline(__always)
    func forEach(_ body: (_ y: Int, _ a: Int, _ b: Int) -> Void) {
        if isPlain {
            for i in 0..<rows * columns { body(i, i, i) }
        } else {
            for row in 0..<rows {
                for column in 0..<columns {
                    body(
                        row * columns + column, row * a.row + column * a.column, row * b.row + column * b.column)
                }
            }
        }
    }
}
