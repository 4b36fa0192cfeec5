import Foundation

/// Exact values of scalars and families, for statements about sequences.
private struct ExactCase {
    var scalars: [Symbol: ExactNumber] = [:]
    var families: [Symbol: (first: Int, members: [ExactNumber])] = [:]
    var integers: [Symbol: Int] = [:]
    private var powers: [Symbol: [ExactNumber]] = [:]

    /// The exact value of a polynomial expression with sums; nil for anything else.
    mutating func evaluate(_ e: Expression) -> ExactNumber? {
        switch e.node {
        case .number(let number): return ExactNumber(number.value)
        case .symbol(let symbol): return integers[symbol].map { ExactNumber($0) } ?? scalars[symbol]
        case .member(let symbol, let index):
            guard let i = integer(index), let family = families[symbol],
                family.members.indices.contains(i - family.first)
            else { return nil }
            return family.members[i - family.first]
        case .sum(let terms):
            var total = ExactNumber(0)
            for term in terms {
                guard let value = evaluate(term) else { return nil }
                total = total + value
            }
            return total
        case .product(let factors):
            var total = ExactNumber(1)
            for factor in factors {
                guard let value = evaluate(factor) else { return nil }
                total = total * value
            }
            return total
        case .negative(let a): return evaluate(a).map { -$0 }
        case .power(let base, let exponent):
            if let symbol = base.symbol, scalars[symbol] != nil, let n = integer(exponent), n >= 0 {
                return power(symbol, n)
            }
            guard let value = evaluate(base), let n = integer(exponent), n >= 0 else { return nil }
            return value.power(n)
        case .series(.sum, let index, let lower, let upper, let body):
            guard let first = integer(lower), let last = integer(upper) else { return nil }
            var total = ExactNumber(0)
            let outer = integers[index]
            defer { integers[index] = outer }
            for i in first..<Swift.max(first, last + 1) {
                integers[index] = i
                guard let value = evaluate(body) else { return nil }
                total = total + value
            }
            return total
        case .named(_, _, let body), .annotated(let body, _): return evaluate(body)
        default: return nil
        }
    }

    /// Powers of one number come again and again: each is computed once, from the one before.
    private mutating func power(_ symbol: Symbol, _ n: Int) -> ExactNumber {
        var known = powers[symbol] ?? [ExactNumber(1)]
        powers[symbol] = nil
        while known.count <= n { known.append(known.last! * scalars[symbol]!) }
        powers[symbol] = known
        return known[n]
    }

    func integer(_ e: Expression) -> Int? {
        switch e.node {
        case .number(let number): return number.whole
        case .symbol(let symbol): return integers[symbol]
        case .negative(let a): return integer(a).map { -$0 }
        case .sum(let terms):
            return terms.reduce(0 as Int?) { total, term in total.flatMap { t in integer(term).map { t + $0 } } }
        default: return nil
        }
    }
}

extension Measure {
    /// Checks the statement at every value of the index: exactly, and in Double.
    func forAll(_ index: Symbol, _ from: Int, _ through: Int, _ statement: Statement, _ trial: Int) -> Finding? {
        guard statement.relation == .equal else {
            return Finding(residual: .infinity) { "only equations are checked for all" }
        }
        var random = RandomSource(seed, UInt64(trial), 19)
        var exact = ExactCase()
        let double = Environment(seed: seed)
        let recursions = derivation.givens.compactMap { given -> (Symbol, Symbol, Expression, Expression)? in
            if case .recursion(let sequence, let i, let first, let step) = given.kind {
                (sequence, i, first, step)
            } else {
                nil
            }
        }
        let used =
            recursions.flatMap { $0.2.freeSymbols + $0.3.freeSymbols } + statement.left.freeSymbols
            + statement.right.freeSymbols
        for symbol in used
        where symbol != index && exact.scalars[symbol] == nil && !recursions.contains(where: { $0.0 == symbol }) {
            func draw() -> Int {
                if symbol.domain == .unitInterval { return random.integer(1...63) }
                let value = random.integer(1...200)
                return random.next() & 1 == 0 ? value : -value
            }
            if symbol.members != nil {
                let members = (0...through).map { _ in draw() }
                exact.families[symbol] = (0, members.map { ExactNumber($0, exponent: -6) })
                double[family: symbol] = .init(first: 0, members: members.map { Value(Double($0) / 64) })
            } else if case .integer = symbol.domain {
                exact.integers[symbol] = through
                double[symbol] = Value(Double(through))
            } else {
                let value = draw()
                exact.scalars[symbol] = ExactNumber(value, exponent: -6)
                double[symbol] = Value(Double(value) / 64)
            }
        }
        for (sequence, i, first, step) in recursions {
            guard let start = exact.evaluate(first) else {
                return Finding(residual: .infinity) { "no exact start of \(sequence.name)" }
            }
            exact.families[sequence] = (0, [start])
            double[family: sequence] = .init(first: 0, members: [double.evaluate(first)])
            for t in 1...through {
                exact.integers[i] = t
                guard let next = exact.evaluate(step) else {
                    return Finding(residual: .infinity) { "no exact \(sequence.name)" }
                }
                exact.families[sequence]!.members.append(next)
                let value = double.binding(i, Value(Double(t))) { double.evaluate(step) }
                var family = double[family: sequence]!
                family.members.append(value)
                double[family: sequence] = family
            }
        }
        var worst = 0.0
        for t in from...through {
            exact.integers[index] = t
            guard let left = exact.evaluate(statement.left), let right = exact.evaluate(statement.right) else {
                return Finding(residual: .infinity) { "no exact value at \(index.name) = \(t)" }
            }
            if left != right {
                return Finding(residual: .infinity) { "the exact values differ at \(index.name) = \(t)" }
            }
            let found = double.binding(index, Value(Double(t))) { statement.residual(in: double).residual }
            worst = Swift.max(worst, found)
        }
        return Finding(residual: worst, cases: through - from + 1) { "exact for \(index.name) = \(from) … \(through)" }
    }
}
