import Foundation
import Graphics

/// Images in rows and columns, their pixels enlarged with sharp edges, with labels beside, above and below.
public struct ImageGrid: Figure {
    /// One image and the words below it.
    public struct Cell {
        var image: Image
        var caption: String
        /// A frame around the image: to mark a mistake, or to bound a white image.
        var frame: Color?

        public init(_ image: Image, caption: String = "", frame: Color? = nil) {
            self.image = image
            self.caption = caption
            self.frame = frame
        }

        /// Intensities by rows: 0 is black, 1 is white.
        /// - Throws: ``GraphicsError`` if the count of values is not `width · height`.
        public init(
            _ values: some Collection<Float>, width: Int, height: Int, caption: String = "", frame: Color? = nil
        ) throws {
            self.init(try Image(grey: values, width: width, height: height), caption: caption, frame: frame)
        }

        /// Values by rows in the colours of a scale.
        public init(
            _ values: some Collection<Float>, width: Int, height: Int, colors: ColorScale, caption: String = "",
            frame: Color? = nil
        ) throws {
            self.init(
                try Image(
                    width: width, height: height, format: .rgb,
                    bytes: values.flatMap { colors.color(Double($0)).bytes }), caption: caption, frame: frame)
        }
    }

    public var title: String
    /// Rows of cells; rows may differ in length.
    public let rows: [[Cell]]
    public var rowLabels: [String]
    public var columnLabels: [String]
    /// The longer side of an image in points. It is rounded so that every pixel has the same whole number of half
    /// points, hence the same number of pixels in PNG.
    public var imageSize: Double
    /// Room between images.
    public var spacing: Double

    public init(
        _ title: String = "", rows: [[Cell]], rowLabels: [String] = [], columnLabels: [String] = [],
        imageSize: Double = 56, spacing: Double = 4
    ) {
        self.title = title
        self.rows = rows
        self.rowLabels = rowLabels
        self.columnLabels = columnLabels
        self.imageSize = imageSize
        self.spacing = spacing
    }

    /// Images in rows of `columns`, in order.
    public init(
        _ title: String = "", _ cells: [Cell], columns: Int, imageSize: Double = 56, spacing: Double = 4
    ) {
        let columns = max(1, columns)
        let rows = stride(from: 0, to: cells.count, by: columns).map { start in
            Array(cells[start..<min(start + columns, cells.count)])
        }
        self.init(title, rows: rows, imageSize: imageSize, spacing: spacing)
    }

    /// Images of signed values such as weights: blue below 0, white at 0, vermilion above, all on one scale.
    /// - Throws: ``GraphicsError`` if an image's count of values is not `width · height`.
    public init(
        _ title: String = "", weights: [[Float]], width: Int, height: Int, columns: Int, captions: [String] = [],
        imageSize: Double = 56, spacing: Double = 4
    ) throws {
        let largest = weights.joined().lazy.filter(\.isFinite).map { Double(abs($0)) }.max() ?? 1
        let colors = ColorScale(.diverging, domain: -max(largest, 1e-30)...max(largest, 1e-30))
        let cells = try weights.enumerated().map { index, values in
            try Cell(
                values, width: width, height: height, colors: colors,
                caption: index < captions.count ? captions[index] : "")
        }
        self.init(title, cells, columns: columns, imageSize: imageSize, spacing: spacing)
    }

    // MARK: Layout

    /// The image's size on the page: whole half points a pixel where that is possible.
    private func size(of image: Image) -> Size {
        let longer = Double(max(image.width, image.height))
        let halfPoints = (2 * imageSize / longer).rounded()
        let unit = halfPoints >= 1 ? halfPoints / 2 : imageSize / longer
        return Size(unit * Double(image.width), unit * Double(image.height))
    }

