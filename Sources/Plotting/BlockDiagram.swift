import Foundation
import Graphics

/// Boxes and arrows: the parts of a model and what flows between them.
///
/// ```swift
/// BlockDiagram(nodes: [.init("x", column: 0, shape: .plain), .init("encoder", column: 1), .init("z", column: 2, shape: .circle)],
///              edges: [.init("x", "encoder"), .init("encoder", "z", label: "μ, σ")])
/// ```
public struct BlockDiagram: Figure {
    public enum Shape: Sendable { case box, circle, plain }

    public struct Node: Sendable {
        /// The text, which also names the node in edges unless `id` does; lines end at "\n".
        public var text: String
        public var id: String
        /// The middle's place on a grid; fractions are fine.
        public var column: Double
        public var row: Double
        public var shape: Shape
        public var color: Color

        public init(
            _ text: String, column: Double, row: Double = 0, shape: Shape = .box, color: Color = Palette.series[0],
            id: String? = nil
        ) {
            (self.text, self.column, self.row, self.shape, self.color) = (text, column, row, shape, color)
            self.id = id ?? text
        }
    }

    public struct Edge: Sendable {
        public var from: String
        public var to: String
        public var label: String
        public var dashed: Bool

        public init(_ from: String, _ to: String, label: String = "", dashed: Bool = false) {
            (self.from, self.to, self.label, self.dashed) = (from, to, label, dashed)
        }
    }

    public var title: String
    public let nodes: [Node]
    public let edges: [Edge]
    /// Distances of the grid in points.
    public var columnPitch: Double
    public var rowPitch: Double
    private static let text = TextStyle(size: 11, color: Color(grey: 0.1))

    public init(
        _ title: String = "", nodes: [Node], edges: [Edge], columnPitch: Double = 105, rowPitch: Double = 62
    ) {
        (self.title, self.nodes, self.edges) = (title, nodes, edges)
        (self.columnPitch, self.rowPitch) = (columnPitch, rowPitch)
    }

    private var titleHeight: Double { title.isEmpty ? 0 : Theme.title.size * 1.2 + Theme.gap }
    private var minColumn: Double { nodes.map(\.column).min() ?? 0 }
    private var minRow: Double { nodes.map(\.row).min() ?? 0 }

    public var size: Size {
        let columns = (nodes.map(\.column).max() ?? 0) - minColumn
        let rows = (nodes.map(\.row).max() ?? 0) - minRow
        return Size(
            columnPitch * (columns + 1) + 2 * Theme.margin, rowPitch * (rows + 1) + 2 * Theme.margin + titleHeight)
    }

    private func center(_ node: Node) -> Point {
        Point(
            Theme.margin + columnPitch * (node.column - minColumn + 0.5),
            Theme.margin + titleHeight + rowPitch * (node.row - minRow + 0.5))
    }

    private func box(_ node: Node, on canvas: Canvas) -> Rectangle {
        let lines = node.text.components(separatedBy: "\n")
        let width = lines.map { canvas.extents(of: $0, style: BlockDiagram.text).width }.max() ?? 0
        var size = Size(width + 20, Double(lines.count) * 15 + 15)
        switch node.shape {
        case .box: break
        case .plain: size = Size(width + 10, Double(lines.count) * 15 + 6)
        case .circle:
            let side = max(width + 14, 30)
            size = Size(side, side)
        }
        let c = center(node)
        return Rectangle(x: c.x - size.width / 2, y: c.y - size.height / 2, width: size.width, height: size.height)
    }

    /// - Throws: ``GraphicsError`` if an edge names a node that is not there.
    public func draw(on canvas: Canvas) throws {
        if !title.isEmpty {
            canvas.draw(
                title, at: Point(Theme.margin, Theme.margin), anchor: TextAnchor(.start, .top), style: Theme.title)
        }
        for edge in edges {
            guard let from = nodes.first(where: { $0.id == edge.from }),
                let to = nodes.first(where: { $0.id == edge.to })
            else {
                throw GraphicsError("the edge from \(edge.from) to \(edge.to) names a node that the diagram lacks")
            }
            draw(edge, from, to, on: canvas)
        }
        for node in nodes { draw(node, on: canvas) }
    }

    private func draw(_ edge: Edge, _ from: Node, _ to: Node, on canvas: Canvas) {
        let start = border(of: from, towards: center(to), on: canvas)
        let end = border(of: to, towards: center(from), on: canvas)
        ArrowMark.draw(
            from: start, to: end, color: Color(grey: 0.35), width: 1.3, dash: edge.dashed ? [4, 3] : [], on: canvas)
        guard !edge.label.isEmpty else { return }
        let along = end - start
        let middle = 0.5 * (start + end)
        // Above a level arrow, right of a steep one.
        if abs(along.y) < 0.5 * abs(along.x) {
            canvas.draw(
                edge.label, at: middle + Point(0, -4), anchor: TextAnchor(.middle, .bottom), style: Theme.tickLabel)
        } else {
            canvas.draw(
                edge.label, at: middle + Point(6, 0), anchor: TextAnchor(.start, .middle), style: Theme.tickLabel)
        }
    }

    /// Where the line from the node's middle leaves it, a little outside.
    private func border(of node: Node, towards target: Point, on canvas: Canvas) -> Point {
        let box = box(node, on: canvas).inset(by: -3)
        let d = target - box.center
        guard d.length > 0 else { return box.center }
        if node.shape == .circle { return box.center + (box.width / 2 / d.length) * d }
        let scale = min(box.width / 2 / max(abs(d.x), 1e-9), box.height / 2 / max(abs(d.y), 1e-9))
        return box.center + min(scale, 1) * d
    }

    private func draw(_ node: Node, on canvas: Canvas) {
        let box = box(node, on: canvas)
        if node.shape != .plain {
            let path = node.shape == .circle ? Path(ellipseIn: box) : Path(box, cornerRadius: 5)
            canvas.fill(path, with: node.color.mixed(with: .white, by: 0.8))
            canvas.stroke(path, with: node.color, style: StrokeStyle(width: 1.3))
        }
        let lines = node.text.components(separatedBy: "\n")
        for (i, line) in lines.enumerated() {
            let offset = (Double(i) - Double(lines.count - 1) / 2) * 15
            canvas.draw(
                line, at: box.center + Point(0, offset), anchor: TextAnchor(.middle, .middle),
                style: BlockDiagram.text)
        }
    }
}
