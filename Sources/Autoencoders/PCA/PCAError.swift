import Foundation

/// Why principal components cannot be had; the description is one sentence.
public enum PCAError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// There is nothing to find components of.
    case noSamples
    /// One sample has no variance in any direction.
    case oneSample
    /// More components than the samples can have; `samples` points span at most `samples` − 1 directions around their mean.
    case tooManyComponents(wanted: Int, samples: Int, dimension: Int)
    /// Fewer than one component.
    case noComponents(wanted: Int)
    /// A sample, counted from 0, has a component that is not a finite number.
    case notFinite(sample: Int, component: Int)
    /// A component, counted from 1, along which the samples do not vary, so that nothing can be divided by its variance.
    case noVariance(component: Int)
    /// A number to be added to variances that is negative or not finite.
    case notAVariance(Double)
    /// Power iteration used up its steps for a component, counted from 1.
    case notConverged(component: Int, steps: Int)
    /// Vectors that should span a space of as many dimensions as there are vectors, but do not.
    case dependentVectors(count: Int, rank: Int)

    public var description: String {
        switch self {
        case .noSamples: "Principal components need samples, but there are none."
        case .oneSample: "Principal components need at least two samples: one alone does not vary in any direction."
        case .tooManyComponents(let wanted, let samples, let dimension):
            samples - 1 < dimension
                ? "\(samples) samples vary in at most \(samples - 1) directions around their mean, "
                    + "so they do not have \(wanted) principal components."
                : "Samples with \(dimension) numbers each do not have \(wanted) principal components."
        case .noComponents(let wanted):
            "The number of principal components must be at least 1, but it is \(wanted)."
        case .notFinite(let sample, let component):
            "Number \(component) of sample \(sample), both counted from 0, is NaN or infinite."
        case .noVariance(let component):
            "The samples do not vary along component \(component), so they cannot be scaled to variance 1 there; "
                + "keep fewer components or add a positive number to the variances."
        case .notAVariance(let number):
            "What is added to variances must be a number of at least 0, but it is \(number)."
        case .notConverged(let component, let steps):
            "Power iteration did not find component \(component) within \(steps) steps; its eigenvalue and the next may be "
                + "too close to tell them apart."
        case .dependentVectors(let count, let rank):
            "\(count) vectors that span only \(rank) dimension\(rank == 1 ? "" : "s") are no basis of a space."
        }
    }
    public var errorDescription: String? { description }
}
