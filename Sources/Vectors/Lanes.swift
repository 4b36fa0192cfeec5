/// Eight floats side by side, one register of AVX: what the kernels compute with.
///
/// A module of its own: without whole-module optimisation, which debug builds do not have, Swift inlines functions across
/// modules but not across the files of one.
public typealias Lanes = SIMD8<Float>

// Reading and writing eight floats of a buffer, wherever they begin, without binding the memory to another type.

/// The eight floats from x on.
@inlinable @inline(__always)
public func load(_ x: UnsafePointer<Float>) -> Lanes { UnsafeRawPointer(x).loadUnaligned(as: Lanes.self) }

/// The eight floats from x on.
@inlinable @inline(__always)
public func load(_ x: UnsafeMutablePointer<Float>) -> Lanes { UnsafeRawPointer(x).loadUnaligned(as: Lanes.self) }

/// The eight floats from y on become those of the lanes.
@inlinable @inline(__always)
public func store(_ lanes: Lanes, _ y: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(y).storeBytes(of: lanes, as: Lanes.self)
}
