import Dispatch
import Foundation
import Synchronization
import Tensors

/// The training and test set of a folder in MNIST's form: four IDX files under MNIST's names, each gzipped
/// (`train-images-idx3-ubyte.gz`) or plain (`train-images-idx3-ubyte`), with a dot instead of the last but one hyphen too.
///
/// An image is a vector of its pixels, row by row, as a network of dense layers takes it; for convolutions,
/// `samples.reshaped(to: [28, 28, 1])` sees the same memory as images.
struct LabelledImages {
    let training: Samples
    let test: Samples

    private static let names = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ]

    /// Loads the four files, two at a time.
    ///
    /// - Parameters:
    ///   - directory: the folder.
    ///   - side: the images' expected height and width in pixels.
    ///   - classes: labels must be less than this.
    ///   - sums: the MD5 sum that the unpacked file of each name must have; a file that is not listed may hold anything.
    /// - Throws: `DatasetError`.
    init(directory: String, side: Int, classes: Int, sums: [String: String] = [:]) throws {
        let paths = try Self.paths(in: directory)
        let results = Mutex([Int: Result<IDX, DatasetError>]())
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            let result = Result { () throws(DatasetError) in
                try IDX(path: paths[index], expectedMD5: sums[Self.names[index]])
            }
            results.withLock { $0[index] = result }
        }
        // In the files' order, so that of several bad files always the same one is reported.
        let files = try results.withLock { results in try paths.indices.map { try results[$0]!.get() } }

        func samples(_ images: Int, _ labels: Int) throws -> Samples {
            try Self.samples(
                images: (files[images], paths[images]), labels: (files[labels], paths[labels]), side: side,
                classes: classes)
        }
        training = try samples(0, 1)
        test = try samples(2, 3)
    }

    private static func paths(in directory: String) throws(DatasetError) -> [String] {
        try PathKind.requireFolder(directory)
        var paths: [String] = []
        for name in names {
            var found: String?
            for candidate in spellings(of: name) where found == nil {
                let path = (directory as NSString).appendingPathComponent(candidate)
                do throws(DatasetError) {
                    if case .other = try PathKind(path) { found = path }
                } catch {
                    throw DatasetError(path: directory, problem: error.problem)
                }
            }
            guard let found else { throw DatasetError(path: directory, problem: .missingFile(name: name)) }
            paths.append(found)
        }
        return paths
    }

    /// The names that a file may have: MNIST's, or as some unpackers write it, `train-images.idx3-ubyte`; each gzipped
    /// or plain. A folder of one of these names, which other unpackers make, is passed over.
    private static func spellings(of name: String) -> [String] {
        let dotted = name.replacing("-idx", with: ".idx")
        return [name + ".gz", name, dotted + ".gz", dotted]
    }

    private static func samples(
        images: (file: IDX, path: String), labels: (file: IDX, path: String), side: Int, classes: Int
    ) throws -> Samples {
        for (file, path) in [images, labels] where file.elementType != .uint8 {
            throw DatasetError(path: path, problem: .wrongContent(found: file.elementType))
        }
        let count = images.file.dimensions[0]
        guard images.file.dimensions == [count, side, side], count > 0 else {
            throw DatasetError(
                path: images.path,
                problem: .wrongShape(found: images.file.dimensions, expected: "images of \(side) × \(side) pixels"))
        }
        guard labels.file.dimensions.count == 1 else {
            throw DatasetError(
                path: labels.path, problem: .wrongShape(found: labels.file.dimensions, expected: "labels in one row"))
        }
        guard labels.file.bytes.count == count else {
            throw DatasetError(
                path: images.path,
                problem: .differentCounts(images: count, labels: labels.file.bytes.count, labelsPath: labels.path))
        }
        if let index = labels.file.bytes.firstIndex(where: { Int($0) >= classes }) {
            throw DatasetError(
                path: labels.path,
                problem: .labelOutOfRange(label: Int(labels.file.bytes[index]), index: index, classes: classes))
        }
        return try Samples(
            bytes: images.file.bytes, sampleShape: [side * side], labels: labels.file.bytes, classes: classes)
    }
}
