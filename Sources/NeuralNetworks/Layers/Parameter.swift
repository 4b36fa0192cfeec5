import Tensors

/// Weights of a layer and the gradient of the loss with respect to them: a window onto the network's ``ParameterStorage``.
public struct Parameter {
    /// The layer's position and the parameter's name, such as `1.weights`.
    public let name: String
    public let shape: Shape
    let storage: ParameterStorage
    let offset: Int
    /// Whether optimizers change it, by its gradient; if not, it is a statistic, and has none.
    public let isLearnt: Bool

    public var count: Int { shape.elementCount }

    /// The first weight; row-major in `shape`.
    public var pointer: UnsafeMutablePointer<Float> { (isLearnt ? storage.values : storage.statisticValues) + offset }
    /// The first component of the gradient.
    public var gradientPointer: UnsafeMutablePointer<Float> {
        precondition(isLearnt, "the statistic \(name) has no gradient")
        return storage.gradients + offset
    }

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
    enum Beginning {
        case random(WeightInitializer, fanIn: Int, fanOut: Int, RandomGenerator)
        case constant(Float)
    }

    /// The number of floats, filling included: a multiple of 16. Statistics are not among them.
    public private(set) var count = 0
    public private(set) var values: UnsafeMutablePointer<Float>
    public private(set) var gradients: UnsafeMutablePointer<Float>
    private(set) var parameters: [Parameter] = []
    /// What layers find out beside their weights, in memory that no optimizer sees.
    private(set) var statistics: [Parameter] = []
    private(set) var statisticValues: UnsafeMutablePointer<Float>
    private var statisticCount = 0
    private var beginnings: [(Parameter, Beginning)] = []

    init() {
        values = ParameterStorage.zeros(0)
        gradients = ParameterStorage.zeros(0)
        statisticValues = ParameterStorage.zeros(0)
    }

    deinit {
        UnsafeMutableRawPointer(values).deallocate()
        UnsafeMutableRawPointer(gradients).deallocate()
        UnsafeMutableRawPointer(statisticValues).deallocate()
    }

    func add(name: String, shape: Shape, initially beginning: Beginning, isLearnt: Bool = true) -> Parameter {
        let parameter = Parameter(
            name: name, shape: shape, storage: self, offset: isLearnt ? count : statisticCount, isLearnt: isLearnt)
        let room = (shape.elementCount + 15) / 16 * 16
        if isLearnt {
            count += room
            parameters.append(parameter)
        } else {
            statisticCount += room
            statistics.append(parameter)
        }
        beginnings.append((parameter, beginning))
        return parameter
    }

    /// Takes the memory for all parameters added and draws their first values.
    func complete() {
        UnsafeMutableRawPointer(values).deallocate()
        UnsafeMutableRawPointer(gradients).deallocate()
        UnsafeMutableRawPointer(statisticValues).deallocate()
        values = ParameterStorage.zeros(count)
        gradients = ParameterStorage.zeros(count)
        statisticValues = ParameterStorage.zeros(statisticCount)
        for (parameter, beginning) in beginnings {
            let values = UnsafeMutableBufferPointer(start: parameter.pointer, count: parameter.count)
            switch beginning {
            case .constant(let value): values.update(repeating: value)
            case .random(let initializer, let fanIn, let fanOut, var random):
                initializer.fill(values, fanIn: fanIn, fanOut: fanOut, random: &random)
            }
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

    /// All weights and statistics with their filling, as a copy.
    var snapshot: [Float] {
        Array(UnsafeBufferPointer(start: values, count: count))
            + Array(UnsafeBufferPointer(start: statisticValues, count: statisticCount))
    }

    /// Sets all weights and statistics to a snapshot of this storage.
    func restore(_ snapshot: [Float]) {
        precondition(snapshot.count == count + statisticCount, "the snapshot is that of another network")
        snapshot.withUnsafeBufferPointer {
            values.update(from: $0.baseAddress!, count: count)
            statisticValues.update(from: $0.baseAddress! + count, count: statisticCount)
        }
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
            .bindMemory(to: Float.self, capacity: max(count, 16))
        pointer.initialize(repeating: 0, count: max(count, 16))
        return pointer
    }
}
