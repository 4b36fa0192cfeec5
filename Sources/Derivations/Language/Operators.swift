infix operator ** : ExponentiationPrecedence
infix operator ⊙ : MultiplicationPrecedence
infix operator • : MultiplicationPrecedence
infix operator ≤ : ComparisonPrecedence
infix operator ≥ : ComparisonPrecedence

precedencegroup ExponentiationPrecedence {
    higherThan: MultiplicationPrecedence
    associativity: right
}

extension Expression {
    public static func + (a: Expression, b: Expression) -> Expression { sum([a, b]) }
    public static func - (a: Expression, b: Expression) -> Expression { sum([a, -b]) }
    public static prefix func - (a: Expression) -> Expression {
        of([a]) { Expression(.negative(a), a.extent) }
    }
    /// The product of scalars, of a scalar and anything, of matrices and vectors of matching sizes.
    public static func * (a: Expression, b: Expression) -> Expression { product([a, b]) }
    /// The element-wise product of two expressions of the same size.
    public static func ⊙ (a: Expression, b: Expression) -> Expression {
        of([a, b]) {
            guard a.extent == b.extent else {
                return misfit("\(a.unicode) ⊙ \(b.unicode): \(a.extent) and \(b.extent) have no element-wise product")
            }
            return Expression(.hadamard(a, b), a.extent)
        }
    }
    /// The inner product of two vectors.
    public static func • (a: Expression, b: Expression) -> Expression {
        of([a, b]) {
            guard a.extent == b.extent, a.extent.isVector else {
                return misfit("\(a.unicode) · \(b.unicode): \(a.extent) and \(b.extent) have no inner product")
            }
            return Expression(.named(Naming(name: "·", style: .plain), [a, b], a.ᵀ * b), .scalar)
        }
    }
    public static func / (a: Expression, b: Expression) -> Expression {
        of([a, b]) {
            guard b.isScalar else {
                return misfit("\(a.unicode) / \(b.unicode): \(a.extent) cannot be divided by \(b.extent)")
            }
            return Expression(.quotient(a, b), a.extent)
        }
    }
    /// `a` to the power `b`; both scalars.
    public static func ** (a: Expression, b: Expression) -> Expression {
        of([a, b]) {
            guard a.isScalar, b.isScalar else {
                return misfit("\(a.unicode) ** \(b.unicode): powers are of scalars, not of \(a.extent) and \(b.extent)")
            }
            return Expression(.power(a, b), .scalar)
        }
    }

    /// The square of a scalar.
    public var ²: Expression { self ** 2 }
    /// The transpose.
    public var ᵀ: Expression { Expression.of([self]) { Expression(.transpose(self), extent.transposed) } }
    /// The inverse of a square matrix.
    public var ⁻¹: Expression {
        Expression.of([self]) {
            guard extent.rows == extent.columns else {
                return .misfit("\(unicode)⁻¹: \(extent) is not square (\(extent.rows) against \(extent.columns))")
            }
            return Expression(.inverse(self), extent)
        }
    }

    static func sum(_ terms: [Expression]) -> Expression {
        of(terms) {
            if let odd = terms.dropFirst().first(where: { $0.extent != terms[0].extent }) {
                return misfit(
                    "\(terms[0].unicode) + \(odd.unicode): \(terms[0].extent) and \(odd.extent) cannot be added")
            }
            // a + b + c is one sum; a + (b + c) keeps its parentheses.
            let flat = if case .sum(let first) = terms[0].node { first + terms.dropFirst() } else { terms }
            return flat.count == 1 ? flat[0] : Expression(.sum(flat), flat[0].extent)
        }
    }

    static func product(_ factors: [Expression]) -> Expression {
        of(factors) {
            // a b c is one product; a (b c) keeps its parentheses, and a scalar uᵀ v times w stays a scalar times w.
            let flat: [Expression] =
                if case .product(let first) = factors[0].node, !factors[0].isScalar || first.allSatisfy(\.isScalar) {
                    first + factors.dropFirst()
                } else {
                    factors
                }
            var extent = Extent.scalar
            for factor in flat {
                if extent.isScalar {
                    extent = factor.extent
                } else if !factor.isScalar {
                    guard extent.columns == factor.extent.rows else {
                        return misfit(
                            "\(flat.map(\.unicode).joined(separator: " * ")): \(extent) times \(factor.extent), "
                                + "but \(extent.columns) columns meet \(factor.extent.rows) rows")
                    }
                    extent = Extent(rows: extent.rows, columns: factor.extent.columns)
                }
            }
            return flat.count == 1 ? flat[0] : Expression(.product(flat), extent)
        }
    }
}

/// Two expressions and how they compare: a condition in a case distinction, or what a derivation concludes.
public struct Statement: Hashable, Sendable {
    public let left: Expression
    let relation: Relation
    public let right: Expression

    init(_ left: Expression, _ relation: Relation, _ right: Expression) {
        let fits = left.misfit != nil || right.misfit != nil || left.extent == right.extent
        self.left = left
        self.relation = relation
        self.right =
            fits
            ? right
            : .misfit("\(left.unicode) \(relation.unicode) \(right.unicode): \(left.extent) against \(right.extent)")
    }

    var misfit: String? { left.misfit ?? right.misfit }
}

enum Relation: Hashable, Sendable {
    case equal, atMost, atLeast, less, greater, unequal
}

extension Expression {
    public static func == (a: Expression, b: Expression) -> Statement { Statement(a, .equal, b) }
    public static func != (a: Expression, b: Expression) -> Statement { Statement(a, .unequal, b) }
    public static func ≤ (a: Expression, b: Expression) -> Statement { Statement(a, .atMost, b) }
    public static func ≥ (a: Expression, b: Expression) -> Statement { Statement(a, .atLeast, b) }
    public static func < (a: Expression, b: Expression) -> Statement { Statement(a, .less, b) }
    public static func > (a: Expression, b: Expression) -> Statement { Statement(a, .greater, b) }

    /// The values of an index, as in `1...n`.
    public static func ... (lower: Expression, upper: Expression) -> Bounds { Bounds(lower: lower, upper: upper) }
}
