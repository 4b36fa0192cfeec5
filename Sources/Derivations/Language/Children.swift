extension Expression {
    /// The parts that this expression is made of, in reading order.
    var children: [Expression] {
        switch node {
        case .number, .value, .symbol, .identity, .zero, .ones, .misfit: []
        case .member(_, let index): [index]
        case .element(let e, let row, let column): [e, row] + (column.map { [$0] } ?? [])
        case .sum(let parts), .product(let parts), .maximum(let parts): parts
        case .hadamard(let a, let b), .quotient(let a, let b), .power(let a, let b), .delta(let a, let b): [a, b]
        case .negative(let a), .function(_, let a), .call(_, _, let a), .transpose(let a), .trace(let a),
            .determinant(let a), .inverse(let a), .diagonalMatrix(let a), .diagonal(let a), .norm(let a),
            .unit(let a), .expectation(_, _, let a), .annotated(let a, _):
            [a]
        case .cases(let branches):
            branches.flatMap { [$0.value] + ($0.condition.map { [$0.left, $0.right] } ?? []) }
        case .series(_, _, let lower, let upper, let body): [lower, upper, body]
        case .differential(_, let body, let variable): [body, variable]
        case .named(_, let arguments, let body): arguments + [body]
        case .substitution(let body, _, let value): [body, value]
        }
    }

    /// The same expression made of other parts, checked anew.
    func with(_ parts: [Expression]) -> Expression {
        .of(parts) {
            switch node {
            case .number, .value, .symbol, .identity, .zero, .ones, .misfit: return self
            case .member(let symbol, _): return Expression(.member(symbol, parts[0]), extent)
            case .element(_, _, let column): return column == nil ? parts[0][parts[1]] : parts[0][parts[1], parts[2]]
            case .sum: return .sum(parts)
            case .product: return .product(parts)
            case .maximum: return Expression(.maximum(parts), extent)
            case .hadamard: return parts[0] ⊙ parts[1]
            case .quotient: return parts[0] / parts[1]
            case .power: return parts[0] ** parts[1]
            case .delta: return δ(parts[0], parts[1])
            case .negative: return -parts[0]
            case .function(let function, _): return Expression(.function(function, parts[0]), parts[0].extent)
            case .call(let function, let order, _): return function.derivative(order: order, at: parts[0])
            case .transpose: return parts[0].ᵀ
            case .trace: return tr(parts[0])
            case .determinant: return det(parts[0])
            case .inverse: return parts[0].⁻¹
            case .diagonalMatrix: return diag(parts[0])
            case .diagonal: return Derivations.diagonal(parts[0])
            case .norm: return Derivations.norm(parts[0])
            case .unit: return Expression(.unit(parts[0]), extent)
            case .expectation(let moment, let symbols, _):
                return Expression(.expectation(moment, symbols, parts[0]), parts[0].extent)
            case .annotated(_, let remark): return Expression(.annotated(parts[0], remark), parts[0].extent)
            case .cases(let branches):
                var rest = parts[...]
                return Derivations.cases(
                    branches.map { branch in
                        let value = rest.removeFirst()
                        guard let condition = branch.condition else { return Branch(value: value, condition: nil) }
                        let left = rest.removeFirst()
                        return Branch(
                            value: value, condition: Statement(left, condition.relation, rest.removeFirst()))
                    })
            case .series(let kind, let index, _, _, _): return .series(kind, index, parts[0], parts[1], parts[2])
            case .differential(let kind, _, _): return differential(kind, of: parts[0], parts[1])
            case .named(let naming, _, _):
                return Expression(.named(naming, Array(parts.dropLast()), parts.last!), parts.last!.extent)
            case .substitution(_, let symbol, _):
                return parts[0].at(Expression(.symbol(symbol), symbol.extent), parts[1])
            }
        }
    }

    /// The symbols that this expression binds for its parts.
    var bound: [Symbol] {
        switch node {
        case .series(_, let index, _, _, _): [index]
        case .expectation(_, let symbols, _): symbols
        case .substitution(_, let symbol, _): [symbol]
        default: []
        }
    }

    /// All symbols that stand free in this expression, sizes included, in reading order.
    var freeSymbols: [Symbol] {
        var found: [Symbol] = []
        var seen: Set<Symbol> = []
        collect(into: &found, &seen, bound: [])
        return found
    }

    private func collect(into found: inout [Symbol], _ seen: inout Set<Symbol>, bound: Set<Symbol>) {
        func add(_ symbol: Symbol) {
            guard !bound.contains(symbol), seen.insert(symbol).inserted else { return }
            for part in symbol.parts { part.collect(into: &found, &seen, bound: bound) }
            found.append(symbol)
        }
        switch node {
        case .symbol(let symbol), .member(let symbol, _): add(symbol)
        case .call(let function, _, _):
            for part in [function.input.expression, function.output.expression] {
                part.collect(into: &found, &seen, bound: bound)
            }
        case .identity(let size): size.expression.collect(into: &found, &seen, bound: bound)
        case .zero, .ones, .unit:
            for size in [extent.rows, extent.columns] { size.expression.collect(into: &found, &seen, bound: bound) }
        case .expectation(_, let symbols, _):
            for symbol in symbols {
                for part in symbol.parts { part.collect(into: &found, &seen, bound: bound) }
            }
        default: break
        }
        let inner = bound.union(self.bound)
        for (number, child) in children.enumerated() {
            // The limits of a sum and the value put in stand outside of what is bound.
            let outside: Bool =
                switch node {
                case .series: number < 2
                case .substitution: number == 1
                default: false
                }
            child.collect(into: &found, &seen, bound: outside ? bound : inner)
        }
    }

    /// Whether the symbol occurs free.
    func contains(_ symbol: Symbol) -> Bool {
        if bound.contains(symbol) { return false }
        switch node {
        case .expectation(_, let variables, let body):
            // The law of a random variable may have parameters.
            return body.contains(symbol) || variables.contains { $0.parts.contains { $0.contains(symbol) } }
        case .symbol(symbol), .member(symbol, _): return true
        default: return children.contains { $0.contains(symbol) }
        }
    }

    /// Every part that `replace` has an answer for replaced by that answer, outermost first.
    func replacing(_ replace: (Expression) -> Expression?) -> Expression {
        if let replacement = replace(self) { return replacement }
        let parts = children
        guard !parts.isEmpty else { return self }
        let replaced = parts.map { $0.replacing(replace) }
        return replaced == parts ? self : with(replaced)
    }
}

extension Symbol {
    /// The expressions that a value of this symbol depends on: sizes, bounds, the parameters of its law.
    var parts: [Expression] {
        var parts: [Expression] = []
        for dimension in [extent.rows, extent.columns] { parts.append(dimension.expression) }
        if let members { parts += [members.lower, members.upper] }
        if case .index(let bounds) = domain { parts += [bounds.lower, bounds.upper] }
        switch law {
        case .gaussian(let a, let b), .arbitrary(let a, let b, _), .uniform(let a, let b): parts += [a, b]
        case .bernoulli(let p), .categorical(let p): parts.append(p)
        case .empirical(let family): parts.append(Expression(.member(family.symbol, 1), family.symbol.extent))
        case .process, nil: break
        }
        return parts.filter { $0.number == nil }
    }
}
