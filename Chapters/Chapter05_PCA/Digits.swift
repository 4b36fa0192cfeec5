import Autoencoders
import Datasets
import Tensors
import Workbook

/// The digits of a run: all of MNIST, or as many as its preset asks for.
struct Digits {
    let training: Samples
    let test: Samples

    static let side = MNIST.side

    static func load(on page: Page) throws -> Digits {
        try page.once("digits") {
            let mnist = try MNIST(directory: page.dataDirectory)
            return Digits(
                training: mnist.training.prefix(page.choose(quick: 3_000, lecture: 60_000, full: 60_000)),
                test: mnist.test.prefix(page.choose(quick: 500, lecture: 10_000, full: 10_000)))
        }
    }

    /// All components of the training digits.
    static func components(on page: Page) throws -> PCA {
        try page.once("components") { try PCA(load(on: page).training) }
    }
}
