import Foundation

/// Why a decomposition could not be computed.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// The matrix holds a NaN or an infinity.
    case notFinite(decomposition: String)
    /// LAPACK's iteration did not converge; `code` is its `info`.
    case notConverged(decomposition: String, code: Int)

    public var description: String {
        switch self {
        case .notFinite(let decomposition):
            "The \(decomposition) needs a matrix of finite numbers, but this one contains NaN or infinity."
        case .notConverged(let decomposition, let code):
            "LAPACK's iteration for the \(decomposition) did not converge (info = \(code))."
        }
    }
    public var errorDescription: String? { description }
}
