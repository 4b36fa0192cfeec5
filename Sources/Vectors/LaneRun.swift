/// A run of floats in whole groups of eight, read and written eight at a time: the vectors in the loops of optimizers.
///
/// ```swift
/// for i in θ.indices { θ[i] -= η * g[i] }
/// ```
/// It is a window onto memory that somebody else owns: a copy of a run is the same memory, and lasts no longer than what it was
/// handed out for.
@frozen public struct LaneRun {
    @usableFromInline let start: UnsafeMutablePointer<Float>
    /// The number of groups of eight.
    public let count: Int

    /// - Parameters:
    ///   - start: the first float; there are 8 · `count` of them.
    ///   - count: the number of groups of eight.
    @inlinable
    public init(start: UnsafeMutablePointer<Float>, count: Int) {
        self.start = start
        self.count = count
    }

    @inlinable
    public var indices: Range<Int> { 0..<count }

    /// The eight floats of group i.
    @inlinable
    public subscript(i: Int) -> Lanes {
        @inline(__always) get {
            precondition(i >= 0 && i < count, "the run has no such group")
            return load(start + 8 * i)
        }
        @inline(__always) nonmutating set {
            precondition(i >= 0 && i < count, "the run has no such group")
            store(newValue, start + 8 * i)
        }
    }

    /// A part of the run.
    @inlinable
    public subscript(part: Range<Int>) -> LaneRun {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "the run has no such part")
        return LaneRun(start: start + 8 * part.lowerBound, count: part.count)
    }
}
