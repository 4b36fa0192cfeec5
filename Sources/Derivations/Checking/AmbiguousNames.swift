extension Derivation {
    /// A sentence for each name that stands for two different things; on the page nobody could tell them apart.
    var ambiguousNames: [String] {
        var byName: [String: [Symbol]] = [:]
        for symbol in symbols where byName[symbol.name, default: []].contains(symbol) == false {
            byName[symbol.name, default: []].append(symbol)
        }
        let typesetter = Typesetter(mode: .unicode)
        return byName.values.filter { $0.count > 1 }.sorted { $0[0].name < $1[0].name }.map { symbols in
            let meanings = symbols.map { $0.isFunction ? "a function \($0.name)" : typesetter.declaration($0) }
            return "the name \(symbols[0].name) stands for different things: " + meanings.joined(separator: "; ")
        }
    }

    /// All symbols of lines and givens, free and bound.
    private var symbols: [Symbol] {
        let given = givens.flatMap { given -> [Symbol] in
            switch given.kind {
            case .symbols(let symbols): symbols
            case .definition(let left, let right): left.allSymbols + right.allSymbols
            case .recursion(let sequence, let index, let first, let step):
                [sequence, index] + first.allSymbols + step.allSymbols
            case .eigenpairs(let vectors, let values, let matrix): [vectors, values] + matrix.allSymbols
            case .words: []
            }
        }
        return given + expressions.flatMap(\.allSymbols)
    }
}

extension Expression {
    /// The symbols that occur in this expression, free and bound.
    fileprivate var allSymbols: [Symbol] {
        let own: [Symbol] =
            switch node {
            case .symbol(let symbol), .member(let symbol, _): [symbol]
            case .call(let function, _, _): [function.symbol]
            default: bound
            }
        return own + children.flatMap(\.allSymbols)
    }
}
