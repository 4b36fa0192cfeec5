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
    private(set) var height: Int
    private(set) var width: Int
    private(set) var channels: Int
    /// k, the side of the window.
    let size: Int
    /// s, the way from one place to the next.
    let stride: Int
    /// The rows of places.
    private(set) var rows: Int
    /// The columns of places.
    private(set) var columns: Int
    /// Rows of zeros above the image.
    private(set) var top: Int
    /// Columns of zeros left of the image.
    private(set) var left: Int

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

    /// The windows by which a convolution's adjoint is a convolution itself, over maps of so many filters; only with stride 1.
    func mirrored(filters: Int) -> Windows {
        precondition(stride == 1)
        var dual = self
        (dual.height, dual.width, dual.channels) = (rows, columns, filters)
        (dual.rows, dual.columns) = (height, width)
        (dual.top, dual.left) = (size - 1 - top, size - 1 - left)
        return dual
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

    /// Copies the middle of a padded image into an image; what no window reaches becomes zero.
    func unpad(_ padded: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>) {
        let run = reachedWidth * channels
        for y in 0..<reachedHeight {
            let row = image + y * width * channels
            row.update(from: padded + (top + y) * paddedRow + left * channels, count: run)
            (row + run).update(repeating: 0, count: width * channels - run)
        }
        let end = reachedHeight * width * channels
        (image + end).update(repeating: 0, count: pixels - end)
    }

    // MARK: Patches

    /// Adds patches, one a row, to the places in a padded image that they belong to ("col2im").
    func scatter(_ patches: UnsafePointer<Float>, into padded: UnsafeMutablePointer<Float>) {
        let run = size * channels
        var patch = patches
        for row in 0..<rows {
            for column in 0..<columns {
                var target = padded + row * stride * paddedRow + column * stride * channels
                for _ in 0..<size {
                    add(patch, to: target, count: run)
                    target += paddedRow
                    patch += run
                }
            }
        }
    }
}

/// y ← y + x
@inline(__always)
private func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
    var i = 0
    while i + 8 <= count {
        let target = UnsafeMutableRawPointer(y + i)
        let sum = target.loadUnaligned(as: Lanes.self) + UnsafeRawPointer(x + i).loadUnaligned(as: Lanes.self)
        target.storeBytes(of: sum, as: Lanes.self)
        i += 8
    }
    while i < count {
        y[i] += x[i]
        i += 1
    }
}
