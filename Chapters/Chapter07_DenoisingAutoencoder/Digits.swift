import Datasets
import Plotting
import Tensors
import Workbook

/// The digits of a run: all of MNIST, or as many as its preset asks for.
struct Digits {
    let training: Samples
    let test: Samples
    /// Training digits by which the filters' constants are chosen.
    let tuning: Tensor
    /// The first test digit of each class, 0 to 9: the same in every preset.
    let examples: Tensor

    static func load(on page: Page) throws -> Digits {
        try page.once("digits") {
            let mnist = try MNIST(directory: page.dataDirectory)
            let labels = (mnist.test.labels ?? []).map(Int.init)
            let examples = (0..<10).compactMap { labels.firstIndex(of: $0) }
            return Digits(
                training: mnist.training.prefix(page.choose(quick: 3_000, lecture: 60_000, full: 60_000)),
                test: mnist.test.prefix(page.choose(quick: 300, lecture: 10_000, full: 10_000)),
                tuning: mnist.training.prefix(page.choose(quick: 200, lecture: 1_000, full: 1_000)).inputTensor,
                examples: mnist.test.choosing(examples).inputTensor)
        }
    }
}

extension ImageGrid.Cell {
    /// A digit in ink on paper: 0 is white, 1 is black.
    static func digit(_ images: Tensor, _ row: Int, caption: String = "") throws -> ImageGrid.Cell {
        try ImageGrid.Cell(images.row(row).values.map { 1 - $0 }, width: 28, height: 28, caption: caption)
    }

    /// The first digits of a batch, as a row of a grid.
    static func digits(_ images: Tensor, _ count: Int = 10) throws -> [ImageGrid.Cell] {
        try (0..<min(count, images.rows)).map { try digit(images, $0) }
    }
}
