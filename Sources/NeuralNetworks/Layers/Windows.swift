import Tensors

/// What happens at the edge of an image that a window slides over.
public enum Padding: String, Sendable, Codable, CaseIterable {
    /// Zeros around the image, so that a window with stride s visits ⌈h/s⌉ × ⌈w/s⌉ places: with stride 1 as many as pixels.
    /// Where the number of rows to add is odd, one more is added below than above, as in TensorFlow.
    case same
    /// No padding: the window stays inside the image.
    case valid
}

/// The places of a square window that slides over an image of height × width × channels, and the image's numbers seen from
/// each: the geometry that convolutions, transposed convolutions and pooling share.
///
/// The numbers of one window form a *patch*, size × size × channels. In memory, height × width × channels in row-major order,
/// each row of a patch is one run of size · channels numbers.
struct Windows: Equatable {
    let height: Int
    let width: Int
    let channels: Int
    /// k, the side of the window.
    let size: Int
    /// s, the way from one place to the next.
    let stride: Int
    /// The rows of places.
    let rows: Int
    /// The columns of places.
    let columns: Int
    /// Rows of zeros above the image.
    let top: Int
    /// Columns of zeros left of the image.
    let left: Int

    /// The places of a window over an image; nil if there is none, or if a part of the window would see padding everywhere.
    init?(over image: Shape, size: Int, stride: Int, padding: Padding) {
        (height, width, channels) = (image[0], image[1], image[2])
        self.size = size
        self.stride = stride
        switch padding {
        case .valid:
            guard size <= height, size <= width else { return nil }
            (rows, columns) = ((height - size) / stride + 1, (width - size) / stride + 1)
            (top, left) = (0, 0)
        case .same:
            (rows, columns) = ((height + stride - 1) / stride, (width + stride - 1) / stride)
            top = max((rows - 1) * stride + size - height, 0) / 2
            left = max((columns - 1) * stride + size - width, 0) / 2
            // The window's last row in the first place, and its first row in the last place, must meet the image.
            guard size - 1 - top < height, (rows - 1) * stride >= top, size - 1 - left < width,
                (columns - 1) * stride >= left
            else { return nil }
        }
    }

    /// The windows over maps of so many filters from which a convolution's adjoint computes the pixels of the image.
    ///
    /// A pixel lies in ⌈k/s⌉ windows at most, in either direction; as many pixels of the map does it see.
    func mirrored(filters: Int) -> Windows {
        Windows(
            height: rows, width: columns, channels: filters, size: (size + stride - 1) / stride, stride: 1,
            rows: (height - 1 + top) / stride - top / stride + 1,
            columns: (width - 1 + left) / stride - left / stride + 1,
            top: (size + stride - 1) / stride - 1 - top / stride, left: (size + stride - 1) / stride - 1 - left / stride
        )
    }

    private init(
        height: Int, width: Int, channels: Int, size: Int, stride: Int, rows: Int, columns: Int, top: Int, left: Int
    ) {
        (self.height, self.width, self.channels) = (height, width, channels)
        (self.size, self.stride, self.rows, self.columns, self.top, self.left) = (
            size, stride, rows, columns, top, left
        )
    }

    /// The number of places.
    var places: Int { rows * columns }
    /// The numbers in a patch.
    var patch: Int { size * size * channels }
    /// The numbers in an image.
    var pixels: Int { height * width * channels }

    // The image with its padding, or without what no window reaches.
    private var paddedHeight: Int { (rows - 1) * stride + size }
    private var paddedWidth: Int { (columns - 1) * stride + size }
    /// The numbers in a row of the padded image.
    var paddedRow: Int { paddedWidth * channels }
    /// The numbers in the padded image.
    var paddedCount: Int { paddedHeight * paddedRow }
    /// The rows and columns of the image that lie in the padded image.
    private var reachedHeight: Int { min(height, paddedHeight - top) }
    private var reachedWidth: Int { min(width, paddedWidth - left) }

    /// Whether the padded image is the image.
    var needsNoPadding: Bool { paddedHeight == height && paddedWidth == width }

    // MARK: Padding

    /// Copies an image into the middle of a padded one.
    func pad(_ image: UnsafePointer<Float>, into padded: UnsafeMutablePointer<Float>) {
        let run = reachedWidth * channels
        let (before, after) = (left * channels, paddedRow - left * channels - run)
        padded.update(repeating: 0, count: top * paddedRow)
        for y in 0..<reachedHeight {
            let row = padded + (top + y) * paddedRow
            row.update(repeating: 0, count: before)
            (row + before).update(from: image + y * width * channels, count: run)
            (row + before + run).update(repeating: 0, count: after)
        }
        let end = (top + reachedHeight) * paddedRow
        (padded + end).update(repeating: 0, count: paddedCount - end)
    }
}
