import Foundation

/// The values of the symbols in one random case.
final class Environment {
    private var values: [Value?] = []
    private var families: [FamilyValue?] = []
    /// Arbitrary functions and laws are drawn from this.
    let seed: UInt64
    /// Which draw of a Monte Carlo expectation this is.
    var batch: UInt64 = 0
    /// While a derivative is computed: how symbols change.
    var tangents = Tangents()

    struct FamilyValue {
        let first: Int
        var members: [Value]
    }

    init(seed: UInt64) { self.seed = seed }

    init(copying other: Environment) {
        values = other.values
        families = other.families
        seed = other.seed
        batch = other.batch
    }

    subscript(symbol: Symbol) -> Value? {
        get { symbol.id < values.count ? values[symbol.id] : nil }
        set {
            while values.count <= symbol.id { values.append(nil) }
            values[symbol.id] = newValue
        }
    }

    subscript(family symbol: Symbol) -> FamilyValue? {
        get { symbol.id < families.count ? families[symbol.id] : nil }
        set {
            while families.count <= symbol.id { families.append(nil) }
            families[symbol.id] = newValue
        }
    }

    func has(_ symbol: Symbol) -> Bool { self[symbol] != nil || self[family: symbol] != nil }

    func member(_ symbol: Symbol, _ index: Int) -> Value {
        guard symbol.id < families.count, let family = families[symbol.id], index >= family.first,
            index < family.first + family.members.count
        else { return .undefined }
        return family.members[index - family.first]
    }

    func setMember(_ symbol: Symbol, _ index: Int, _ value: Value) {
        families[symbol.id]!.members[index - families[symbol.id]!.first] = value
    }

    /// `body()` while the symbol has another value.
    func binding<T>(_ symbol: Symbol, _ value: Value, _ body: () -> T) -> T {
        let before = self[symbol]
        self[symbol] = value
        defer { self[symbol] = before }
        return body()
    }

    func count(_ dimension: Dimension) -> Int {
        switch dimension {
        case .fixed(let count): count
        case .named(let symbol): integer(self[symbol]) ?? 0
        }
    }

    func integer(_ expression: Expression) -> Int? {
        switch expression.node {
        case .number(let number): integer(number.value)
        case .symbol(let symbol): integer(self[symbol])
        default: integer(evaluate(expression))
        }
    }

    private func integer(_ value: Value?) -> Int? { value.flatMap { $0.isScalar ? integer($0.scalar) : nil } }

    private func integer(_ number: Double) -> Int? {
        abs(number) < 1e9 && abs(number - number.rounded()) < 1e-9 ? Int(number.rounded()) : nil
    }

    /// Draws a value for a symbol whose sizes and parameters have values already.
    func sample(_ symbol: Symbol, _ random: inout RandomSource) {
        if case .index(let bounds) = symbol.domain {
            guard let lower = integer(bounds.lower), let upper = integer(bounds.upper), lower <= upper else { return }
            self[symbol] = Value(Double(random.integer(lower...upper)))
            return
        }
        if symbol.law != nil {
            let outcomes = self.outcomes(of: symbol)
            guard !outcomes.isEmpty else { return }
            bind(symbol, outcomes[random.integer(0...outcomes.count - 1)].value)
            return
        }
        let rows = count(symbol.extent.rows)
        let columns = count(symbol.extent.columns)
        guard rows > 0, columns > 0 else { return }
        guard let members = symbol.members else {
            self[symbol] = symbol.domain.sample(rows, columns, &random)
            return
        }
        guard let lower = integer(members.lower), let upper = integer(members.upper), lower <= upper else { return }
        var family = (lower...upper).map { _ in symbol.domain.sample(rows, columns, &random) }
        if symbol.domain == .centred {
            let total = family.dropFirst().reduce(family[0], +)
            family = family.map { $0 - total.map { $0 / Double(family.count) } }
        }
        self[family: symbol] = FamilyValue(first: lower, members: family)
    }
}
