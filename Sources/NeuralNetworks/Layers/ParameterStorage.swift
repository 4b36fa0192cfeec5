import Tensors

/// All weights of a network in one run of memory, and their gradients in another, so that an optimizer's step is one pass.
///
/// Each parameter starts on a cache line. What fills up the line is zero and has gradient zero.
public final class ParameterStorage {
    /// One parameter's place. It does not refer to the storage, which would then never be freed.
    struct Entry: Equatable {
        let name: String
        let shape: Shape
        let offset: Int
        let isLearnt: Bool
    }

    enum Beginning {
        case random(WeightInitializer, fanIn: Int, fanOut: Int, RandomGenerator)
        case constant(Float)
    }

    /// The number of floats, filling included: a multiple of 16. Statistics are not among them.
    public private(set) var count = 0
    private(set) var values = zeros(0)
    private(set) var gradients = zeros(0)
    /// What layers find out beside their weights, in memory that no optimizer sees.
    private(set) var statisticValues = zeros(0)
    private var statisticCount = 0
    private var entries: [Entry] = []
    private var beginnings: [Beginning] = []
    /// While a second set of layers is built upon these weights: which entry comes next.
    private var nextShared: Int?
    /// Changes whenever weights do, so that a backward pass can tell that it comes too late.
    var version = 0

    init() {}

    deinit { free() }

    private func free() {
        UnsafeMutableRawPointer(values).deallocate()
        UnsafeMutableRawPointer(gradients).deallocate()
        UnsafeMutableRawPointer(statisticValues).deallocate()
    }

    var parameters: [Parameter] { entries.filter(\.isLearnt).map { Parameter(storage: self, entry: $0) } }
    var statistics: [Parameter] { entries.filter { !$0.isLearnt }.map { Parameter(storage: self, entry: $0) } }
    /// The number of weights and statistics, filling aside.
    var weightCount: Int { entries.reduce(0) { $0 + $1.shape.elementCount } }

    /// A parameter more; while sharing, the one that stands at this place already.
    func add(name: String, shape: Shape, initially beginning: Beginning, isLearnt: Bool = true) -> Parameter {
        if let next = nextShared {
            precondition(
                next < entries.count && entries[next].shape == shape && entries[next].isLearnt == isLearnt,
                "a declaration must make the same layer each time")
            nextShared = next + 1
            return Parameter(storage: self, entry: entries[next])
        }
        let entry = Entry(name: name, shape: shape, offset: isLearnt ? count : statisticCount, isLearnt: isLearnt)
        let room = (shape.elementCount + 15) / 16 * 16
        if isLearnt { count += room } else { statisticCount += room }
        entries.append(entry)
        beginnings.append(beginning)
        return Parameter(storage: self, entry: entry)
    }

    /// Builds layers upon the weights that are there.
    func sharing<Result>(_ build: () throws -> Result) rethrows -> Result {
        nextShared = 0
        defer { nextShared = nil }
        return try build()
    }

    /// Takes the memory for all parameters added and draws their first values.
    func complete() {
        free()
        values = ParameterStorage.zeros(count)
        gradients = ParameterStorage.zeros(count)
        statisticValues = ParameterStorage.zeros(statisticCount)
        for (entry, beginning) in zip(entries, beginnings) {
            let parameter = Parameter(storage: self, entry: entry)
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
    public var isFinite: Bool { allFinite(values, count) }

    /// Sets all gradients to zero.
    func clearGradients() { gradients.update(repeating: 0, count: count) }

    /// All weights and statistics with their filling, as a copy.
    var snapshot: [Float] {
        Array(UnsafeBufferPointer(start: values, count: count))
            + Array(UnsafeBufferPointer(start: statisticValues, count: statisticCount))
    }

    /// The length of a ``snapshot``.
    var snapshotCount: Int { count + statisticCount }

    /// Sets all weights and statistics to a snapshot of this storage.
    func restore(_ snapshot: [Float]) {
        precondition(snapshot.count == snapshotCount, "the snapshot is that of another network")
        snapshot.withUnsafeBufferPointer {
            values.update(from: $0.baseAddress!, count: count)
            statisticValues.update(from: $0.baseAddress! + count, count: statisticCount)
        }
        version &+= 1
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
            .bindMemory(to: Float.self, capacity: max(count, 16))
        pointer.initialize(repeating: 0, count: max(count, 16))
        return pointer
    }
}

/// Whether all numbers are finite.
func allFinite(_ x: UnsafePointer<Float>, _ count: Int) -> Bool {
    var sum = SIMD8<Float>.zero
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let eight = UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Float>.self)
        sum += eight - eight
    }
    for i in whole..<count { sum[0] += x[i] - x[i] }
    return sum == .zero
}

/// Whether all elements are finite.
func allFinite(_ tensor: Tensor) -> Bool {
    tensor.withUnsafeBufferPointer { $0.isEmpty || allFinite($0.baseAddress!, $0.count) }
}
