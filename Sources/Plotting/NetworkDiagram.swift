import Foundation
import Graphics

/// A network drawn from rows of layers: columns of neurons with their connections, or boxes as high as the logarithm of
/// their size.
public struct NetworkDiagram: Figure {
    public enum Kind: Sendable, CaseIterable {
        case input, hidden, code, output
        /// Something without units of its own (dropout, noise): written on the way to the next layer.
        case operation

        var color: Color {
            switch self {
            case .input: Color(grey: 0.45)
            case .hidden: Palette.series[0]
            case .code: Palette.series[1]
            case .output: Palette.series[2]
            case .operation: Color(grey: 0.35)
            }
        }
    }

    public struct Layer: Sendable {
        /// What the layer is: "input", "dense", "code".
        public var name: String
        /// A second line: the activation.
        public var detail: String
        /// What is written as its size: "784", "28 × 28 × 16"; the number of units if empty.
        public var size: String
        public var units: Int
        public var kind: Kind

        public init(_ name: String, units: Int, size: String = "", detail: String = "", kind: Kind = .hidden) {
            (self.name, self.units, self.detail, self.kind) = (name, max(1, units), detail, kind)
            self.size = size.isEmpty ? "\(max(1, units))" : size
        }

        /// Something on the way between two layers.
        public static func operation(_ name: String) -> Layer { Layer(name, units: 1, kind: .operation) }
    }

    /// A bracket above some layers: "encoder".
    public struct Group: Sendable {
        var name: String
        var layers: ClosedRange<Int>

        /// - Parameter layers: first and last index, operations counted.
        public init(_ name: String, layers: ClosedRange<Int>) { (self.name, self.layers) = (name, layers) }
    }

    public enum Style: Sendable {
        /// Neurons for at most eight layers, else boxes.
        case automatic
        case neurons
        case boxes
    }

    public var title: String
    public let layers: [Layer]
    public var groups: [Group]
    public var style: Style
    private let columns: [Int]  // indices of the layers that are not operations

    public init(_ title: String = "", layers: [Layer], groups: [Group] = [], style: Style = .automatic) {
        (self.title, self.layers, self.groups, self.style) = (title, layers, groups, style)
        columns = layers.indices.filter { layers[$0].kind != .operation }
    }

    private var drawsNeurons: Bool { style == .neurons || (style == .automatic && columns.count <= 8) }

    // MARK: Layout

    private static let pitch = 12.0
    private static let radius = 4.6
    private static let boxWidth = 30.0
    private var columnPitch: Double { drawsNeurons ? 92 : 78 }
    private var groupHeight: Double { groups.isEmpty ? 0 : 26 }
    private var titleHeight: Double { title.isEmpty ? 0 : Theme.title.size * 1.2 + Theme.gap }

    /// How many circles stand for a layer: all of up to ten units, more by the logarithm, so that larger layers are
    /// taller and a bottleneck shows.
    static func circles(for units: Int) -> Int {
        units <= 10 ? units : max(10, Int((1.5 + 6 * log10(Double(units))).rounded()))
    }

    private func height(of layer: Layer) -> Double {
        drawsNeurons
            ? Double(NetworkDiagram.circles(for: layer.units)) * NetworkDiagram.pitch
            : 24 + 46 * log10(Double(layer.units))
    }

    private var bodyHeight: Double { columns.map { height(of: layers[$0]) }.max() ?? 40 }
    private var labelLines: Int { columns.contains { !layers[$0].detail.isEmpty } ? 3 : 2 }

    public var size: Size {
        let width = 2 * Theme.margin + columnPitch * Double(max(1, columns.count))
        let labels = Double(labelLines) * 14 + 8
        return Size(max(width, 160), 2 * Theme.margin + titleHeight + groupHeight + bodyHeight + labels)
    }

    private func x(ofColumn c: Int) -> Double { Theme.margin + columnPitch * (Double(c) + 0.5) }
    private var middle: Double { Theme.margin + titleHeight + groupHeight + bodyHeight / 2 }

    /// The circles of a column from the top, and where the dots for what is left out stand.
    private func neurons(_ c: Int) -> (circles: [Point], dots: [Point]) {
        let units = layers[columns[c]].units
        let count = NetworkDiagram.circles(for: units)
        let top = middle - Double(count - 1) / 2 * NetworkDiagram.pitch
        let places = (0..<count).map { Point(x(ofColumn: c), top + Double($0) * NetworkDiagram.pitch) }
        guard units > count else { return (places, []) }
        let gap = count / 2  // the dots take the place of one circle, two in an even column
        let left = count % 2 == 0 ? [gap - 1, gap] : [gap]
        let center = middle
        return (
            places.indices.filter { !left.contains($0) }.map { places[$0] },
            [-3.4, 0, 3.4].map { Point(x(ofColumn: c), center + $0) }
        )
    }

    // MARK: Drawing

    public func draw(on canvas: Canvas) {
        if !title.isEmpty {
            canvas.draw(
                title, at: Point(Theme.margin, Theme.margin), anchor: TextAnchor(.start, .top), style: Theme.title)
        }
        if drawsNeurons { drawNeurons(on: canvas) } else { drawBoxes(on: canvas) }
        drawOperations(on: canvas)
        drawLabels(on: canvas)
        drawGroups(on: canvas)
    }

