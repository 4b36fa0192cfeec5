import Foundation
import Graphics

/// Why a data set could not be loaded: the file or folder at fault and what is wrong with it.
///
/// `description` is one sentence fit to be shown to a user as it stands.
public struct DatasetError: Error, Equatable {
    /// The file or folder at fault.
    public let path: String
    public let problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public enum Problem: Equatable, Sendable {
        case noSuchFolder
        case notAFolder
        /// The folder lacks a file of this name, gzipped or not.
        case missingFile(name: String)
        /// The folder lacks the list of attributes of this name.
        case missingList(name: String)
        case notInstalled(dataset: String, package: String)
        case noSuchFile
        case notAFile
        /// The system refuses to open or read the file, for the reason it gives.
        case unreadable(reason: String)

        /// The gzip stream cannot be unpacked; found after reading `offset` bytes of the file.
        case damagedGZip(offset: Int, reason: String)
        /// The gzip stream was unpacked, but its checksum or length says that the result is wrong.
        case wrongGZipChecksum(offset: Int)
        case truncatedGZip(size: Int)
        /// Something that is not gzip follows a complete gzip stream.
        case trailingBytesAfterGZip

        case wrongMagic(found: [UInt8])
        case unknownElementType(code: UInt8)
        case noDimensions
        case truncatedHeader(found: Int, needed: Int)
        case truncatedBody(found: Int, dimensions: [Int], needed: Int)
        case trailingBytes(dimensions: [Int], needed: Int)
        /// The header promises more than the file could hold even if it were compressed as far as gzip can.
        case largerThanFile(dimensions: [Int], size: Int)
        case largerThanLimit(dimensions: [Int], limit: Int)

        case wrongShape(found: [Int], expected: String)
        case wrongContent(found: IDX.ElementType)
        case differentCounts(images: Int, labels: Int, labelsPath: String)
        case labelOutOfRange(label: Int, index: Int, classes: Int)
        case wrongChecksum(found: String, expected: String)
        /// A list of attributes is not in CelebA's form in a line, counted from 1.
        case wrongAttributeList(line: Int, reason: String)
        /// A picture cannot be used.
        case wrongImage(reason: String)
    }
}

extension DatasetError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String { sentence.printable }

    private var sentence: String {
        switch problem {
        case .noSuchFolder:
            "There is no folder \(path)."
        case .notAFolder:
            "\(path) is not a folder."
        case .missingFile(let name):
            "The folder \(path) holds neither \(name).gz nor \(name)."
        case .missingList(let name):
            "The folder \(path) holds no faces: it lacks the list of their attributes \(name), "
                + "beside which their PNG files stand."
        case .notInstalled(let dataset, let package):
            "\(dataset) is not installed, there is no folder \(path): install Debian's package \(package) "
                + "(sudo apt install \(package)) or name a folder that holds the files."
        case .noSuchFile:
            "There is no file \(path)."
        case .notAFile:
            "\(path) is not an ordinary file."
        case .unreadable(let reason):
            "\(path) cannot be read: \(reason)."
        case .damagedGZip(let offset, let reason):
            "\(path) is damaged: its gzip stream cannot be unpacked beyond byte \(offset) (\(reason))."
        case .wrongGZipChecksum(let offset):
            "\(path) is damaged: the gzip checksum at byte \(offset) does not match what was unpacked."
        case .truncatedGZip(let size):
            "\(path) is cut off: it ends after \(size) bytes, in the middle of its gzip stream."
        case .trailingBytesAfterGZip:
            "\(path) goes on after the end of its gzip stream with bytes that are not gzip."
        case .wrongMagic(let found):
            "\(path) is not an IDX file: it starts with the bytes \(Self.hexadecimal(found)) instead of 00 00."
        case .unknownElementType(let code):
            "\(path) is not a valid IDX file: it has no element type of code 0x\(Self.hexadecimal([code]))."
        case .noDimensions:
            "\(path) is not a valid IDX file: its header has no dimensions."
        case .truncatedHeader(let found, let needed):
            "\(path) is cut off: it ends after \(found) of the \(needed) bytes of its IDX header."
        case .truncatedBody(let found, let dimensions, let needed):
            "\(path) is cut off: its header promises \(Self.product(dimensions)) elements in \(needed) bytes, "
                + "but only \(found) bytes follow."
        case .trailingBytes(let dimensions, let needed):
            "\(path) is too long: its header promises \(Self.product(dimensions)) elements in \(needed) bytes, "
                + "but more bytes follow."
        case .largerThanFile(let dimensions, let size):
            "\(path) has a wrong header: it promises \(Self.product(dimensions)) elements, "
                + "more than its \(size) bytes can hold."
        case .largerThanLimit(let dimensions, let limit):
            "\(path) is too large: its header promises \(Self.product(dimensions)) elements, "
                + "more than the limit of \(limit) bytes."
        case .wrongShape(let found, let expected):
            "\(path) holds an array of \(Self.product(found)) elements where \(expected) are expected."
        case .wrongContent(let found):
            "\(path) holds elements of type \(found) where bytes are expected."
        case .differentCounts(let images, let labels, let labelsPath):
            "\(path) holds \(images) images, but \(labelsPath) holds \(labels) labels."
        case .labelOutOfRange(let label, let index, let classes):
            "\(path) is damaged: label \(label) of sample \(index) is not in 0...\(classes - 1)."
        case .wrongAttributeList(let line, let reason):
            "\(path) is not a list of attributes in CelebA's form: line \(line) \(reason)."
        case .wrongImage(let reason):
            "\(path) cannot be used as a face: \(reason)."
        case .wrongChecksum(let found, let expected):
            "\(path) is not the original file: its content has the MD5 sum \(found) instead of \(expected)."
        }
    }

    /// The extents; of more than four the first, and how many there are.
    private static func product(_ dimensions: [Int]) -> String {
        let shown = dimensions.prefix(4).map(String.init).joined(separator: " × ")
        return dimensions.count > 4 ? "\(shown) × … (\(dimensions.count) dimensions)" : shown
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
