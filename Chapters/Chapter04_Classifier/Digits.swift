import Datasets
import Tensors
import Workbook

/// The digits of a run: all of MNIST, or as many as its preset asks for.
struct Digits {
    let training: Samples
    let test: Samples

    static func load(on page: Page) throws -> Digits {
        try page.once("digits") {
            let mnist = try MNIST(directory: page.dataDirectory)
            return Digits(
                training: mnist.training.prefix(page.choose(quick: 3_000, lecture: 60_000, full: 60_000)),
                test: mnist.test.prefix(page.choose(quick: 1_000, lecture: 10_000, full: 10_000)))
        }
    }

    /// The training digits cut in two, five sixths to learn from and one sixth to choose by.
    var split: (learning: Samples, heldOut: Samples) {
        let border = training.count * 5 / 6
        return (training[0..<border], training[border..<training.count])
    }
}
