import Synchronization

/// A named quantity: `x`, `Σ`, `β₁`, `ŷ`.
///
/// The name is what is typeset; Greek letters, subscript digits and accents become TeX by themselves. Within one
/// derivation a name stands for one thing; a check refuses one where it stands for two. A symbol knows its size, the values it may take (`domain`), whether it is a
/// family of members (`x₁ … xₙ`), and, for a random variable, its law.
public final class Symbol: Sendable {
    public let name: String
    let id: Int
    let extent: Extent
    /// The indices of the members, if this is a family.
    let members: Bounds?
    let domain: Domain
    let law: Law?
    /// Whether this is the name of a function.
    let isFunction: Bool

    init(
        _ name: String, extent: Extent = .scalar, members: Bounds? = nil, domain: Domain = .real, law: Law? = nil,
        isFunction: Bool = false
    ) {
        self.name = name
        self.isFunction = isFunction
        let identity = Identity(
            name: name, extent: extent, members: members, domain: domain, law: law, isFunction: isFunction)
        self.id = Symbol.identifiers.withLock { table in
            if let known = table[identity] { return known }
            table[identity] = table.count
            return table.count - 1
        }
        self.extent = extent
        self.members = members
        self.domain = domain
        self.law = law
    }

    /// Symbols that agree in all this are one.
    private struct Identity: Hashable {
        let name: String
        let extent: Extent
        let members: Bounds?
        let domain: Domain
        let law: Law?
        let isFunction: Bool
    }

    /// Symbols are numbered once, so that an environment is an array and not a dictionary.
    private static let identifiers = Mutex<[Identity: Int]>([:])
}

extension Symbol: Hashable {
    public static func == (a: Symbol, b: Symbol) -> Bool { a.id == b.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// The first and the last value of an index.
public struct Bounds: Hashable, Sendable {
    let lower: Expression
    let upper: Expression
}
