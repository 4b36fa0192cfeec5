import Foundation

/// An SVG document under construction.
///
/// Cairo's own SVG turns text into outlines and numbers its parts by a counter that runs through the whole process; so
/// the canvas writes SVG itself. Text stays text, held to the width that Cairo measured where a reader's system has
/// another font.
final class SVGWriter {
    private var definitions = ""
    private var body = ""
    /// Groups open inside each `saved`, the outermost first.
    private var openGroups = [0]
    private var count = 0
    private let size: Size
    private let title: String
    private let description: String

    init(size: Size, title: String, description: String) {
        (self.size, self.title, self.description) = (size, title, description)
    }

    var document: Data {
        let (width, height) = (SVGWriter.number(size.width), SVGWriter.number(size.height))
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)pt" height="\(height)pt" \
            viewBox="0 0 \(width) \(height)" role="img" \
            font-family="'\(Canvas.fontFamily)', Verdana, sans-serif">

            """
        if !title.isEmpty { text += "<title>\(SVGWriter.escape(title))</title>\n" }
        if !description.isEmpty { text += "<desc>\(SVGWriter.escape(description))</desc>\n" }
        if !definitions.isEmpty { text += "<defs>\n\(definitions)</defs>\n" }
        text += "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>\n" + body
        text += String(repeating: "</g>\n", count: openGroups.reduce(0, +)) + "</svg>\n"
        return Data(text.utf8)
    }

    // MARK: State

    func save() { openGroups.append(0) }

    func restore() { body += String(repeating: "</g>\n", count: openGroups.removeLast()) }

    private func open(_ attributes: String) {
        body += "<g \(attributes)>\n"
        openGroups[openGroups.count - 1] += 1
    }

    func transform(_ transform: String) { open("transform=\"\(transform)\"") }

    func clip(to path: Path) {
        count += 1
        definitions += "<clipPath id=\"clip\(count)\"><path d=\"\(SVGWriter.data(path))\"/></clipPath>\n"
        open("clip-path=\"url(#clip\(count))\"")
    }

    // MARK: Drawing

    func fill(_ path: Path, with paint: Paint, evenOdd: Bool) {
        let rule = evenOdd ? " fill-rule=\"evenodd\"" : ""
        body += "<path d=\"\(SVGWriter.data(path))\"\(attributes("fill", paint))\(rule)/>\n"
    }

    func stroke(_ path: Path, with paint: Paint, style: StrokeStyle) {
        var extra = " stroke-width=\"\(SVGWriter.number(style.width))\""
        if !style.dash.isEmpty {
            extra += " stroke-dasharray=\"\(style.dash.map(SVGWriter.number).joined(separator: " "))\""
        }
        if style.cap != .butt { extra += " stroke-linecap=\"\(style.cap == .round ? "round" : "square")\"" }
        if style.join != .miter { extra += " stroke-linejoin=\"\(style.join == .round ? "round" : "bevel")\"" }
        body += "<path d=\"\(SVGWriter.data(path))\" fill=\"none\"\(attributes("stroke", paint))\(extra)/>\n"
    }

    /// Runs of text on one line; each has its size and its distance below the first one's baseline.
    func text(_ runs: [(text: String, size: Double, shift: Double)], at p: Point, width: Double, style: TextStyle) {
        body += "<text x=\"\(SVGWriter.number(p.x))\" y=\"\(SVGWriter.number(p.y))\""
        body += " font-size=\"\(SVGWriter.number(style.size))\"\(style.bold ? " font-weight=\"bold\"" : "")"
        body += "\(attributes("fill", .color(style.color))) textLength=\"\(SVGWriter.number(width))\""
        body += " lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">"
        var baseline = 0.0
        for run in runs {
            let text = SVGWriter.escape(run.text)
            if run.shift == baseline, run.size == style.size {
                body += text
            } else {
                body += "<tspan dy=\"\(SVGWriter.number(run.shift - baseline))\""
                body += " font-size=\"\(SVGWriter.number(run.size))\">\(text)</tspan>"
                baseline = run.shift
            }
        }
        body += "</text>\n"
    }

    func image(_ png: Data, in box: Rectangle, smooth: Bool) {
        body += "<image x=\"\(SVGWriter.number(box.x))\" y=\"\(SVGWriter.number(box.y))\""
        body += " width=\"\(SVGWriter.number(box.width))\" height=\"\(SVGWriter.number(box.height))\""
        body += " preserveAspectRatio=\"none\"\(smooth ? "" : " style=\"image-rendering:pixelated\"")"
        body += " href=\"data:image/png;base64,\(png.base64EncodedString())\"/>\n"
    }

    // MARK: Spelling

    /// The attribute for a paint, its gradient defined if it is one.
    private func attributes(_ name: String, _ paint: Paint) -> String {
        func place(_ x: String, _ y: String, _ p: Point) -> String {
            " \(x)=\"\(SVGWriter.number(p.x))\" \(y)=\"\(SVGWriter.number(p.y))\""
        }
        func define(_ kind: String, _ geometry: String, _ stops: [Paint.Stop]) -> String {
            count += 1
            definitions += "<\(kind) id=\"paint\(count)\" gradientUnits=\"userSpaceOnUse\"\(geometry)>\n"
            for stop in stops {
                definitions += "<stop offset=\"\(SVGWriter.number(stop.offset))\""
                definitions += "\(SVGWriter.color("stop-color", "stop-opacity", stop.color))/>\n"
            }
            definitions += "</\(kind)>\n"
            return " \(name)=\"url(#paint\(count))\""
        }
        switch paint {
        case .color(let color):
            return SVGWriter.color(name, "\(name)-opacity", color)
        case .linear(let from, let to, let stops):
            return define("linearGradient", place("x1", "y1", from) + place("x2", "y2", to), stops)
        case .radial(let center, let radius, let focus, let stops):
            let circle = place("cx", "cy", center) + " r=\"\(SVGWriter.number(radius))\"" + place("fx", "fy", focus)
            return define("radialGradient", circle, stops)
        }
    }

    private static func color(_ name: String, _ opacity: String, _ color: Color) -> String {
        let hex = color.bytes.map { String(format: "%02x", $0) }.joined()
        return " \(name)=\"#\(hex)\"" + (color.alpha < 1 ? " \(opacity)=\"\(number(max(0, color.alpha)))\"" : "")
    }

    private static func data(_ path: Path) -> String {
        func p(_ point: Point) -> String { "\(number(point.x)) \(number(point.y))" }
        return path.elements.map { element in
            switch element {
            case .move(let to): "M\(p(to))"
            case .line(let to): "L\(p(to))"
            case .curve(let a, let b, let to): "C\(p(a)) \(p(b)) \(p(to))"
            case .close: "Z"
            }
        }.joined()
    }

    /// At most three decimals; never an exponent, a NaN or a locale's comma.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let thousandths = Int((min(max(value, -1e9), 1e9) * 1000).rounded())
        let magnitude = abs(thousandths)
        var text = String(magnitude / 1000)
        if magnitude % 1000 != 0 {
            var decimals = String(magnitude % 1000 + 1000).dropFirst()
            while decimals.last == "0" { decimals.removeLast() }
            text += ".\(decimals)"
        }
        return thousandths < 0 ? "-" + text : text
    }

    /// Text for XML: markup escaped, characters that XML forbids left out.
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            default:
                if scalar.value >= 32, scalar.value != 0xFFFE, scalar.value != 0xFFFF {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
