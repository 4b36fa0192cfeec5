import Tensors

/// Weights of a layer and the gradient of the loss with respect to them: a window onto the network's ``ParameterStorage``.
public struct Parameter {
    /// The layer's position and the parameter's name, such as `1.weights`.
    public let name: String
    public let shape: Shape
    let storage: ParameterStorage
    let offset: Int

    public var count: Int { shape.elementCount }

    /// The first weight; row-major in `shape`.
    public var pointer: UnsafeMutablePointer<Float> { storage.values + offset }
    /// The first component of the gradient.
    public var gradientPointer: UnsafeMutablePointer<Float> { storage.gradients + offset }

    /// The weights, as a copy; setting them needs a tensor of the same shape.
    public var value: Tensor {
        get { copy(of: pointer) }
        nonmutating set { write(newValue, to: pointer) }
    }

    /// The gradient of the loss that the latest backward pass left, as a copy.
    public var gradient: Tensor {
        get { copy(of: gradientPointer) }
        nonmutating set { write(newValue, to: gradientPointer) }
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

/// All weights of a network in one run of memory, and their gradients in another, so that an optimizer's step is one pass.
///
/// Each parameter starts on a cache line. What fills up the line is zero and has gradient zero.
public final class ParameterStorage {
    struct Beginning {
        let initializer: WeightInitializer
        let fanIn: Int
        let fanOut: Int
        var random: RandomGenerator
    }

    /// The number of floats, filling included: a multiple of 16.
    public private(set) var count = 0
    public private(set) var values: UnsafeMutablePointer<Float>
    public private(set) var gradients: UnsafeMutablePointer<Float>
    private(set) var parameters: [Parameter] = []
    private var beginnings: [Beginning] = []

    init() {
        values = ParameterStorage.zeros(0)
        gradients = ParameterStorage.zeros(0)
    }

    deinit {
        UnsafeMutableRawPointer(values).deallocate()
        UnsafeMutableRawPointer(gradients).deallocate()
    }

    func add(name: String, shape: Shape, initially beginning: Beginning) -> Parameter {
        let parameter = Parameter(name: name, shape: shape, storage: self, offset: count)
        count += (shape.elementCount + 15) / 16 * 16
        parameters.append(parameter)
        beginnings.append(beginning)
        return parameter
    }

    /// Takes the memory for all parameters added and draws their first values.
    func complete() {
        UnsafeMutableRawPointer(values).deallocate()
        UnsafeMutableRawPointer(gradients).deallocate()
        values = ParameterStorage.zeros(count)
        gradients = ParameterStorage.zeros(count)
        for (parameter, beginning) in zip(parameters, beginnings) {
            var beginning = beginning
            beginning.initializer.fill(
                UnsafeMutableBufferPointer(start: parameter.pointer, count: parameter.count), fanIn: beginning.fanIn,
                fanOut: beginning.fanOut, random: &beginning.random)
        }
        beginnings = []
    }

    /// Whether all weights are finite: one pass, in which an infinity or a NaN survives every subtraction.
    public var isFinite: Bool {
        let lanes = UnsafeMutableRawPointer(values).assumingMemoryBound(to: Lanes.self)
        var sum = Lanes.zero
        for i in 0..<count / 8 { sum += lanes[i] - lanes[i] }
        return sum == .zero
    }

    /// All weights with their filling, as a copy.
    var snapshot: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }

    /// Sets all weights to a snapshot of this storage.
    func restore(_ snapshot: [Float]) {
        precondition(snapshot.count == count, "the snapshot is that of another network")
        snapshot.withUnsafeBufferPointer { values.update(from: $0.baseAddress!, count: count) }
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
            .bindMemory(to: Float.self, capacity: max(count, 16))
        pointer.initialize(repeating: 0, count: max(count, 16))
        return pointer
    }
}
