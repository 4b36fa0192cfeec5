import Foundation
import Tensors

/// The MNIST database of handwritten digits: 60 000 for training and 10 000 for testing, 28 × 28 grey values each,
/// 0 for the paper and 255 for the ink.
///
/// Gathered, a sample is a vector of 784 numbers from 0 to 1, row by row; `samples.reshaped(to: [28, 28, 1])` are the
/// same samples as images for convolutions.
///
/// Source: Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits* (1998).
public struct MNIST: Sendable {
    public let training: Samples
    public let test: Samples

    /// An image's height and width in pixels.
    public static let side = 28
    public static let classNames = (0...9).map(String.init)

    /// Loads the digits that come with the package and checks that they are the published ones, by their MD5 sums;
    /// or loads a folder of four files of the same names, gzipped or plain, which may hold any images of 28 × 28 pixels
    /// in ten classes.
    ///
    /// - Parameter directory: a folder, or `nil` for the digits that come with the package.
    /// - Throws: `DatasetError`, which names the file or folder and what is wrong with it.
    public init(directory: URL? = nil) throws {
        let images = try LabelledImages(
            directory: (directory ?? Self.embeddedDirectory).path, side: Self.side, classes: Self.classNames.count,
            sums: directory == nil ? Self.sums : [:])
        training = images.training
        test = images.test
    }

    /// Where the package's own four files are.
    static var embeddedDirectory: URL { Bundle.module.bundleURL.appendingPathComponent("mnist") }

    /// The MD5 sums of the published files, unpacked.
    static let sums = [
        "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    ]
}
