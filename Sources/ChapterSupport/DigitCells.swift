import Plotting
import Tensors

extension ImageGrid.Cell {
    /// A digit in ink on paper: 0 is white, 1 is black, and what is beyond is cut.
    ///
    /// - Parameter pixels: 28 × 28 grey values, row by row.
    public static func digit(_ pixels: Tensor, caption: String = "") throws -> ImageGrid.Cell {
        try ImageGrid.Cell(
            pixels.values.map { 1 - min(max($0, 0), 1) }, width: Digits.side, height: Digits.side, caption: caption)
    }
}

/// Digits, one a row of the tensor, as a row of a grid; the first `count` of them if a number is given.
public func digitCells(_ images: Tensor, _ count: Int = .max) throws -> [ImageGrid.Cell] {
    try (0..<min(count, images.rows)).map { try ImageGrid.Cell.digit(images.row($0)) }
}
