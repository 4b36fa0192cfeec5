import Tensors

/// A way to spoil a sample: x̃ ~ q(x̃ | x). What a denoising autoencoder learns to undo.
///
/// The library's corruptions, `.gaussian(σ)`, `.saltAndPepper(share)` and `.masking(share)`, take images with values in
/// 0 ... 1 and answer with values in 0 ... 1. They draw their random numbers in bulk and right into x̃, so that they need no
/// memory besides.
///
/// P. Vincent et al., Stacked denoising autoencoders, Journal of Machine Learning Research 11 (2010), section 3.
public protocol Corruption: Sendable {
    /// As it stands in summaries and errors, such as `Gaussian(0.5)`.
    var name: String { get }

    /// What is wrong with the constants, as half a sentence; nil if nothing is.
    var problem: String? { get }

    /// Writes one corrupted sample.
    ///
    /// - Parameters:
    ///   - x: the clean sample; as many values as `x̃`, in other memory.
    ///   - x̃: overwritten, every value of it.
    func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator)
}

extension Corruption {
    public var problem: String? { nil }

    /// Corrupts samples, each on its own.
    ///
    /// - Parameter x: samples as rows, of any shape.
    /// - Throws: ``NoiseError`` if the constants make no sense.
    public func callAsFunction(_ x: Tensor, using random: inout RandomGenerator) throws -> Tensor {
        if let problem { throw NoiseError("the corruption \(name) makes no sense: \(problem)") }
        return Tensor(shape: x.shape) { corruptRows(of: x, into: $0, using: &random) }
    }

    /// Corrupts samples with the random numbers that belong to a seed.
    public func callAsFunction(_ x: Tensor, seed: UInt64) throws -> Tensor {
        var random = RandomGenerator(seed: seed)
        return try self(x, using: &random)
    }

    /// Writes the corrupted rows of a tensor one after another.
    func corruptRows(
        of x: Tensor, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        let columns = x.columns
        x.withUnsafeBufferPointer { x in
            for start in stride(from: 0, to: x.count, by: max(columns, 1)) {
                corrupt(
                    UnsafeBufferPointer(rebasing: x[start..<start + columns]),
                    into: UnsafeMutableBufferPointer(rebasing: x̃[start..<start + columns]), using: &random)
            }
        }
    }
}

/// A corruption or a filter that cannot be applied.
public struct NoiseError: Error, Equatable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

extension NoiseError {
    /// What is wrong with a share of pixels, if anything.
    static func problem(ofShare share: Double) -> String? {
        share >= 0 && share <= 1 ? nil : "the share of pixels must be from 0 to 1"
    }
}
