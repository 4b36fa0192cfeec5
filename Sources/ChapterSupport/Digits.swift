import Autoencoders
import Datasets
import Foundation
import Tensors
import Workbook

/// The digits of a run, as vectors of 784 grey values from 0 (paper) to 1 (ink): all of MNIST, or as many as the preset asks
/// for; other images of the same form with `--data`.
public struct Digits {
    public let training: Samples
    public let test: Samples
    /// The test digits, one a row.
    public let testImages: Tensor
    /// The labels of the test digits, 0 to 9.
    public let testLabels: [Int]
    /// The places of the first test digit of each class, 0 to 9: the same in every preset.
    public let oneOfEach: [Int]

    /// An image's height and width in pixels.
    public static let side = MNIST.side
    public static let pixels = side * side

    /// The digits, loaded once a run.
    ///
    /// - Throws: `DatasetError` if the folder cannot be read, ``UnfitDigits`` if it holds too little for these chapters.
    public static func load(on page: Page) throws -> Digits {
        try page.once("digits") {
            // A folder of faces is for the sections on faces.
            let folder = page.dataDirectory.flatMap { FaceFolder.isOne($0) ? nil : $0 }
            let mnist = try MNIST(directory: folder)
            let digits = Digits(
                training: mnist.training.prefix(page.choose(quick: 3_000, lecture: 60_000, full: 60_000)),
                test: mnist.test.prefix(page.choose(quick: 1_000, lecture: 10_000, full: 10_000)))
            if let folder { try digits.check(from: folder) }
            return digits
        }
    }

    /// Some of the digits, for a section of its own.
    public init(training: Samples, test: Samples) {
        (self.training, self.test) = (training, test)
        testImages = test.inputTensor
        let labels = (test.labels ?? []).map(Int.init)
        testLabels = labels
        oneOfEach = (0..<10).compactMap { digit in labels.firstIndex(of: digit) }
    }

    /// The first test digit of each class, one a row.
    public var examples: Tensor { testImages.gatheringRows(oneOfEach) }

    /// All principal components of the training digits, found once a run.
    public static func components(on page: Page) throws -> PCA {
        try page.once("components") { try PCA(load(on: page).training) }
    }

    // MARK: What the chapters need of them

    static let leastTraining = 1_000
    static let leastTest = 500
    /// As many pixels must vary as sections keep components.
    static let leastVaryingPixels = 300

    func check(from folder: URL) throws {
        for (samples, role, least) in [(training, "training", Self.leastTraining), (test, "test", Self.leastTest)] {
            func unfit(_ what: String, _ need: String) -> UnfitDigits {
                UnfitDigits(folder: folder, reason: "\(what), but the chapters on digits need \(need)")
            }
            guard samples.count >= least else {
                throw unfit("holds \(samples.count) \(role) images", "at least \(least)")
            }
            let missing = (0..<10).filter { !(samples.labels ?? []).contains(UInt8($0)) }
            guard missing.isEmpty else {
                let classes = missing.map(String.init).joined(separator: ", ")
                throw unfit("holds no \(role) image of class \(classes)", "all ten classes, 0 to 9")
            }
            let x = samples.prefix(3_000).inputTensor
            let distinct = Set((0..<x.rows).map { x.row($0).values }).count
            guard distinct >= least / 2 else {
                throw unfit(
                    "holds only \(distinct) different images among \(x.rows) for \(role)", "at least \(least / 2)")
            }
            let first = x.row(0).values
            let varying = first.indices.count { j in (1..<x.rows).contains { x[$0, j] != first[j] } }
            guard varying >= Self.leastVaryingPixels else {
                throw unfit(
                    "holds \(role) images of which only \(varying) pixels vary", "\(Self.leastVaryingPixels) that do")
            }
        }
    }
}

/// Images with which the chapters on digits cannot work.
public struct UnfitDigits: Error, CustomStringConvertible {
    let folder: URL
    let reason: String
    public var description: String { "\(folder.path) \(reason)" }
}
