import Foundation

/// Why a decomposition could not be computed.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The matrix holds a NaN or an infinity.
    case notFinite(decomposition: String)
    /// The iteration did not converge in so many rounds.
    case notConverged(decomposition: String, rounds: Int)

    public var description: String {
        switch self {
        case .notFinite(let decomposition):
            "The \(decomposition) needs a matrix of finite numbers, but this one contains NaN or infinity."
        case .notConverged(let decomposition, let rounds):
            "The \(decomposition) did not converge in \(rounds) rounds."
        }
    }
    public var errorDescription: String? { description }
}
