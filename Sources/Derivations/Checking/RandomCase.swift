extension Derivation {
    /// A random case: a value for every symbol that stands free anywhere in the derivation, as the givens demand; nil,
    /// with a reason, if that is impossible. Far out, free numbers are large.
    func randomCase(seed: UInt64, trial: Int, isFarOut: Bool = false) -> Environment {
        let environment = Environment(seed: RandomSource(seed, UInt64(trial)).firstNumber)
        var random = RandomSource(seed, UInt64(trial), 7)
        random.isFarOut = isFarOut
        func need(_ expressions: [Expression]) {
            for symbol in expressions.flatMap(\.freeSymbols) where !environment.has(symbol) {
                if !defined.contains(symbol) { environment.sample(symbol, &random) }
            }
        }
        let defined = self.defined
        for given in givens {
            switch given.kind {
            case .symbols(let symbols):
                for symbol in symbols where !defined.contains(symbol) && !environment.has(symbol) {
                    need(symbol.parts)
                    environment.sample(symbol, &random)
                }
            case .definition(let left, let right):
                need([right])
                environment.define(left, right, &random)
            case .recursion(let sequence, let index, let first, let step):
                need(sequence.parts + [first])
                environment.run(sequence, index, first, step) { need([$0]) }
            case .eigenpairs(let vectors, let values, let matrix):
                need([matrix] + vectors.parts + values.parts)
                let pairs = environment.evaluate(matrix).eigenpairs
                let count = environment.count(vectors.extent.columns)
                guard count <= pairs.values.count else { continue }
                environment[vectors] = Value(rows: pairs.vectors.rows, columns: count) { pairs.vectors[$0, $1] }
                if values.extent.isScalar {
                    environment[values] = Value(pairs.values[0])
                } else {
                    let size = environment.count(values.extent.rows)
                    environment[values] = Value(rows: size, columns: 1, Array(pairs.values.prefix(size)))
                }
            case .words: break
            }
        }
        need(expressions)
        return environment
    }

    /// Symbols that get their value from a given.
    private var defined: Set<Symbol> {
        Set(
            givens.flatMap { given -> [Symbol] in
                switch given.kind {
                case .definition(let left, _):
                    switch left.node {
                    case .symbol(let symbol), .member(let symbol, _): [symbol]
                    default: []
                    }
                case .recursion(let sequence, _, _, _): [sequence]
                case .eigenpairs(let vectors, let values, _): [vectors, values]
                case .symbols, .words: []
                }
            })
    }

    /// All expressions of the lines.
    var expressions: [Expression] {
        parts.flatMap { part -> [Expression] in
            switch part {
            case .start(let start): start.line.expressions
            case .step(let step): step.line.expressions + step.kind.expressions
            case .conclusion(let end): [end.statement.left, end.statement.right]
            case .given(let given):
                switch given.kind {
                case .definition(_, let body): [body]
                case .recursion(_, _, let first, _): [first]
                default: []
                }
            case .note: []
            }
        }
    }
}

extension Step.Kind {
    var expressions: [Expression] {
        switch self {
        case .approximately(_, let h): [Expression(.symbol(h), h.extent)]
        case .atMost(let attained), .atLeast(let attained): attained.map(\.value)
        default: []
        }
    }
}

extension RandomSource {
    var firstNumber: UInt64 {
        var copy = self
        return copy.next()
    }
}

extension Environment {
    /// Gives a symbol the value of its definition; `x[i]` with an index defines all members, `v[i]` all components.
    func define(_ left: Expression, _ right: Expression, _ random: inout RandomSource) {
        switch left.node {
        case .symbol(let symbol): self[symbol] = evaluate(right)
        case .member(let symbol, let index):
            guard let name = index.symbol, let bounds = symbol.members, let first = integer(bounds.lower),
                let last = integer(bounds.upper), first <= last
            else { return }
            let members = (first...last).map { i in binding(name, Value(Double(i))) { evaluate(right) } }
            self[family: symbol] = FamilyValue(first: first, members: members)
        default: return
        }
    }

    func run(
        _ sequence: Symbol, _ index: Symbol, _ first: Expression, _ step: Expression, _ need: (Expression) -> Void
    ) {
        guard let bounds = sequence.members, let last = integer(bounds.upper) else { return }
        let start = evaluate(first)
        self[family: sequence] = FamilyValue(
            first: 0, members: [start] + Array(repeating: Value.undefined, count: Swift.max(0, last)))
        binding(index, Value(1)) { need(step) }
        for i in 1..<Swift.max(last + 1, 1) {
            let next = binding(index, Value(Double(i))) { evaluate(step) }
            setMember(sequence, i, next)
        }
    }
}
