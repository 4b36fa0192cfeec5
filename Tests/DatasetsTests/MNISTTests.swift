import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct MNISTTests {
    /// How many samples each class has, as published with the database.
    @Test func countsAndLabels() throws {
        let mnist = try MNIST()
        #expect(mnist.training.count == 60_000)
        #expect(mnist.test.count == 10_000)
        for samples in [mnist.training, mnist.test] {
            #expect(samples.sampleShape == [784])
            #expect(samples.classes == 10)
        }
        func histogram(_ labels: [UInt8]?) -> [Int] {
            (labels ?? []).reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
        }
        #expect(
            histogram(mnist.training.labels) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
        #expect(histogram(mnist.test.labels) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        #expect(mnist.training.labels?.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
        #expect(mnist.test.labels?.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    }

    /// The mean 0.1307 and standard deviation 0.3081 of the training pixels, known from everybody's normalisation.
    @Test func pixelMoments() throws {
        let path = MNIST.embeddedDirectory.appendingPathComponent("train-images-idx3-ubyte.gz").path
        let file = try IDX(path: path)
        #expect(file.dimensions == [60_000, 28, 28])
        var counts = [Int](repeating: 0, count: 256)
        file.bytes.withUnsafeBufferPointer { bytes in
            for byte in bytes { counts[Int(byte)] += 1 }
        }
        let total = Double(file.bytes.count)
        let mean = (0..<256).reduce(0.0) { $0 + Double($1) / 255 * Double(counts[$1]) } / total
        let square = (0..<256).reduce(0.0) { $0 + pow(Double($1) / 255, 2) * Double(counts[$1]) } / total
        #expect(abs(mean - 0.1307) < 0.00005)
        #expect(abs((square - mean * mean).squareRoot() - 0.3081) < 0.00005)
    }

    /// The sums that the licence page names are those that are checked.
    @Test func publishedSums() throws {
        let page = MNIST.embeddedDirectory.appendingPathComponent("LICENCE.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        #expect(MNIST.sums.count == 4)
        for (name, sum) in MNIST.sums { #expect(text.contains("\(sum)  \(name)\n")) }
    }
}

/// Folders in MNIST's form: whole ones, and every way in which one can be wrong.
@Suite struct LabelledImagesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(gzip(forgedImages(30)), to: "train-images-idx3-ubyte.gz")
        try folder.write(gzip(forgedLabels(30)), to: "train-labels-idx1-ubyte.gz")
        try folder.write(forgedImages(20), to: "t10k-images-idx3-ubyte")
        try folder.write(forgedLabels(20), to: "t10k-labels-idx1-ubyte")
    }

    @Test func gzippedAndPlain() throws {
        let mnist = try MNIST(directory: folder.url)
        let fashion = try FashionMNIST(directory: folder.url)
        for (training, test) in [(mnist.training, mnist.test), (fashion.training, fashion.test)] {
            #expect(training.count == 30)
            #expect(test.count == 20)
            #expect(training.labels == (0..<30).map { UInt8($0 % 10) })
            #expect(test.labels == (0..<20).map { UInt8($0 % 10) })
        }
    }

    /// A file that replaces one of the good ones, what it is to be called, and a phrase of the sentence.
    struct WrongFile: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let problem: DatasetError.Problem
        let phrase: String
        var testDescription: String { "\(name): \(phrase)" }
    }

    static let wrongFiles: [WrongFile] = [
        WrongFile(
            name: "train-images-idx3-ubyte.gz",
            bytes: idx(dimensions: [30, 784], body: .init(repeating: 0, count: 30 * 784)),
            problem: .wrongShape(found: [30, 784], expected: "images of 28 × 28 pixels"),
            phrase: "holds an array of 30 × 784 elements where images of 28 × 28 pixels are expected"),
        WrongFile(
            name: "train-images-idx3-ubyte.gz", bytes: idx(dimensions: [0, 28, 28], body: []),
            problem: .wrongShape(found: [0, 28, 28], expected: "images of 28 × 28 pixels"),
            phrase: "an array of 0 × 28 × 28 elements"),
        WrongFile(
            name: "train-images-idx3-ubyte.gz", bytes: forgedLabels(30),
            problem: .wrongShape(found: [30], expected: "images of 28 × 28 pixels"), phrase: "an array of 30 elements"),
        WrongFile(
            name: "t10k-images-idx3-ubyte",
            bytes: idx(type: 0x0d, dimensions: [1, 28, 28], body: .init(repeating: 0, count: 4 * 784)),
            problem: .wrongContent(found: .float32), phrase: "holds elements of type float32 where bytes are expected"),
        WrongFile(
            name: "t10k-labels-idx1-ubyte", bytes: forgedImages(20),
            problem: .wrongShape(found: [20, 28, 28], expected: "labels in one row"),
            phrase: "labels in one row are expected"),
        WrongFile(
            name: "t10k-labels-idx1-ubyte", bytes: idx(dimensions: [20], body: (0..<20).map { $0 == 13 ? 10 : 9 }),
            problem: .labelOutOfRange(label: 10, index: 13, classes: 10),
            phrase: "label 10 of sample 13 is not in 0...9"),
        WrongFile(
            name: "t10k-labels-idx1-ubyte", bytes: [1, 2, 3, 4], problem: .wrongMagic(found: [1, 2, 3, 4]),
            phrase: "is not an IDX file"),
    ]

    @Test(arguments: wrongFiles) func wrongFile(_ file: WrongFile) throws {
        let path = try folder.write(file.bytes, to: file.name)
        let error = #expect(throws: DatasetError.self) { try MNIST(directory: folder.url) }
        #expect(error == DatasetError(path: path, problem: file.problem))
        #expect(error?.description.contains(file.phrase) == true, "\(error?.description ?? "")")
    }

    /// Pixels are the file's bytes over 255, whole or in parts, and stay beside their labels.
    @Test func chosenSamples() throws {
        let training = try MNIST(directory: folder.url).training
        let bytes = forgedImages(30).dropFirst(16)
        func pixels(_ index: Int) -> [Float] { bytes.dropFirst(784 * index).prefix(784).map { Float($0) / 255 } }
        func isImage(_ index: Int, _ input: [Float]) -> Bool {
            input.count == 784 && zip(input, pixels(index)).allSatisfy { abs($0 - $1) < 1e-6 }
        }
        for index in [0, 7, 29] { #expect(isImage(index, training.input(index))) }

        let sevens = training[5..<30].ofClass(7)
        #expect(sevens.labels == [7, 7, 7])
        for (place, index) in [7, 17, 27].enumerated() { #expect(isImage(index, sevens.input(place))) }

        let some = training.reconstructingInputs[10..<20].choosing([9, 0, 9])
        #expect(some.count == 3)
        for (place, index) in [19, 10, 19].enumerated() {
            #expect(isImage(index, some.input(place)))
            #expect(isImage(index, some.targets(place..<place + 1).values))
        }
        let oneHot = training.choosing([3]).targetTensor
        #expect(oneHot.shape == [1, 10])
        #expect(oneHot.values == (0..<10).map { $0 == 3 ? 1 : 0 })
        // Tensors as inputs and targets.
        let numbers = try Samples(inputs: training.inputTensor, targets: training.targetTensor)
        let chosen = numbers[2..<30].choosing([20, 1])
        #expect(isImage(22, chosen.input(0)) && isImage(3, chosen.input(1)))
        #expect(chosen.targetTensor.values.enumerated().filter { $0.element == 1 }.map(\.offset) == [2, 13])
        #expect(training.ofClass(10).count == 0)
    }

    @Test(arguments: [19, 21]) func differentCounts(labels: Int) throws {
        let path = try folder.write(forgedLabels(labels), to: "t10k-labels-idx1-ubyte")
        let images = folder.path("t10k-images-idx3-ubyte")
        let error = #expect(throws: DatasetError.self) { try MNIST(directory: folder.url) }
        #expect(error?.path == images)
        #expect(error?.description == "\(images) holds 20 images, but \(path) holds \(labels) labels.")
    }

    /// Files that are well-formed but not the published ones pass only where no sums are asked for.
    @Test func published() throws {
        let error = #expect(throws: DatasetError.self) {
            try LabelledImages(directory: folder.url.path, side: 28, classes: 10, sums: MNIST.sums)
        }
        guard case .wrongChecksum(_, MNIST.sums["train-images-idx3-ubyte"])? = error?.problem else {
            Issue.record("wrong sums went unnoticed: \(error?.description ?? "no error")")
            return
        }
    }

    @Test func missing() throws {
        let nowhere = folder.url.appendingPathComponent("nowhere")
        #expect(throws: DatasetError(path: nowhere.path, problem: .noSuchFolder)) { try MNIST(directory: nowhere) }
        #expect(throws: DatasetError(path: nowhere.path, problem: .noSuchFolder)) {
            try FashionMNIST(directory: nowhere)
        }
        let file = folder.url.appendingPathComponent("t10k-labels-idx1-ubyte")
        #expect(throws: DatasetError(path: file.path, problem: .notAFolder)) { try MNIST(directory: file) }

        try FileManager.default.removeItem(at: file)
        let error = #expect(throws: DatasetError.self) { try MNIST(directory: folder.url) }
        #expect(
            error?.description
                == "The folder \(folder.url.path) holds neither t10k-labels-idx1-ubyte.gz nor t10k-labels-idx1-ubyte.")
    }

    /// Unpackers write a dot, and some a folder of the file's name.
    @Test(arguments: ["", ".gz"]) func dottedNames(ending: String) throws {
        let dotted = try TemporaryFolder()
        for (name, bytes) in [
            ("train-images.idx3-ubyte", forgedImages(30)), ("train-labels.idx1-ubyte", forgedLabels(30)),
            ("t10k-images.idx3-ubyte", forgedImages(20)), ("t10k-labels.idx1-ubyte", forgedLabels(20)),
        ] {
            try dotted.write(ending.isEmpty ? bytes : gzip(bytes), to: name + ending)
        }
        try FileManager.default.createDirectory(
            atPath: dotted.path("train-images-idx3-ubyte"), withIntermediateDirectories: true)
        let mnist = try MNIST(directory: dotted.url)
        #expect(mnist.training.count == 30 && mnist.test.count == 20)
    }

    /// A folder whose files cannot be looked for does not merely lack them. (Permissions do not bind root, but a circle
    /// of links does.)
    @Test func unreadable() throws {
        let circle = try TemporaryFolder()
        for (a, b) in [("train-images-idx3-ubyte.gz", "other"), ("other", "train-images-idx3-ubyte.gz")] {
            try FileManager.default.createSymbolicLink(atPath: circle.path(a), withDestinationPath: circle.path(b))
        }
        let error = #expect(throws: DatasetError.self) { try MNIST(directory: circle.url) }
        #expect(error?.description.hasPrefix("\(circle.url.path) cannot be read: ") == true)
        let folder = circle.url.appendingPathComponent("other")
        let other = #expect(throws: DatasetError.self) { try MNIST(directory: folder) }
        #expect(other?.description.hasPrefix("\(folder.path) cannot be read: ") == true)
        if getuid() != 0 {
            chmod(circle.url.path, 0)
            let denied = #expect(throws: DatasetError.self) { try MNIST(directory: circle.url) }
            #expect(denied?.description == "\(circle.url.path) cannot be read: Permission denied.")
            chmod(circle.url.path, 0o700)
        }
    }

    @Test func fashionNotInstalled() throws {
        let nowhere = folder.url.appendingPathComponent("nowhere")
        let error = #expect(throws: DatasetError.self) { try FashionMNIST(directory: nil, installed: nowhere) }
        #expect(error?.description.contains("sudo apt install dataset-fashion-mnist") == true)
        #expect(error?.description.contains(nowhere.path) == true)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: FashionMNIST.installedDirectory.path)))
    func installedFashion() throws {
        let fashion = try FashionMNIST()
        #expect(FashionMNIST.classNames.count == 10)
        for (samples, each) in [(fashion.training, 6000), (fashion.test, 1000)] {
            for label in 0..<10 as Range<UInt8> { #expect(samples.labels?.count { $0 == label } == each) }
        }
    }
}
