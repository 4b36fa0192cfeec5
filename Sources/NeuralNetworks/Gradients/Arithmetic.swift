extension Variable {
    public static func + (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Sum.self) }
    public static func - (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Difference.self) }
    /// The product element by element; see ``times(_:transposingSelf:transposingOther:)`` for matrices.
    public static func * (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Product.self) }
    public static func / (a: Variable, b: Variable) throws -> Variable { try combine(a, b, Quotient.self) }

    public static func + (a: Variable, b: Float) throws -> Variable { try a.applying(Linear(factor: 1, shift: b)) }
    public static func + (a: Float, b: Variable) throws -> Variable { try b.applying(Linear(factor: 1, shift: a)) }
    public static func - (a: Variable, b: Float) throws -> Variable { try a.applying(Linear(factor: 1, shift: -b)) }
    public static func - (a: Float, b: Variable) throws -> Variable { try b.applying(Linear(factor: -1, shift: a)) }
    public static func * (a: Variable, b: Float) throws -> Variable { try a.applying(Linear(factor: b, shift: 0)) }
    public static func * (a: Float, b: Variable) throws -> Variable { try b.applying(Linear(factor: a, shift: 0)) }
    public static func / (a: Variable, b: Float) throws -> Variable { try a.applying(Linear(factor: 1 / b, shift: 0)) }
    public static func / (a: Float, b: Variable) throws -> Variable { try a * b.power(-1) }
    public static prefix func - (a: Variable) throws -> Variable { try a.applying(Linear(factor: -1, shift: 0)) }
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
    static func slopes(_ a: Float, _ b: Float) -> (Float, Float) { (1 / b, -a / (b * b)) }
}

/// αx + β
private struct Linear: Operation {
    let factor: Float
    let shift: Float
    func value(_ x: Float) -> Float { factor * x + shift }
    func slope(_ x: Float, _ y: Float) -> Float { factor }
}
