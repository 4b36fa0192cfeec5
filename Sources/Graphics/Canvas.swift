import CCairo
import Foundation

/// A page to draw on: pixels and PDF by Cairo, SVG from the same calls, with text that Cairo measures. Units are points, y grows downwards.
///
/// Drawing calls do not throw; Cairo keeps the first error, and `finishImage()` or `finishDocument()` throws it.
public final class Canvas {
    public enum Target {
        /// Pixels on white, so many a point.
        case pixels(scale: Double)
        /// A document with `title` and `caption` from the metadata.
        case svg([String: String])
        case pdf([String: String])
    }

    /// The largest side of a canvas in points.
    public static let maximumSide = 14_400.0

    public let size: Size
    let target: Target
    let context: OpaquePointer
    /// The document, if the target is SVG; the context then only measures text.
    let svg: SVGWriter?
    private let surface: OpaquePointer
    private let output = Output()

    /// What Cairo writes of a document.
    private final class Output { var data = Data() }

    /// - Throws: ``GraphicsError`` if the size is not positive and finite, too large, or Cairo cannot make the surface.
    public init(size: Size, target: Target = .pixels(scale: 2)) throws {
        guard size.width > 0, size.height > 0, size.width <= Canvas.maximumSide, size.height <= Canvas.maximumSide
        else {
            throw GraphicsError(
                "a figure cannot be \(size.width) × \(size.height) points; each side must be above 0 and at most "
                    + "\(Canvas.maximumSide)")
        }
        self.size = size
        self.target = target
        let sink = Unmanaged.passUnretained(output).toOpaque()
        let write: cairo_write_func_t = { closure, bytes, count in
            guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
            Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue().data.append(bytes, count: Int(count))
            return CAIRO_STATUS_SUCCESS
        }
        switch target {
        case .pixels(let scale):
            let (width, height) = ((size.width * scale).rounded(.up), (size.height * scale).rounded(.up))
            guard scale > 0, width <= 32_767, height <= 32_767 else {
                throw GraphicsError("\(scale) pixels a point make a figure of \(size.width) × \(size.height) too large")
            }
            try Image.check(width: Int(width), height: Int(height))
            surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        case .svg:
            surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1)
        case .pdf(let metadata):
            surface = cairo_pdf_surface_create_for_stream(write, sink, size.width, size.height)
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, Canvas.text("title", metadata))
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, Canvas.text("description", metadata))
            // Without a date of ours Cairo writes today's, and equal figures would differ.
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2020-07-14T00:00:00Z")
        }
        if case .svg(let metadata) = target {
            svg = SVGWriter(
                size: size, title: Canvas.text("title", metadata), description: Canvas.text("description", metadata))
        } else {
            svg = nil
        }
        context = cairo_create(surface)
        if case .pixels(let scale) = target { cairo_scale(context, scale, scale) }
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
        prepareText()
        try checkStatus()
    }

    /// A document's title or description: case does not count, and a caption is a description.
    static func text(_ key: String, _ metadata: [String: String]) -> String {
        let keys = key == "description" ? ["description", "caption"] : [key]
        return metadata.sorted { $0.key < $1.key }.first { keys.contains($0.key.lowercased()) }?.value ?? ""
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_finish(surface)
        cairo_surface_destroy(surface)
    }

    private func checkStatus() throws {
        for status in [cairo_status(context), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw GraphicsError("cannot draw: \(String(cString: cairo_status_to_string(status)))")
        }
    }

    /// What was drawn, in pixels; only for the target `pixels`.
    /// - Throws: ``GraphicsError`` with Cairo's first error.
    public func finishImage() throws -> Image {
        try checkStatus()
        cairo_surface_flush(surface)
        guard case .pixels = target, let data = cairo_image_surface_get_data(surface) else {
            throw GraphicsError("this canvas holds no pixels")
        }
        let width = Int(cairo_image_surface_get_width(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        let bytes = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, count in
            var index = 0
            for y in 0..<height {
                let row = UnsafeRawPointer(data + y * stride).assumingMemoryBound(to: UInt32.self)
                for x in 0..<width {
                    let pixel = row[x]  // 0x00RRGGBB in the machine's byte order
                    buffer[index] = UInt8(truncatingIfNeeded: pixel >> 16)
                    buffer[index + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
                    buffer[index + 2] = UInt8(truncatingIfNeeded: pixel)
                    index += 3
                }
            }
            count = index
        }
        return try Image(width: width, height: height, format: .rgb, bytes: bytes)
    }

    /// The finished document; only for the targets `svg` and `pdf`. Nothing can be drawn afterwards.
    /// - Throws: ``GraphicsError`` with Cairo's first error.
    public func finishDocument() throws -> Data {
        if case .pixels = target { throw GraphicsError("this canvas holds no document") }
        try checkStatus()
        if let svg { return svg.document }
        cairo_surface_finish(surface)
        try checkStatus()
        return output.data
    }

    // MARK: State

    /// Draws with changes of transform and clip that end with the closure.
    public func saved<Result>(_ body: () throws -> Result) rethrows -> Result {
        cairo_save(context)
        svg?.save()
        defer {
            cairo_restore(context)
            svg?.restore()
        }
        return try body()
    }

    /// Moves the origin.
    public func translate(x: Double, y: Double) {
        cairo_translate(context, x, y)
        svg?.transform("translate(\(SVGWriter.number(x)) \(SVGWriter.number(y)))")
    }

    /// Turns clockwise on the page, by an angle in radians.
    public func rotate(_ angle: Double) {
        cairo_rotate(context, angle)
        svg?.transform("rotate(\(SVGWriter.number(angle * 180 / .pi)))")
    }

    /// Scales both directions; factors must not be 0.
    public func scale(x: Double, y: Double) {
        precondition(x != 0 && y != 0, "a scale of 0 cannot be undone")
        cairo_scale(context, x, y)
        svg?.transform(String(format: "scale(%.9g %.9g)", x, y))
    }

    /// Draws only inside the path from now on.
    public func clip(to path: Path) {
        if let svg { return svg.clip(to: path) }
        trace(path)
        cairo_clip(context)
    }

    // MARK: Paths

    /// Fills the path's inside (nonzero winding, or even-odd).
    public func fill(_ path: Path, with color: Color, evenOdd: Bool = false) {
        fill(path, with: .color(color), evenOdd: evenOdd)
    }

    public func fill(_ path: Path, with paint: Paint, evenOdd: Bool = false) {
        if let svg { return svg.fill(path, with: paint, evenOdd: evenOdd) }
        trace(path)
        set(paint)
        cairo_set_fill_rule(context, evenOdd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING)
        cairo_fill(context)
    }

    public func stroke(_ path: Path, with color: Color, style: StrokeStyle = StrokeStyle()) {
        stroke(path, with: .color(color), style: style)
    }

    public func stroke(_ path: Path, with paint: Paint, style: StrokeStyle = StrokeStyle()) {
        if let svg { return svg.stroke(path, with: paint, style: style) }
        trace(path)
        set(paint)
        cairo_set_line_width(context, style.width)
        cairo_set_dash(context, style.dash, Int32(style.dash.count), 0)
        cairo_set_line_cap(
            context,
            style.cap == .butt
                ? CAIRO_LINE_CAP_BUTT : style.cap == .round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_SQUARE)
        cairo_set_line_join(
            context,
            style.join == .miter
                ? CAIRO_LINE_JOIN_MITER : style.join == .round ? CAIRO_LINE_JOIN_ROUND : CAIRO_LINE_JOIN_BEVEL)
        cairo_stroke(context)
    }

    /// A straight line.
    public func line(from a: Point, to b: Point, color: Color, style: StrokeStyle = StrokeStyle()) {
        stroke(Path([a, b]), with: color, style: style)
    }

    /// Hands the path to Cairo. Coordinates are held within what its 24.8 fixed-point numbers take.
    private func trace(_ path: Path) {
        func x(_ p: Point) -> Double { p.x.isNaN ? 0 : min(max(p.x, -100_000), 100_000) }
        func y(_ p: Point) -> Double { p.y.isNaN ? 0 : min(max(p.y, -100_000), 100_000) }
        cairo_new_path(context)
        for element in path.elements {
            switch element {
            case .move(let p): cairo_move_to(context, x(p), y(p))
            case .line(let p): cairo_line_to(context, x(p), y(p))
            case .curve(let a, let b, let p): cairo_curve_to(context, x(a), y(a), x(b), y(b), x(p), y(p))
            case .close: cairo_close_path(context)
            }
        }
    }

    func set(_ paint: Paint) {
        func add(_ stops: [Paint.Stop], to pattern: OpaquePointer?) {
            for stop in stops {
                let c = stop.color
                cairo_pattern_add_color_stop_rgba(pattern, stop.offset, c.red, c.green, c.blue, c.alpha)
            }
            cairo_set_source(context, pattern)
            cairo_pattern_destroy(pattern)
        }
        switch paint {
        case .color(let c):
            cairo_set_source_rgba(context, c.red, c.green, c.blue, c.alpha)
        case .linear(let from, let to, let stops):
            add(stops, to: cairo_pattern_create_linear(from.x, from.y, to.x, to.y))
        case .radial(let center, let radius, let focus, let stops):
            add(stops, to: cairo_pattern_create_radial(focus.x, focus.y, 0, center.x, center.y, radius))
        }
    }
}
