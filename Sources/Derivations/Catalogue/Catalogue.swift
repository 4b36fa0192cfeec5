extension Derivation {
    /// All derivations, by chapter.
    public static let catalogue: [(chapter: Int, derivations: [Derivation])] = [
        (1, chapter01), (2, chapter02), (3, chapter03), (4, chapter04), (5, chapter05), (6, chapter06), (7, chapter07),
        (8, chapter08),
    ]

    /// All derivations.
    public static var all: [Derivation] { catalogue.flatMap(\.derivations) }
}
