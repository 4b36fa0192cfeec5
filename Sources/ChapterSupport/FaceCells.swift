import Datasets
import Graphics
import Plotting
import Tensors

/// Pictures of faces, one a row of the tensor, as a row of a grid; what is beyond 0 … 1 is cut.
///
/// - Parameter pictures: B × 64 × 64 × 3.
public func faceCells(_ pictures: Tensor) throws -> [ImageGrid.Cell] {
    try (0..<pictures.rows).map { i in
        let bytes = pictures.row(i).values.map { UInt8(min(max($0, 0), 1) * 255 + 0.5) }
        return ImageGrid.Cell(try Image(width: Faces.side, height: Faces.side, format: .rgb, bytes: bytes))
    }
}
