import Tensors

/// Visits the images of a batch on all threads, each with `margin` pixels more on every side, which repeat the nearest pixel
/// of the image, and with eight columns more on the right, so that vectors may be read past the end.
///
/// - Parameters:
///   - images: images as rows, B × (height · width).
///   - body: gets the padded image, its width, and the place of the image's result.
/// - Returns: images of the same shape, as `body` has filled them.
/// - Throws: ``NoiseError`` if the images do not have `width · height` pixels.
func filteredImages(
    _ images: Tensor, width: Int, height: Int, margin: Int, name: String,
    _ body: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
) throws -> Tensor {
    guard width > 0, height > 0, images.columns == width * height else {
        throw NoiseError(
            "\(name) was told that images are \(width) × \(height), but they have \(images.columns) pixels each")
    }
    let stride = width + 2 * margin + 8
    let pixels = width * height
    return Tensor(shape: images.shape) { result in
        images.withUnsafeBufferPointer { images in
            parallel(images.count / pixels, atLeast: 8) { _, part in
                let padded = UnsafeMutablePointer<Float>.allocate(capacity: stride * (height + 2 * margin))
                defer { padded.deallocate() }
                for image in part {
                    pad(images.baseAddress! + image * pixels, width, height, margin, padded, stride)
                    body(padded, stride, result.baseAddress! + image * pixels)
                }
            }
        }
    }
}

private func pad(
    _ image: UnsafePointer<Float>, _ width: Int, _ height: Int, _ margin: Int, _ padded: UnsafeMutablePointer<Float>,
    _ stride: Int
) {
    for y in 0..<height + 2 * margin {
        let row = image + min(max(y - margin, 0), height - 1) * width
        for x in 0..<stride { padded[y * stride + x] = row[min(max(x - margin, 0), width - 1)] }
    }
}
