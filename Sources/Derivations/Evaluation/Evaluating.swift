extension Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    public init(floatLiteral value: Double) { self.init(value) }
    public init(integerLiteral value: Int) { self.init(Double(value)) }
    /// A column vector.
    public init(arrayLiteral elements: Double...) { self.init(vector: elements) }
    /// A scalar.
    public init(number: Double) { self.init(number) }
    /// A column vector.
    public init(vector elements: [Double]) { self.init(rows: elements.count, columns: 1, elements) }
    /// A matrix, row by row.
    public init(rows: [[Double]]) {
        self.init(rows: rows.count, columns: rows.first?.count ?? 0, rows.flatMap { $0 })
    }
}

extension Expression {
    /// The value of this expression where its symbols have the given values, to be compared with other programs.
    ///
    /// - Parameters:
    ///   - values: by name. Sizes follow from the vectors and matrices.
    ///   - families: the members of families, from the family's first index on, by name.
    /// - Returns: not a number if a value is missing or makes no sense.
    public func value(where values: [String: Value], families: [String: [Value]] = [:]) -> Value {
        let environment = Environment(seed: 0)
        func assign(_ dimension: Dimension, _ count: Int) {
            if case .named(let size) = dimension { environment[size] = Value(Double(count)) }
        }
        for symbol in freeSymbols {
            if let value = values[symbol.name] {
                environment[symbol] = value
                assign(symbol.extent.rows, value.rows)
                assign(symbol.extent.columns, value.columns)
            } else if let members = families[symbol.name], let bounds = symbol.members, let example = members.first {
                let first = environment.integer(bounds.lower) ?? 1
                environment[family: symbol] = .init(first: first, members: members)
                if let last = bounds.upper.dimension { assign(last, first + members.count - 1) }
                assign(symbol.extent.rows, example.rows)
                assign(symbol.extent.columns, example.columns)
            }
        }
        return environment.evaluate(self)
    }
}
