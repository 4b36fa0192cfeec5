import NeuralNetworks
import Synchronization

/// The corruptions that files may name: the library's, and those that a reader adds.
///
/// ```swift
/// CorruptionRegistry.register(Blots(3))
/// ```
public enum CorruptionRegistry {
    private static let own = Mutex<[String: any Corruption]>([:])

    /// Lets files name a corruption of one's own, by its `name`.
    public static func register(_ corruption: any Corruption) { own.withLock { $0[corruption.name] = corruption } }

    /// Lets files name the layer ``Corrupting``.
    static let registerLayer: Void = LayerRegistry.register("Corrupting") {
        let name = try $0.word("corruption")
        guard let corruption = corruption(named: name) else {
            throw NetworkError.invalid(
                "the corruption \(name) is neither one of the library's nor registered by CorruptionRegistry.register")
        }
        return Corrupting(corruption)
    }

    /// The corruption whose name this is: `Gaussian(0.5)`, `OneOf(Masking(0.2), SaltAndPepper(0.1))`.
    static func corruption(named name: String) -> (any Corruption)? {
        if let own = own.withLock({ $0[name] }) { return own }
        guard name.hasSuffix(")"), let open = name.firstIndex(of: "(") else { return nil }
        let inside = name[name.index(after: open)..<name.index(before: name.endIndex)]
        switch name[..<open] {
        case "Gaussian": return Float(inside).map(GaussianCorruption.init)
        case "Masking": return Double(inside).map(Masking.init)
        case "SaltAndPepper": return Double(inside).map(SaltAndPepper.init)
        case "OneOf":
            let corruptions = inside.split(separator: ")").map { part in
                corruption(named: part.drop { $0 == "," || $0 == " " } + ")")
            }
            return corruptions.allSatisfy { $0 != nil } ? OneOfSeveral(corruptions.compactMap { $0 }) : nil
        default: return nil
        }
    }
}
