import Foundation

/// A file format of a figure: pixels, or the same drawing as vectors for slides and print.
public enum FigureFormat: String, CaseIterable, Sendable {
    case png
    case svg
    case pdf
}

/// Anything that can be drawn: a chart, panels, an image grid, a diagram.
public protocol Figure {
    /// Width and height in points.
    var size: Size { get }

    /// Draws the figure into the rectangle from (0, 0) to `size`. The canvas is white to begin with.
    func draw(on canvas: Canvas) throws
}

extension Figure {
    /// The figure in pixels, `scale` pixels a point.
    public func image(scale: Double = 2) throws -> Image {
        let canvas = try Canvas(size: size, target: .pixels(scale: scale))
        try draw(on: canvas)
        return try canvas.finishImage()
    }

    /// The bytes of a file that holds the figure. Equal figures and metadata give equal bytes.
    ///
    /// The metadata become text chunks in PNG; `title` and `caption` become the title and description of SVG and PDF.
    /// PNG has two pixels a point.
    public func data(as format: FigureFormat, metadata: [String: String] = [:]) throws -> Data {
        switch format {
        case .png:
            return try PNG.encode(image(), text: metadata)
        case .svg, .pdf:
            let canvas = try Canvas(size: size, target: format == .svg ? .svg(metadata) : .pdf(metadata))
            try draw(on: canvas)
            return try canvas.finishDocument()
        }
    }

    /// Writes the figure to a file, whole or not at all; makes the folder if need be.
    /// - Throws: ``GraphicsError`` with the path and the reason, or what drawing throws.
    public func write(to url: URL, as format: FigureFormat, metadata: [String: String] = [:]) throws {
        try AtomicFile.write(data(as: format, metadata: metadata), to: url)
    }
}
