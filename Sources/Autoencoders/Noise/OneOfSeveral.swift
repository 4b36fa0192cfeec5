import Tensors

/// For each sample one of several corruptions, all equally likely: noise of a strength or a kind that is not known beforehand.
public struct OneOfSeveral: Corruption {
    public let corruptions: [any Corruption]

    /// - Parameter corruptions: at least one.
    public init(_ corruptions: [any Corruption]) { self.corruptions = corruptions }

    public var name: String { "OneOf(" + corruptions.map(\.name).joined(separator: ", ") + ")" }

    public var problem: String? {
        corruptions.isEmpty
            ? "there must be at least one corruption to choose from"
            : corruptions.lazy.compactMap { one in one.problem.map { "of \(one.name), \($0)" } }.first
    }

    public func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        corruptions[random.integer(below: corruptions.count)].corrupt(x, into: x̃, using: &random)
    }
}

extension Corruption where Self == OneOfSeveral {
    /// One of the corruptions for each sample.
    public static func oneOf(_ corruptions: [any Corruption]) -> Self { Self(corruptions) }
}
