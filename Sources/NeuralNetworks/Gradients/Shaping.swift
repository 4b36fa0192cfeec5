import Tensors

extension Variable {
    /// The same numbers in another shape.
    ///
    /// - Throws: ``NetworkError`` if the shape has another number of elements.
    public func reshaped(to shape: Shape) throws -> Variable {
        try tape.check(self)
        guard shape.elementCount == count else {
            throw NetworkError.shape("a tensor of shape \(self.shape) cannot become one of shape \(shape)")
        }
        let (index, old) = (index, self.shape)
        return tape.borrow(value.viewed(as: shape), parents: (index, -1)) { tape, ẏ in
            tape.receive(index, ẏ.viewed(as: old))
        }
    }

    /// Some of the samples.
    ///
    /// - Throws: ``NetworkError`` if there are no such rows.
    public func rows(_ range: Range<Int>) throws -> Variable {
        try tape.check(self)
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= rows else {
            throw NetworkError.shape("rows \(range) are not among the \(rows) of a tensor of shape \(shape)")
        }
        let (index, start) = (index, range.lowerBound * columns)
        return tape.borrow(value.rows(range), parents: (index, -1)) { tape, ẏ in
            tape.accumulate(index) { ẋ in
                ẏ.withUnsafeBufferPointer { ẏ in for i in ẏ.indices { ẋ[start + i] += ẏ[i] } }
            }
        }
    }

    /// Some places of the last axis of every sample: components of a vector, channels of an image.
    ///
    /// - Throws: ``NetworkError`` if there are no such places.
    public func slice(_ range: Range<Int>) throws -> Variable {
        try tape.check(self)
        let (x, index, width, n, start) = (value, index, shape.last, range.count, range.lowerBound)
        guard n > 0, start >= 0, range.upperBound <= width else {
            throw NetworkError.shape("places \(range) are not among the last axis of a tensor of shape \(shape)")
        }
        return tape.record(shape: shape.withLast(n), parents: (index, -1)) { y in
            x.withUnsafeBufferPointer { x in
                for i in y.indices { y[i] = x[i / n * width + start + i % n] }
            }
        } pullBack: { tape, ẏ in
            tape.accumulate(index) { ẋ in
                ẏ.withUnsafeBufferPointer { ẏ in
                    for i in ẏ.indices { ẋ[i / n * width + start + i % n] += ẏ[i] }
                }
            }
        }
    }

    /// [a | b]: this and another side by side along the last axis.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ in another axis.
    public func beside(_ b: Variable) throws -> Variable {
        try tape.check(self)
        try tape.check(b)
        guard shape.agreesButForLast(b.shape) else {
            throw NetworkError.shape("a tensor of shape \(b.shape) does not fit beside one of shape \(shape)")
        }
        let (m, n, i, j) = (shape.last, b.shape.last, index, b.index)
        let (x, y) = (value, b.value)
        return tape.record(shape: shape.withLast(m + n), parents: (i, j)) { joint in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    for place in joint.indices {
                        let (row, column) = place.quotientAndRemainder(dividingBy: m + n)
                        joint[place] = column < m ? x[row * m + column] : y[row * n + column - m]
                    }
                }
            }
        } pullBack: { tape, ẏ in
            ẏ.withUnsafeBufferPointer { ẏ in
                tape.accumulate(i) { a in for k in a.indices { a[k] += ẏ[k / m * (m + n) + k % m] } }
                tape.accumulate(j) { b in for k in b.indices { b[k] += ẏ[k / n * (m + n) + m + k % n] } }
            }
        }
    }

    /// The other's samples below these, as one batch.
    ///
    /// - Throws: ``NetworkError`` if samples have different shapes.
    public func above(_ b: Variable) throws -> Variable {
        try tape.check(self)
        try tape.check(b)
        guard shape.withoutFirst == b.shape.withoutFirst, shape.rank == b.shape.rank else {
            throw NetworkError.shape("samples of shape \(shape.withoutFirst) and \(b.shape.withoutFirst) make no batch")
        }
        let (n, i, j) = (count, index, b.index)
        let (x, y) = (value, b.value)
        return tape.record(shape: shape.withoutFirst.prefixed(by: rows + b.rows), parents: (i, j)) { joint in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    joint.baseAddress!.update(from: x.baseAddress!, count: n)
                    (joint.baseAddress! + n).update(from: y.baseAddress!, count: joint.count - n)
                }
            }
        } pullBack: { tape, ẏ in
            ẏ.withUnsafeBufferPointer { ẏ in
                tape.accumulate(i) { a in for k in a.indices { a[k] += ẏ[k] } }
                tape.accumulate(j) { b in for k in b.indices { b[k] += ẏ[n + k] } }
            }
        }
    }
}
