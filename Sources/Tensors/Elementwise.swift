/// Elementary functions of whole buffers.
///
/// Each is one loop without branches over vectors of eight floats, made of correctly rounded operations only (fused
/// multiply-add included), so that its results are the same bits on every machine. `y` may be `x` itself; otherwise
/// the buffers must not overlap. Infinities, NaN, denormal arguments and denormal results are all handled; the tests
/// compare each kernel with libm in Double over the whole range of floats and hold it to the maximal error stated in
/// `Elementwise.MaximalError`.
public enum Elementwise {
    /// A kernel: reads `count` elements of `x`, writes as many of `y`.
    public typealias Kernel =
        @Sendable (_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) -> Void

    /// The largest errors in units in the last place, found by comparing with libm in Double at every float where the
    /// function changes (2⁻¹² ≤ |x| ≤ 110, and ⅛ ≤ x ≤ 8 for the logarithm), and at every 97th elsewhere.
    public enum MaximalError {
        public static let exp = 1.01
        public static let log = 1.0
        public static let sigmoid = 2.5
        public static let tanh = 2.5
        public static let softplus = 2.0
        public static let normalCumulative = 9.0
        /// For any α; 0.96 for α = 1.
        public static let elu = 2.5
        public static let gelu = 10.5
        public static let silu = 3.5
    }
}

/// The functions of one number, the same bits as in a buffer: for plots and for what is not in an inner loop.
extension Elementwise {
    public static func exp(_ x: Float) -> Float { value(x, exp) }
    public static func log(_ x: Float) -> Float { value(x, log) }
    public static func sigmoid(_ x: Float) -> Float { value(x, sigmoid) }
    public static func tanh(_ x: Float) -> Float { value(x, tanh) }
    public static func softplus(_ x: Float) -> Float { value(x, softplus) }
    public static func normalCumulative(_ x: Float) -> Float { value(x, normalCumulative) }
    public static func elu(_ x: Float, α: Float = 1) -> Float { value(x) { elu($0, $1, $2, α: α) } }
    public static func gelu(_ x: Float) -> Float { value(x, gelu) }
    public static func silu(_ x: Float) -> Float { value(x, silu) }

    private static func value(
        _ x: Float, _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    ) -> Float {
        var y: Float = 0
        withUnsafePointer(to: x) { kernel($0, &y, 1) }
        return y
    }
}

extension Tensor {
    /// The tensor with a kernel applied to every element: `x.applying(Elementwise.exp)`.
    public func applying(_ kernel: Elementwise.Kernel) -> Tensor {
        Tensor(shape: shape) { y in
            withUnsafeBufferPointer { x in kernel(x.baseAddress!, y.baseAddress!, count) }
        }
    }

    /// Applies a kernel to every element in place.
    public mutating func apply(_ kernel: Elementwise.Kernel) {
        withUnsafeMutableBufferPointer { kernel(UnsafePointer($0.baseAddress!), $0.baseAddress!, $0.count) }
    }
}
