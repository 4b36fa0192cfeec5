import Tensors

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Functions of every element.
extension Variable {
    /// eˣ
    public func exp() throws -> Variable { try applying(Exponential()) }
    /// ln x
    public func log() throws -> Variable { try applying(Logarithm()) }
    /// |x|, with slope 0 at 0
    public func abs() throws -> Variable { try applying(Absolute()) }
    /// x²
    public func squared() throws -> Variable { try applying(Square()) }
    /// xᵖ
    public func power(_ p: Float) throws -> Variable { try applying(Power(p: p)) }
    /// √x
    public func squareRoot() throws -> Variable { try applying(Power(p: 0.5)) }
    /// σ(x) = 1/(1 + e⁻ˣ)
    public func sigmoid() throws -> Variable { try applying(ElementwiseFunction(φ: Sigmoid())) }
    /// tanh x
    public func tanh() throws -> Variable { try applying(ElementwiseFunction(φ: Tanh())) }
    /// ln(1 + eˣ), which is −ln σ(−x)
    public func softplus() throws -> Variable { try applying(ElementwiseFunction(φ: Softplus())) }
    /// x, but not less or more than the bounds, outside of which the slope is 0
    public func clipped(to bounds: ClosedRange<Float>) throws -> Variable { try applying(Clip(bounds: bounds)) }
}

/// Arithmetic with numbers that are no variables.
extension Variable {
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

/// A function of one number that is applied to every element: y = f(x).
private protocol Operation {
    /// f(x)
    func value(_ x: Float) -> Float
    /// f′(x), where y = f(x) is known.
    func slope(_ x: Float, _ y: Float) -> Float
}

private struct Exponential: Operation {
    func value(_ x: Float) -> Float { exp(x) }
    func slope(_ x: Float, _ y: Float) -> Float { y }
}

private struct Logarithm: Operation {
    func value(_ x: Float) -> Float { log(x) }
    func slope(_ x: Float, _ y: Float) -> Float { 1 / x }
}

private struct Absolute: Operation {
    func value(_ x: Float) -> Float { abs(x) }
    func slope(_ x: Float, _ y: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 * x }
}

private struct Square: Operation {
    func value(_ x: Float) -> Float { x * x }
    func slope(_ x: Float, _ y: Float) -> Float { 2 * x }
}

private struct Power: Operation {
    let p: Float
    func value(_ x: Float) -> Float { p == 0.5 ? x.squareRoot() : p == -1 ? 1 / x : pow(x, p) }
    func slope(_ x: Float, _ y: Float) -> Float { p == 0.5 ? 0.5 / y : p == -1 ? -y * y : p * pow(x, p - 1) }
}

private struct Clip: Operation {
    let bounds: ClosedRange<Float>
    func value(_ x: Float) -> Float {
        x < bounds.lowerBound ? bounds.lowerBound : x > bounds.upperBound ? bounds.upperBound : x
    }
    func slope(_ x: Float, _ y: Float) -> Float { x < bounds.lowerBound || x > bounds.upperBound ? 0 : 1 }
}

/// φ with the slope that the library derives for it.
private struct ElementwiseFunction<Function: ElementwiseActivation>: Operation {
    let φ: Function
    func value(_ x: Float) -> Float { φ.value(x) }
    func slope(_ x: Float, _ y: Float) -> Float { φ.derivative(x) }
}

/// αx + β
private struct Linear: Operation {
    let factor: Float
    let shift: Float
    func value(_ x: Float) -> Float { factor * x + shift }
    func slope(_ x: Float, _ y: Float) -> Float { factor }
}

extension Variable {
    /// y = f(x), and ẋ = f′(x) ẏ
    private func applying(_ f: some Operation) throws -> Variable {
        try tape.check(self)
        let (x, index) = (value, index)
        let y = tape.record(shape: shape, parents: (index, -1)) { y in
            x.withUnsafeBufferPointer { x in for i in y.indices { y[i] = f.value(x[i]) } }
        } pullBack: { _, _ in
        }
        let own = y.index
        tape.node(own).pullBack = { tape, ẏ in
            let (x, y) = (tape.value(index), tape.value(own))
            tape.accumulate(index) { ẋ in
                ẏ.withUnsafeBufferPointer { ẏ in
                    x.withUnsafeBufferPointer { x in
                        y.withUnsafeBufferPointer { y in
                            for i in ẋ.indices { ẋ[i] += f.slope(x[i], y[i]) * ẏ[i] }
                        }
                    }
                }
            }
        }
        return y
    }
}
