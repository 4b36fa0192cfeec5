import Tensors

/// Compares a gradient with central differences: the judge of every layer, activation and loss.
///
/// Along a direction u, a function of Float arguments is evaluated at x ± hu for h = 1/64, 1/32, 1/16. With
/// E(h) = (f(x + hu) − f(x − hu))/2h = f′ + O(h²), Richardson's R = (4E(h) − E(2h))/3 is right up to O(h⁴), about 1e-7 where
/// f varies on the scale of 1, and the rounding of Float outputs adds some 1e-6/h. So a relative tolerance of 1e-3 is far above
/// both, and far below what a wrong sign, factor, index or sum would cause. What the arguments really moved by after rounding is
/// what the gradient is multiplied with.
///
/// Where a kink, such as that of ReLU, lies between the points, no difference can tell the derivative. That shows in the
/// differences alone, as R from (h, 2h) and from (2h, 4h) then disagree; such directions are left out and counted, and if they
/// are more than half of all, the check fails.
public struct GradientCheck: Sendable, CustomStringConvertible {
    /// How many directions were compared.
    public private(set) var comparisons = 0
    /// How many directions said nothing, because a kink lies there.
    public private(set) var unusable = 0
    /// The largest difference between gradient and central difference, relative to the derivative's size.
    public private(set) var worstError = 0.0
    /// What `worstError` must not exceed.
    public let tolerance: Double
    /// What was checked, where the worst error occurred, and the two values.
    public private(set) var worst = ""

    public var passed: Bool { comparisons > 0 && comparisons >= unusable && worstError <= tolerance }

    public var description: String {
        if passed { return "gradient right: \(comparisons) directions, worst relative error \(worstError)" }
        if comparisons < max(unusable, 1) {
            return "gradient not checked: kinks in \(unusable) of \(unusable + comparisons) directions"
        }
        return "gradient wrong: \(worst)"
    }

    /// Checks the gradient of a function of a vector.
    ///
    /// Every single component is tried if there are at most 64, else 64 of them, and 16 directions that mix all.
    /// - Parameters:
    ///   - f: the function; its value is to be summed in Double.
    ///   - gradient: ∂f/∂x at x.
    ///   - x: where.
    ///   - tolerance: the largest relative error allowed.
    ///   - seed: chooses the directions.
    ///   - name: names a component in messages; `component 3` if nothing is said.
    public init(
        of f: ([Float]) throws -> Double, gradient: [Float], at x: [Float], tolerance: Double = 1e-3, seed: UInt64 = 1,
        name: (Int) -> String = { "component \($0)" }
    ) rethrows {
        self.tolerance = tolerance
        guard gradient.count == x.count else {
            worst = "it has \(gradient.count) components, but there are \(x.count) variables"
            worstError = .infinity
            comparisons = 1
            return
        }
        var random = RandomGenerator(seed: seed)
        let components = random.permutation(of: x.count).prefix(64).sorted()
        for i in components {
            var u = [Float](repeating: 0, count: x.count)
            u[i] = 1
            try compare(f, gradient, x, along: u, name: name(i))
        }
        for _ in 0..<16 where !x.isEmpty {
            let normal = Tensor.normal([x.count], using: &random).values
            let norm = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
            try compare(f, gradient, x, along: normal.map { $0 / norm }, name: "a random direction")
        }
    }

    private mutating func compare(
        _ f: ([Float]) throws -> Double, _ gradient: [Float], _ x: [Float], along u: [Float], name: String
    ) rethrows {
        var differences: [Double] = []  // f(x + hu) − f(x − hu) over 2h, for the three h
        var predictions: [Double] = []  // the same as the gradient has it
        var squares = 0.0
        var size = 1.0
        for h: Float in [1 / 64, 1 / 32, 1 / 16] {
            let above = zip(x, u).map { $0 + h * $1 }
            let below = zip(x, u).map { $0 - h * $1 }
            let (high, low) = (try f(above), try f(below))
            size = max(size, abs(high), abs(low))
            differences.append((high - low) / Double(2 * h))
            var prediction = 0.0
            squares = 0
            for i in x.indices where u[i] != 0 {
                let term = Double(gradient[i]) * Double(above[i] - below[i]) / Double(2 * h)
                prediction += term
                squares += term * term
            }
            predictions.append(prediction)
        }
        // snippet.richardson
        // R = (4 E(h) − E(2h))/3
        let difference = (4 * differences[0] - differences[1]) / 3
        let coarser = (4 * differences[1] - differences[2]) / 3
        // snippet.end
        let prediction = (4 * predictions[0] - predictions[1]) / 3
        // Float outputs of size s are rounded by up to s · 6e-8, each; over 2h = 1/32 that is s · 2e-6, a few times.
        let noise = 1e-5 * size
        let scale = max(abs(difference), squares.squareRoot()) + noise / tolerance
        if abs(difference - coarser) > 0.5 * tolerance * scale {
            unusable += 1
            return
        }
        comparisons += 1
        let error = abs(difference - prediction) / scale
        if !(error <= worstError) {
            worstError = error.isNaN ? .infinity : error
            worst = "\(name): the gradient says \(Float(prediction)), central differences say \(Float(difference))"
        }
    }
}
