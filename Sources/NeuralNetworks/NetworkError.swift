import Files
import Foundation
import Tensors

/// What can go wrong with a network and its training; the description is one sentence that names the thing and the reason.
public enum NetworkError: Error, Equatable, CustomStringConvertible, LocalizedError {
    /// A layer cannot take its input. `position` counts from 1 in the order of declaration; `2.1` is the first layer inside
    /// the second.
    case layer(position: String, name: String, input: Shape, reason: String)
    /// Tensors or samples whose shapes do not fit the network or each other.
    case shape(String)
    /// A setting that makes no sense, such as a negative learning rate.
    case invalid(String)
    /// Training produced a number that is not finite. `layer` names where it appeared first, `cause` how it came to that and what
    /// helps.
    case diverged(epoch: Int, step: Int, layer: String, cause: String)
    /// A file that cannot be read as, or written from, a network.
    case file(path: String, reason: String)

    /// One sentence; control characters, as a damaged file's names may hold, are escaped.
    public var description: String { sentence.printable }

    private var sentence: String {
        switch self {
        case .layer(let position, let name, let input, let reason):
            "Layer \(position), \(name), cannot take an input of shape \(input): \(reason)."
        case .shape(let sentence), .invalid(let sentence): sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
        case .diverged(let epoch, let step, let layer, let cause):
            "Training diverged in epoch \(epoch), step \(step): the first numbers that are not finite appeared in \(layer); \(cause)."
        case .file(let path, let reason): "\(path): \(reason)."
        }
    }

    public var errorDescription: String? { description }
}
