import Synchronization

/// How often storage for elements was allocated since the program started.
private let allocations = Atomic<Int>(0)

/// The memory of one or several tensors: uninitialised floats, aligned to a cache line and to the widest vector.
///
/// Tensors share a storage until one of them writes; see `Tensor`. The class has no rules of its own about who may
/// write, hence the unchecked conformance: `Tensor` writes only to storage that nothing else refers to.
@usableFromInline
final class TensorStorage: @unchecked Sendable {
    @usableFromInline let pointer: UnsafeMutablePointer<Float>
    @usableFromInline let capacity: Int

    static let alignment = 64

    /// What tensors without elements share.
    static let empty = TensorStorage()

    /// Room for `capacity` floats, rounded up to whole cache lines.
    init(capacity: Int) {
        let floatsPerLine = TensorStorage.alignment / MemoryLayout<Float>.stride
        self.capacity = (max(capacity, 1) + floatsPerLine - 1) / floatsPerLine * floatsPerLine
        pointer = UnsafeMutableRawPointer.allocate(
            byteCount: self.capacity * MemoryLayout<Float>.stride, alignment: TensorStorage.alignment
        ).bindMemory(to: Float.self, capacity: self.capacity)
        allocations.add(1, ordering: .relaxed)
    }

    private init() {
        pointer = UnsafeMutableRawPointer.allocate(
            byteCount: TensorStorage.alignment, alignment: TensorStorage.alignment
        )
        .bindMemory(to: Float.self, capacity: 0)
        capacity = 0
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}

extension Tensor {
    /// How often storage for tensor elements was allocated since the program started, by all threads.
    ///
    /// The difference of two readings shows whether the code between them allocates:
    /// a training step after the first must not.
    public static var storageAllocations: Int { allocations.load(ordering: .relaxed) }
}
