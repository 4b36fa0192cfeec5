import Tensors

/// Which direction is summed over.
public enum Direction: Sendable {
    /// Over the samples: one number for each column is left, 1 × n.
    case rows
    /// Over the components of each sample: one number a row is left, m × 1.
    case columns
}

extension Variable {
    /// Σ x over all elements, added in Double.
    public func sum() throws -> Variable {
        try tape.check(self)
        let (x, index) = (value, index)
        return tape.record(shape: [1], parents: (index, -1)) {
            $0[0] = Float(x.sum)
        } pullBack: { tape, ẏ in
            // ẋ = ẏ everywhere
            let ẏ = ẏ[flat: 0]
            tape.accumulate(index) { ẋ in for i in ẋ.indices { ẋ[i] += ẏ } }
        }
    }

    /// The mean of all elements.
    public func mean() throws -> Variable { try sum() / Float(count) }

    /// Σ over rows or columns, added in Double.
    public func sum(over direction: Direction) throws -> Variable {
        try tape.check(self)
        let (x, index, m, n) = (value, index, rows, columns)
        switch direction {
        case .columns:
            return tape.record(shape: [m, 1], parents: (index, -1)) { y in
                x.withUnsafeBufferPointer { x in
                    for i in 0..<m { y[i] = Float(VectorKernels.sum(x.baseAddress! + i * n, n)) }
                }
            } pullBack: { tape, ẏ in
                tape.accumulate(index) { ẋ in
                    ẏ.withUnsafeBufferPointer { ẏ in for i in ẋ.indices { ẋ[i] += ẏ[i / n] } }
                }
            }
        case .rows:
            return tape.record(shape: [1, n], parents: (index, -1)) { y in
                x.withUnsafeBufferPointer { x in
                    for j in 0..<n {
                        var sum = 0.0
                        for i in 0..<m { sum += Double(x[i * n + j]) }
                        y[j] = Float(sum)
                    }
                }
            } pullBack: { tape, ẏ in
                tape.accumulate(index) { ẋ in
                    ẏ.withUnsafeBufferPointer { ẏ in for i in ẋ.indices { ẋ[i] += ẏ[i % n] } }
                }
            }
        }
    }

    /// The mean over rows or columns.
    public func mean(over direction: Direction) throws -> Variable {
        try sum(over: direction) / Float(direction == .rows ? rows : columns)
    }
}

extension Sequence<Variable> {
    /// The sum of several variables: the terms of a loss.
    ///
    /// - Throws: ``NetworkError`` if there is none or their shapes do not fit.
    public func sum() throws -> Variable {
        var terms = makeIterator()
        guard var sum = terms.next() else { throw NetworkError.invalid("a sum on the tape needs at least one term") }
        while let term = terms.next() { sum = try sum + term }
        return sum
    }
}
