import Tensors

/// A measure of how good predictions are, as a mean over samples: `.loss`, `.accuracy`, or one of your own.
///
/// ```swift
/// let largest = Metric("largest output") { y, _ in Double(y.max()!) }
/// ```
public struct Metric: Sendable, Hashable {
    public let name: String
    /// The measure of one sample; nil for the loss, which training computes anyway.
    let measure: (@Sendable (_ output: UnsafeBufferPointer<Float>, _ target: UnsafeBufferPointer<Float>) -> Double)?

    /// - Parameters:
    ///   - name: the key in histories and the column in tables.
    ///   - measure: the measure of one sample, from the network's output (after its last activation) and the target.
    public init(
        _ name: String,
        measure:
            @escaping @Sendable (_ output: UnsafeBufferPointer<Float>, _ target: UnsafeBufferPointer<Float>) -> Double
    ) {
        self.name = name
        self.measure = measure
    }

    private init(name: String) {
        self.name = name
        measure = nil
    }

    public static func == (a: Metric, b: Metric) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The loss that is minimised.
    public static let loss = Metric(name: "loss")

    /// The share of samples whose largest output stands where the largest target does; with a single output, whether both lie on
    /// the same side of ½.
    public static let accuracy = Metric("accuracy") { y, t in
        guard y.count > 1 else { return (y[0] > 0.5) == (t[0] > 0.5) ? 1 : 0 }
        return largest(y) == largest(t) ? 1 : 0
    }

    /// The mean of |y − t| over components and samples.
    public static let meanAbsoluteError = Metric("mean absolute error") { y, t in
        var sum = 0.0
        for i in y.indices { sum += Double(abs(y[i] - t[i])) }
        return sum / Double(y.count)
    }
}

/// The position of the largest value, the first if there are several.
private func largest(_ values: UnsafeBufferPointer<Float>) -> Int {
    var best = 0
    for i in values.indices where values[i] > values[best] { best = i }
    return best
}
