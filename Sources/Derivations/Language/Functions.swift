/// The elementary functions; of a vector or matrix they are taken element by element.
enum Function: String, Hashable, Sendable, CaseIterable {
    case exp, log, sqrt, sin, cos, sinh, cosh, tanh, erf, abs, sign
}

private func apply(_ function: Function, _ x: Expression) -> Expression {
    .of([x]) { Expression(.function(function, x), x.extent) }
}

public func exp(_ x: Expression) -> Expression { apply(.exp, x) }
public func log(_ x: Expression) -> Expression { apply(.log, x) }
public func sqrt(_ x: Expression) -> Expression { apply(.sqrt, x) }
public func sin(_ x: Expression) -> Expression { apply(.sin, x) }
public func cos(_ x: Expression) -> Expression { apply(.cos, x) }
public func sinh(_ x: Expression) -> Expression { apply(.sinh, x) }
public func cosh(_ x: Expression) -> Expression { apply(.cosh, x) }
public func tanh(_ x: Expression) -> Expression { apply(.tanh, x) }
/// The error function, 2/√π ∫₀ˣ exp(−t²) dt.
public func erf(_ x: Expression) -> Expression { apply(.erf, x) }
public func abs(_ x: Expression) -> Expression { apply(.abs, x) }
public func sign(_ x: Expression) -> Expression { apply(.sign, x) }

/// The largest of some scalars.
public func max(_ first: Expression, _ others: Expression...) -> Expression {
    let all = [first] + others
    return .of(all) {
        if let odd = all.first(where: { !$0.isScalar }) {
            return .misfit("max(\(odd.unicode), …): the maximum is one of scalars, not of \(odd.extent)")
        }
        return Expression(.maximum(all), .scalar)
    }
}

/// A case distinction: the first value whose condition holds, else the last.
public func cases(_ branches: (Expression, when: Statement)..., otherwise: Expression) -> Expression {
    let all = branches.map { Branch(value: $0.0, condition: $0.when) } + [Branch(value: otherwise, condition: nil)]
    return cases(all)
}

func cases(_ branches: [Branch]) -> Expression {
    let parts = branches.flatMap { [$0.value] + ($0.condition.map { [$0.left, $0.right] } ?? []) }
    return .of(parts) {
        let extent = branches[0].value.extent
        if let odd = branches.first(where: { $0.value.extent != extent }) {
            return .misfit(
                "cases of \(branches[0].value.unicode) and \(odd.value.unicode): \(extent) and \(odd.value.extent)")
        }
        return Expression(.cases(branches), extent)
    }
}

/// π.
public let π = Expression(.named(Naming(name: "π", style: .plain), [], Expression(Double.pi)), .scalar)

/// A function that is known by its name only, like a decoder `f`: checks draw a random polynomial of degree two for it
/// (for a function of one variable, of degree three).
public struct FunctionSymbol: Hashable, Sendable {
    let symbol: Symbol
    let input: Dimension
    let output: Dimension

    public init(_ name: String, from input: Expression = 1, to output: Expression = 1) {
        symbol = Symbol(name, isFunction: true)
        self.input = input.dimension ?? .one
        self.output = output.dimension ?? .one
    }

    public func callAsFunction(_ x: Expression) -> Expression { derivative(order: 0, at: x) }

    /// f′, f″, … of a function of one variable.
    public func derivative(order: Int, at x: Expression) -> Expression {
        .of([x]) {
            guard x.extent == Extent(rows: input, columns: .one) else {
                return .misfit("\(symbol.name)(\(x.unicode)): expects a vector of size \(input), not \(x.extent)")
            }
            return Expression(.call(self, order: order, x), Extent(rows: output, columns: .one))
        }
    }
}

/// A function with a name and a meaning: `σ(x)` is written so, and means what `body` says.
public struct NamedFunction: Sendable {
    let name: String
    let body: @Sendable (Expression) -> Expression

    public init(_ name: String, _ body: @escaping @Sendable (Expression) -> Expression) {
        self.name = name
        self.body = body
    }

    public func callAsFunction(_ x: Expression) -> Expression {
        let meaning = body(x)
        return .of([x, meaning]) { Expression(.named(Naming(name: name, style: .call), [x], meaning), meaning.extent) }
    }

    /// The same, written with an index: `s[i]` is typeset as s with the index i.
    public subscript(_ index: Expression) -> Expression {
        let meaning = body(index)
        return .of([index, meaning]) {
            Expression(.named(Naming(name: name, style: .indexed), [index], meaning), meaning.extent)
        }
    }
}

extension Expression {
    /// This expression under a name: typeset as the name (with arguments, if any), meaning the same.
    public func named(_ name: String, _ arguments: Expression...) -> Expression {
        .of([self] + arguments) {
            Expression(.named(Naming(name: name, style: arguments.isEmpty ? .plain : .call), arguments, self), extent)
        }
    }

    /// This expression with a brace and a remark below it.
    public func braced(_ remark: String) -> Expression { .of([self]) { Expression(.annotated(self, remark), extent) } }

    /// This expression with `symbol` replaced by `value`, as in f′(x) at x = 0.
    public func at(_ symbol: Expression, _ value: Expression) -> Expression {
        .of([self, symbol, value]) {
            guard let name = symbol.symbol else {
                return .misfit("\(unicode) at \(symbol.unicode): only a symbol can be replaced")
            }
            guard symbol.extent == value.extent else {
                return .misfit("\(symbol.unicode) = \(value.unicode): \(symbol.extent) against \(value.extent)")
            }
            return Expression(.substitution(self, name, value), extent)
        }
    }
}
