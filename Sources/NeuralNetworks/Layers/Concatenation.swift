import Tensors

/// Two batches side by side along the last axis: row by row for vectors, channel by channel for images.
enum Concatenation {
    /// [a | b], where a and b agree in all axes but the last, of m and n numbers.
    static func join(_ a: Tensor, _ b: Tensor, _ m: Int, _ n: Int, into y: inout Tensor, shape: Shape) {
        y.reserve(shape)
        y.withUnsafeMutableBufferPointer { y in
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    for i in 0..<y.count / (m + n) {
                        let y = y.baseAddress! + i * (m + n)
                        y.update(from: a.baseAddress! + i * m, count: m)
                        (y + m).update(from: b.baseAddress! + i * n, count: n)
                    }
                }
            }
        }
    }

    /// The part of y that begins at `start` and is n numbers wide of the last axis' `width`.
    static func part(_ y: Tensor, from start: Int, _ n: Int, of width: Int, into a: inout Tensor, shape: Shape) {
        a.reserve(shape)
        a.withUnsafeMutableBufferPointer { a in
            y.withUnsafeBufferPointer { y in
                for i in 0..<a.count / n {
                    (a.baseAddress! + i * n).update(from: y.baseAddress! + i * width + start, count: n)
                }
            }
        }
    }
}

extension Shape {
    /// The size of the last axis.
    var last: Int { self[rank - 1] }

    /// The same shape with another size of the last axis.
    func withLast(_ size: Int) -> Shape {
        var shape = self
        shape[rank - 1] = size
        return shape
    }

    /// Whether two shapes differ in the last axis at most.
    func agreesButForLast(_ other: Shape) -> Bool {
        rank == other.rank && rank > 0 && withLast(1) == other.withLast(1)
    }
}
