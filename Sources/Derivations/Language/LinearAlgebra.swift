private func square(_ a: Expression, _ what: String, _ make: () -> Expression) -> Expression {
    .of([a]) {
        guard a.extent.rows == a.extent.columns else {
            return .misfit(
                "\(what)(\(a.unicode)): \(a.extent) is not square (\(a.extent.rows) against \(a.extent.columns))")
        }
        return make()
    }
}

/// The trace of a square matrix.
public func tr(_ a: Expression) -> Expression { square(a, "tr") { Expression(.trace(a), .scalar) } }

/// The determinant of a square matrix.
public func det(_ a: Expression) -> Expression { square(a, "det") { Expression(.determinant(a), .scalar) } }

/// The matrix with the vector `v` on its diagonal and zeros elsewhere.
public func diag(_ v: Expression) -> Expression {
    .of([v]) {
        guard v.extent.isVector else { return .misfit("diag(\(v.unicode)): expects a vector, not \(v.extent)") }
        return Expression(.diagonalMatrix(v), Extent(rows: v.extent.rows, columns: v.extent.rows))
    }
}

/// The diagonal of a square matrix, a vector.
public func diagonal(_ a: Expression) -> Expression {
    square(a, "diagonal") { Expression(.diagonal(a), Extent(rows: a.extent.rows, columns: .one)) }
}

/// The Euclidean norm of a vector, the Frobenius norm of a matrix.
public func norm(_ a: Expression) -> Expression { .of([a]) { Expression(.norm(a), .scalar) } }

/// Kronecker's δ: 1 if both indices are equal, else 0.
public func δ(_ i: Expression, _ j: Expression) -> Expression { .of([i, j]) { Expression(.delta(i, j), .scalar) } }

/// The identity matrix of size n.
public func identity(_ n: Expression) -> Expression {
    guard let size = n.dimension else { return .misfit("\(n.unicode) is not a size") }
    return Expression(.identity(size), Extent(rows: size, columns: size))
}

/// The zero vector of size n.
public func zeros(_ n: Expression) -> Expression {
    guard let size = n.dimension else { return .misfit("\(n.unicode) is not a size") }
    return Expression(.zero, Extent(rows: size, columns: .one))
}

/// The vector of n ones.
public func ones(_ n: Expression) -> Expression {
    guard let size = n.dimension else { return .misfit("\(n.unicode) is not a size") }
    return Expression(.ones, Extent(rows: size, columns: .one))
}

/// The unit vector of size n with a one at `index`.
public func basis(_ n: Expression, _ index: Expression) -> Expression {
    guard let size = n.dimension else { return .misfit("\(n.unicode) is not a size") }
    return .of([index]) {
        guard index.isScalar else { return .misfit("\(index.unicode) cannot be an index: it is \(index.extent)") }
        return .unit(index, size)
    }
}

extension Expression {
    static func zero(_ extent: Extent) -> Expression { extent.isScalar ? 0 : Expression(.zero, extent) }

    /// The unit vector with a one at `index`.
    static func unit(_ index: Expression, _ size: Dimension) -> Expression {
        Expression(.unit(index), Extent(rows: size, columns: .one))
    }

    /// The component of a vector. Indices count from 1.
    public subscript(_ i: Expression) -> Expression {
        .of([self, i]) {
            guard extent.isVector else {
                return .misfit("\(unicode) with one index \(i.unicode): it is \(extent)")
            }
            return Expression(.element(self, row: i, column: nil), .scalar)
        }
    }

    /// The element of a matrix. Indices count from 1.
    public subscript(_ i: Expression, _ j: Expression) -> Expression {
        .of([self, i, j]) { Expression(.element(self, row: i, column: j), .scalar) }
    }
}
