import Tensors

/// A measure of how good predictions are, as a mean over samples: `.loss`, `.accuracy`, or one of your own.
///
/// ```swift
/// let largest = Metric("largest output") { y, _ in Double(y.max!) }
/// ```
public struct Metric: Sendable, Hashable {
    public let name: String
    /// The mean over a batch; nil for what training computes anyway.
    let measure: (@Sendable (_ outputs: Tensor, _ targets: Tensor) -> Double)?

    /// - Parameters:
    ///   - name: the key in histories and the column in tables.
    ///   - measure: the mean over the samples of a batch, from the network's outputs (after its last activation) and the
    ///     targets, one sample a row.
    public init(_ name: String, measure: @escaping @Sendable (_ outputs: Tensor, _ targets: Tensor) -> Double) {
        self.name = name
        self.measure = measure
    }

    /// A measure that an objective computes itself, by its name: what early stopping may watch.
    public init(named name: String) {
        self.name = name
        measure = nil
    }

    public static func == (a: Metric, b: Metric) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// The loss that is minimised.
    public static let loss = Metric(named: "loss")

    /// The share of samples whose largest output stands where the largest target does; with a single output, whether both lie on
    /// the same side of ½.
    public static let accuracy = Metric("accuracy") { y, t in
        let columns = y.columns
        let right = y.withUnsafeBufferPointer { y in
            t.withUnsafeBufferPointer { t in
                stride(from: 0, to: y.count, by: max(columns, 1)).reduce(0) { right, start in
                    let part = start..<start + columns
                    let isRight =
                        columns > 1 ? largest(y[part]) == largest(t[part]) : (y[start] > 0.5) == (t[start] > 0.5)
                    return right + (isRight ? 1 : 0)
                }
            }
        }
        return Double(right) / Double(y.rows)
    }
}

/// The position of the largest value, counted from the first; the first if there are several.
private func largest(_ values: Slice<UnsafeBufferPointer<Float>>) -> Int {
    var best = values.startIndex
    for i in values.indices where values[i] > values[best] { best = i }
    return best - values.startIndex
}
