import Foundation

/// A path of straight lines and cubic curves, in points.
public struct Path: Hashable, Sendable {
    public enum Element: Hashable, Sendable {
        case move(Point)
        case line(Point)
        case curve(Point, Point, to: Point)
        case close
    }

    public private(set) var elements: [Element] = []

    public init() {}

    public init(_ rectangle: Rectangle, cornerRadius: Double = 0) {
        let r = min(cornerRadius, rectangle.width / 2, rectangle.height / 2)
        let (left, right, top, bottom) = (rectangle.minX, rectangle.maxX, rectangle.minY, rectangle.maxY)
        self.init()
        if r <= 0 {
            self = Path([Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)], closed: true)
            return
        }
        let c = r * (1 - Path.quarterArc)  // the handles' distance from the corner
        move(to: Point(left + r, top))
        line(to: Point(right - r, top))
        curve(Point(right - c, top), Point(right, top + c), to: Point(right, top + r))
        line(to: Point(right, bottom - r))
        curve(Point(right, bottom - c), Point(right - c, bottom), to: Point(right - r, bottom))
        line(to: Point(left + r, bottom))
        curve(Point(left + c, bottom), Point(left, bottom - c), to: Point(left, bottom - r))
        line(to: Point(left, top + r))
        curve(Point(left, top + c), Point(left + c, top), to: Point(left + r, top))
        close()
    }

    /// A line through the points, in order; closed to a polygon if wanted.
    public init(_ points: some Sequence<Point>, closed: Bool = false) {
        for point in points { elements.append(elements.isEmpty ? .move(point) : .line(point)) }
        if closed, !elements.isEmpty { close() }
    }

    /// The ellipse that fills the rectangle.
    public init(ellipseIn box: Rectangle) {
        let (c, rx, ry) = (box.center, box.width / 2, box.height / 2)
        let (hx, hy) = (rx * Path.quarterArc, ry * Path.quarterArc)
        move(to: Point(c.x + rx, c.y))
        curve(Point(c.x + rx, c.y + hy), Point(c.x + hx, c.y + ry), to: Point(c.x, c.y + ry))
        curve(Point(c.x - hx, c.y + ry), Point(c.x - rx, c.y + hy), to: Point(c.x - rx, c.y))
        curve(Point(c.x - rx, c.y - hy), Point(c.x - hx, c.y - ry), to: Point(c.x, c.y - ry))
        curve(Point(c.x + hx, c.y - ry), Point(c.x + rx, c.y - hy), to: Point(c.x + rx, c.y))
        close()
    }

    public init(circleAt center: Point, radius: Double) {
        self.init(
            ellipseIn: Rectangle(x: center.x - radius, y: center.y - radius, width: 2 * radius, height: 2 * radius))
    }

    /// An arc of a circle between two angles in radians (clockwise on the page, 0 to the right), as curves of at most a
    /// quarter turn.
    public init(arcAt center: Point, radius: Double, from start: Double, to end: Double) {
        let count = max(1, Int((abs(end - start) / (.pi / 2)).rounded(.up)))
        let step = (end - start) / Double(count)
        let handle = 4 / 3 * tan(step / 4) * radius
        func point(_ angle: Double) -> Point { center + radius * Point(cos(angle), sin(angle)) }
        move(to: point(start))
        for i in 0..<count {
            let (a, b) = (start + Double(i) * step, start + Double(i + 1) * step)
            curve(
                point(a) + handle * Point(-sin(a), cos(a)), point(b) - handle * Point(-sin(b), cos(b)), to: point(b))
        }
    }

    public mutating func move(to p: Point) { elements.append(.move(p)) }
    public mutating func line(to p: Point) { elements.append(.line(p)) }
    public mutating func curve(_ a: Point, _ b: Point, to p: Point) { elements.append(.curve(a, b, to: p)) }
    public mutating func close() { elements.append(.close) }
    public mutating func add(_ other: Path) { elements += other.elements }
    public var isEmpty: Bool { elements.isEmpty }

    /// Handle length of the cubic that approximates a quarter of the unit circle: 4/3 · (√2 − 1).
    private static let quarterArc = 0.5522847498307936
}

/// How a line is drawn.
public struct StrokeStyle: Hashable, Sendable {
    public enum Cap: Sendable { case butt, round, square }
    public enum Join: Sendable { case miter, round, bevel }

    /// Width in points.
    public var width: Double
    /// Lengths of dashes and gaps in points, in turn; empty for a solid line.
    public var dash: [Double]
    public var cap: Cap
    public var join: Join

    public init(width: Double = 1, dash: [Double] = [], cap: Cap = .butt, join: Join = .round) {
        self.width = width
        self.dash = dash
        self.cap = cap
        self.join = join
    }
}

/// What a path is filled with.
public enum Paint: Hashable, Sendable {
    public struct Stop: Hashable, Sendable {
        public var offset: Double
        public var color: Color
        public init(_ offset: Double, _ color: Color) {
            self.offset = offset
            self.color = color
        }
    }

    case color(Color)
    /// Colours change along the line from one point to the other and stay constant beyond.
    case linear(from: Point, to: Point, stops: [Stop])
    /// Colours change from the focus (0) to the circle (1) and stay constant beyond.
    case radial(center: Point, radius: Double, focus: Point, stops: [Stop])
}
