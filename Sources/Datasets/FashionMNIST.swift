import Foundation
import Tensors

/// Zalando's pictures of clothes in MNIST's form, as a harder replacement: 60 000 for training and 10 000 for testing,
/// 28 × 28 grey values each, 0 for the background.
///
/// Gathered, a sample is a vector of 784 numbers from 0 to 1, row by row; `samples.reshaped(to: [28, 28, 1])` are the
/// same samples as images for convolutions.
///
/// Source: H. Xiao, K. Rasul, R. Vollgraf, *Fashion-MNIST: a novel image dataset for benchmarking machine learning
/// algorithms* (arXiv 1708.07747).
public struct FashionMNIST: Sendable {
    public let training: Samples
    public let test: Samples

    /// An image's height and width in pixels.
    public static let side = 28
    public static let classNames = [
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ]

    /// Where Debian's package `dataset-fashion-mnist` puts the files.
    public static let installedDirectory = URL(fileURLWithPath: "/usr/share/datasets/fashion-mnist")

    /// Loads the four files, gzipped or plain, of a folder.
    ///
    /// - Parameter directory: a folder, or `nil` for the one that Debian's package `dataset-fashion-mnist` installs.
    /// - Throws: `DatasetError`, which names the file or folder and what is wrong with it, and the package to install if
    ///   it is missing.
    public init(directory: URL? = nil) throws {
        try self.init(directory: directory, installed: Self.installedDirectory)
    }

    init(directory: URL?, installed: URL) throws {
        do {
            let images = try LabelledImages(
                directory: (directory ?? installed).path, side: Self.side, classes: Self.classNames.count)
            training = images.training
            test = images.test
        } catch let error as DatasetError where directory == nil && error.problem == .noSuchFolder {
            throw DatasetError(
                path: error.path, problem: .notInstalled(dataset: "Fashion-MNIST", package: "dataset-fashion-mnist"))
        }
    }
}
