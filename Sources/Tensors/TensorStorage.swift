import Foundation

/// Where each thread keeps how often it allocated storage for elements: the number takes the place of an address.
private let allocations: pthread_key_t = {
    var key = pthread_key_t()
    precondition(pthread_key_create(&key, nil) == 0, "no memory of its own for each thread")
    return key
}()

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
        pthread_setspecific(allocations, UnsafeRawPointer(bitPattern: Tensor.storageAllocations + 1))
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
    /// How often this thread has allocated storage for tensor elements.
    ///
    /// The difference of two readings in one thread shows whether the code between them allocates, whatever other threads do:
    /// a training step after the first must not. What threads of a ``parallel(_:atLeast:_:)`` loop allocate is not counted; they
    /// are handed memory.
    public static var storageAllocations: Int { Int(bitPattern: pthread_getspecific(allocations)) }
}