    private var columnWidth: Double { rows.joined().map { size(of: $0.image).width }.max() ?? imageSize }
    private func rowHeight(_ row: [Cell]) -> Double { row.map { size(of: $0.image).height }.max() ?? imageSize }
    private func captionHeight(_ row: [Cell]) -> Double {
        row.contains { !$0.caption.isEmpty } ? Theme.caption.size * 1.35 : 0
    }

    private static func lines(_ text: String) -> [String] { text.components(separatedBy: "\n") }

    /// Measuring needs a canvas, and the size is asked for before there is one.
    private static func width(of text: String, _ style: TextStyle) -> Double {
        guard let canvas = try? Canvas(size: Size(1, 1)) else { return 0.6 * style.size * Double(text.count) }
        return lines(text).map { canvas.extents(of: $0, style: style).width }.max() ?? 0
    }

    private var left: Double {
        let widest = rowLabels.map { ImageGrid.width(of: $0, Theme.axisLabel) }.max() ?? 0
        return Theme.margin + (widest > 0 ? widest + 8 : 0)
    }

    private var top: Double {
        var top = Theme.margin
        if !title.isEmpty { top += Theme.title.size * 1.2 + Theme.gap }
        if let lines = columnLabels.map({ ImageGrid.lines($0).count }).max() {
            top += Double(lines) * Theme.axisLabel.size * 1.2 + 4
        }
        return top
    }

    public var size: Size {
        let columns = Double(rows.map(\.count).max() ?? 1)
        var height = top + Theme.margin
        for row in rows { height += rowHeight(row) + captionHeight(row) }
        height += spacing * Double(max(0, rows.count - 1))
        let width = left + columns * columnWidth + spacing * (columns - 1) + Theme.margin
        return Size(max(width, ImageGrid.width(of: title, Theme.title) + 2 * Theme.margin), height)
    }

    public func draw(on canvas: Canvas) throws {
        if !title.isEmpty {
            canvas.draw(
                title, at: Point(Theme.margin, Theme.margin), anchor: TextAnchor(.start, .top), style: Theme.title)
        }
        // Whole points keep pixel borders on pixel borders.
        let (left, top) = (left.rounded(.up), top.rounded(.up))
        let width = columnWidth
        for (column, label) in columnLabels.enumerated() {
            let lines = ImageGrid.lines(label)
            for (i, line) in lines.enumerated() {
                canvas.draw(
                    line,
                    at: Point(
                        left + (Double(column) + 0.5) * width + spacing * Double(column),
                        top - 5 - Double(lines.count - 1 - i) * Theme.axisLabel.size * 1.2 - Theme.axisLabel.size * 0.15
                    ),
                    anchor: TextAnchor(.middle, .baseline), style: Theme.axisLabel)
            }
        }
        var y = top
        for (r, row) in rows.enumerated() {
            let height = rowHeight(row)
            if r < rowLabels.count {
                let lines = ImageGrid.lines(rowLabels[r])
                for (i, line) in lines.enumerated() {
                    let offset = (Double(i) - Double(lines.count - 1) / 2) * Theme.axisLabel.size * 1.2
                    canvas.draw(
                        line, at: Point(left - 8, y + height / 2 + offset), anchor: TextAnchor(.end, .middle),
                        style: Theme.axisLabel)
                }
            }
            for (c, cell) in row.enumerated() {
                let size = size(of: cell.image)
                let x = left + Double(c) * (width + spacing) + ((width - size.width)).rounded(.down) / 2
                let box = Rectangle(x: x, y: y, width: size.width, height: size.height)
                try canvas.draw(cell.image, in: box)
                if let frame = cell.frame {
                    canvas.stroke(Path(box.inset(by: -1)), with: frame, style: StrokeStyle(width: 2, join: .miter))
                }
                if !cell.caption.isEmpty {
                    canvas.draw(
                        cell.caption, at: Point(box.midX, y + height + Theme.caption.size * 1.0),
                        anchor: TextAnchor(.middle, .baseline), style: Theme.caption)
                }
            }
            y += height + captionHeight(row) + spacing
        }
    }
}
