import Tensors

/// Weights of a layer and the gradient of the loss with respect to them: a window onto the network's ``ParameterStorage``.
public struct Parameter {
    let storage: ParameterStorage
    let entry: ParameterStorage.Entry

    /// The layer's position and the parameter's name, such as `1.weights`.
    public var name: String { entry.name }
    public var shape: Shape { entry.shape }
    /// Whether optimizers change it, by its gradient; if not, it is a statistic, and has none.
    public var isLearnt: Bool { entry.isLearnt }
    public var count: Int { shape.elementCount }

    /// The first weight; row-major in `shape`.
    var pointer: UnsafeMutablePointer<Float> {
        (isLearnt ? storage.values : storage.statisticValues) + entry.offset
    }
    /// The first component of the gradient.
    var gradientPointer: UnsafeMutablePointer<Float> {
        precondition(isLearnt, "the statistic \(name) has no gradient")
        return storage.gradients + entry.offset
    }

    /// The weights, as a copy; setting them needs a tensor of the same shape.
    public var value: Tensor {
        get { copy(of: pointer) }
        nonmutating set {
            write(newValue, to: pointer)
            storage.version &+= 1
        }
    }

    /// The gradient of the loss that the latest backward pass left, as a copy.
    public var gradient: Tensor {
        get { copy(of: gradientPointer) }
        nonmutating set { write(newValue, to: gradientPointer) }
    }

    /// Calls `body` with the weights in row-major order.
    public func withUnsafeWeights<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows
        -> Result
    {
        try withExtendedLifetime(storage) { try body(UnsafeMutableBufferPointer(start: pointer, count: count)) }
    }

    /// Calls `body` with the gradient in row-major order.
    public func withUnsafeGradient<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows
        -> Result
    {
        try withExtendedLifetime(storage) { try body(UnsafeMutableBufferPointer(start: gradientPointer, count: count)) }
    }

    private func copy(of source: UnsafeMutablePointer<Float>) -> Tensor {
        withExtendedLifetime(storage) {
            Tensor(shape: shape) { $0.baseAddress!.update(from: source, count: count) }
        }
    }

    private func write(_ tensor: Tensor, to destination: UnsafeMutablePointer<Float>) {
        precondition(tensor.shape == shape, "the parameter \(name) has shape \(shape), the new value \(tensor.shape)")
        withExtendedLifetime(storage) {
            tensor.withUnsafeBufferPointer { destination.update(from: $0.baseAddress!, count: count) }
        }
    }
}
