import Autoencoders
import Datasets
import Tensors
import Workbook

/// The digits of a run: all of MNIST, or as many as its preset asks for; other images of the same form with `--data`.
struct Digits {
    let training: Samples
    let test: Samples
    /// The test digits, one a row.
    let testImages: Tensor

    static func load(on page: Page) throws -> Digits {
        try page.once("digits") {
            let mnist = try MNIST(directory: page.dataDirectory)
            let test = mnist.test.prefix(page.choose(quick: 1_000, lecture: 10_000, full: 10_000))
            return Digits(
                training: mnist.training.prefix(page.choose(quick: 3_000, lecture: 60_000, full: 60_000)), test: test,
                testImages: test.inputTensor)
        }
    }

    /// The first principal components of the training digits, found once a run.
    static func components(on page: Page) throws -> PCA {
        try page.once("components") { try PCA(load(on: page).training, components: 128) }
    }

    /// The first test digit of each class, as rows of an image grid need them.
    var oneOfEach: [Int] {
        let labels = test.labels ?? []
        return (0..<10).compactMap { digit in labels.firstIndex { $0 == digit } }
    }
}
