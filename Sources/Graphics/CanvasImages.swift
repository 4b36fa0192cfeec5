import CCairo

extension Canvas {
    /// Draws the image into the rectangle. Enlarged pixels keep sharp edges unless `smooth` is set.
    /// - Throws: ``GraphicsError`` if Cairo cannot hold the image.
    public func draw(_ image: Image, in box: Rectangle, smooth: Bool = false) throws {
        guard box.width > 0, box.height > 0 else { return }
        var image = image
        if !smooth, isDocument {
            // Viewers smooth enlarged pictures as they please; blocks of many pixels stay sharp in all of them.
            let factor = Int((4 * max(box.width / Double(image.width), box.height / Double(image.height))).rounded(.up))
            let allowed = max(1, 2048 / max(image.width, image.height))
            image = try image.enlarged(by: min(max(factor, 1), allowed))
        }
        if let svg { return svg.image(try PNG.encode(image), in: box, smooth: smooth) }
        let format = image.format == .rgba ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24
        let surface = cairo_image_surface_create(format, Int32(image.width), Int32(image.height))
        defer { cairo_surface_destroy(surface) }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            let data = cairo_image_surface_get_data(surface)
        else {
            throw GraphicsError("cannot draw an image of \(image.width) × \(image.height) pixels")
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        let channels = image.format.channels
        image.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<image.height {
                let row = UnsafeMutableRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
                for x in 0..<image.width {
                    let start = (y * image.width + x) * channels
                    let alpha = image.format == .rgba ? UInt32(bytes[start + 3]) : 255
                    func component(_ offset: Int) -> UInt32 {
                        (UInt32(bytes[start + (channels == 1 ? 0 : offset)]) * alpha + 127) / 255
                    }
                    row[x] = alpha << 24 | component(0) << 16 | component(1) << 8 | component(2)
                }
            }
        }
        cairo_surface_mark_dirty(surface)
        saved {
            translate(x: box.x, y: box.y)
            scale(x: box.width / Double(image.width), y: box.height / Double(image.height))
            cairo_set_source_surface(context, surface, 0, 0)
            let pattern = cairo_get_source(context)
            cairo_pattern_set_filter(pattern, smooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
            cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)  // no blending with nothing at the border
            cairo_rectangle(context, 0, 0, Double(image.width), Double(image.height))
            cairo_fill(context)
        }
    }

    private var isDocument: Bool {
        if case .pixels = target { false } else { true }
    }
}