    private func drawNeurons(on canvas: Canvas) {
        for c in columns.indices.dropLast() {
            var path = Path()
            let (from, to) = (neurons(c).circles, neurons(c + 1).circles)
            for a in from {
                for b in to {
                    path.move(to: a)
                    path.line(to: b)
                }
            }
            canvas.stroke(path, with: Color(grey: 0.45, alpha: 0.5), style: StrokeStyle(width: 0.35))
        }
        for c in columns.indices {
            let color = layers[columns[c]].kind.color
            let (circles, dots) = neurons(c)
            for p in circles {
                canvas.fill(Path(circleAt: p, radius: NetworkDiagram.radius), with: color.mixed(with: .white, by: 0.25))
                canvas.stroke(
                    Path(circleAt: p, radius: NetworkDiagram.radius), with: color, style: StrokeStyle(width: 1.1))
            }
            for p in dots { canvas.fill(Path(circleAt: p, radius: 1.1), with: color) }
        }
    }

    private func drawBoxes(on canvas: Canvas) {
        func box(_ c: Int) -> Rectangle {
            let height = height(of: layers[columns[c]])
            return Rectangle(
                x: x(ofColumn: c) - NetworkDiagram.boxWidth / 2, y: middle - height / 2, width: NetworkDiagram.boxWidth,
                height: height)
        }
        for c in columns.indices.dropLast() {
            ArrowMark.draw(
                from: Point(box(c).maxX + 3, middle), to: Point(box(c + 1).minX - 3, middle),
                color: Color(grey: 0.4), width: 1.2, on: canvas)
        }
        for c in columns.indices {
            let color = layers[columns[c]].kind.color
            let path = Path(box(c), cornerRadius: 4)
            canvas.fill(path, with: color.mixed(with: .white, by: 0.72))
            canvas.stroke(path, with: color, style: StrokeStyle(width: 1.3))
        }
    }

    /// Operations stand between the columns, upright so that their names fit.
    private func drawOperations(on canvas: Canvas) {
        for index in layers.indices where layers[index].kind == .operation {
            let before = columns.filter { $0 < index }.count
            let siblings = layers.indices.filter { sibling in
                layers[sibling].kind == .operation && columns.filter { $0 < sibling }.count == before
            }
            let offset = Double(siblings.firstIndex(of: index)! * 2 - (siblings.count - 1)) * 9
            let center = Point(Theme.margin + columnPitch * Double(before) + offset, middle)
            let style = Theme.caption
            let width = canvas.extents(of: layers[index].name, style: style).width + 12
            let pill = Path(
                Rectangle(x: center.x - 8, y: center.y - width / 2, width: 16, height: width), cornerRadius: 8)
            canvas.fill(pill, with: .white)
            canvas.stroke(pill, with: Kind.operation.color, style: StrokeStyle(width: 0.9))
            canvas.draw(
                layers[index].name, at: center, anchor: TextAnchor(.middle, .middle), style: style, rotation: -.pi / 2)
        }
    }

    private func drawLabels(on canvas: Canvas) {
        let top = middle + bodyHeight / 2 + 8
        for c in columns.indices {
            let layer = layers[columns[c]]
            var name = Theme.legend
            name.bold = true
            name.color = layer.kind.color.mixed(with: .black, by: 0.25)
            var lines = [(layer.name, name), (layer.size, Theme.legend)]
            if !layer.detail.isEmpty { lines.append((layer.detail, Theme.tickLabel)) }
            for (i, line) in lines.enumerated() {
                var style = line.1
                let room = columnPitch - 4
                let width = canvas.extents(of: line.0, style: style).width
                if width > room { style.size *= room / width }
                canvas.draw(
                    line.0, at: Point(x(ofColumn: c), top + 14 * Double(i)), anchor: TextAnchor(.middle, .top),
                    style: style)
            }
        }
    }

    private func drawGroups(on canvas: Canvas) {
        for group in groups {
            let inside = columns.indices.filter { group.layers.contains(columns[$0]) }
            guard let first = inside.first, let last = inside.last else { continue }
            let y = Theme.margin + titleHeight + 18
            // Brackets that share a layer, as encoder and decoder share the code, meet over it.
            let sharesFirst = groups.contains { $0.layers.upperBound == columns[first] && $0.name != group.name }
            let sharesLast = groups.contains { $0.layers.lowerBound == columns[last] && $0.name != group.name }
            let left = x(ofColumn: first) + (sharesFirst ? 4 : -14)
            let right = x(ofColumn: last) + (sharesLast ? -4 : 14)
            canvas.stroke(
                Path([Point(left, y + 4), Point(left, y), Point(right, y), Point(right, y + 4)]),
                with: Color(grey: 0.4), style: StrokeStyle(width: 1, join: .miter))
            canvas.draw(
                group.name, at: Point((left + right) / 2, y - 4), anchor: TextAnchor(.middle, .baseline),
                style: Theme.axisLabel)
        }
    }
}
