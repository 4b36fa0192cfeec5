import Datasets
import Tensors
import Workbook

/// The digits of a run, as vectors of 784 grey values from 0 to 1.
struct Digits {
    let training: Samples
    let test: Samples

    static func load(on page: Page) throws -> Digits {
        try page.once("digits") {
            // A folder of faces is for the sections on faces.
            let mnist = try MNIST(directory: page.dataDirectory.flatMap { FaceSets.holdsFaces($0) ? nil : $0 })
            return Digits(
                training: mnist.training.prefix(page.choose(quick: 2_000, lecture: 60_000, full: 60_000)),
                test: mnist.test.prefix(page.choose(quick: 500, lecture: 10_000, full: 10_000)))
        }
    }
}
