import CCairo
import Foundation

/// Size, weight and colour of a text. The font is DejaVu Sans, which has Greek and mathematics.
public struct TextStyle: Hashable, Sendable {
    /// The size of the em in points.
    public var size: Double
    public var bold: Bool
    public var color: Color

    public init(size: Double = 10, bold: Bool = false, color: Color = .black) {
        self.size = size
        self.bold = bold
        self.color = color
    }
}

/// Where a text stands relative to its point.
public struct TextAnchor: Hashable, Sendable {
    public enum Horizontal: Sendable { case start, middle, end }
    /// `middle` is the middle of the capitals, so that texts with and without descenders line up.
    public enum Vertical: Sendable { case top, middle, baseline, bottom }

    public var horizontal: Horizontal
    public var vertical: Vertical

    public init(_ horizontal: Horizontal, _ vertical: Vertical) {
        self.horizontal = horizontal
        self.vertical = vertical
    }
}

/// The room a text takes: its advance, and how far the font reaches above and below the baseline, in points.
public struct TextExtents: Hashable, Sendable {
    public var width: Double
    public var ascent: Double
    public var descent: Double
    public var height: Double { ascent + descent }
}

extension Canvas {
    /// The family all figures use (Debian: fonts-dejavu-core).
    public static let fontFamily = "DejaVu Sans"

    // Raised and lowered parts: size and shift as parts of the em.
    private static let scriptSize = 0.72
    private static let subShift = 0.17
    private static let supShift = 0.36
    /// Height of DejaVu Sans' capitals in ems (its OS/2 table: 1493 of 2048).
    static let capHeight = 0.729
    /// Height of its x in ems (1120 of 2048).
    private static let xHeight = 0.547

    /// Fixed options, so that glyphs and widths do not depend on the desktop's settings or on the target.
    func prepareText() {
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }

    private func select(_ style: TextStyle, scale: Double = 1) {
        cairo_select_font_face(
            context, Canvas.fontFamily, CAIRO_FONT_SLANT_NORMAL,
            style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        cairo_set_font_size(context, style.size * scale)
    }

    private func inkExtents(_ text: String) -> cairo_text_extents_t {
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents
    }

    private func advance(_ text: String) -> Double {
        AccentedText.pieces(text).reduce(0) { $0 + inkExtents($1.base).x_advance }
    }

    /// Shows text with the selected font and size. Cairo's plain text interface does not set accents on their letters
    /// (x̂, x̃, x̄), so that is done here: centred on the letter, raised if it is taller than an x.
    private func show(_ text: String, at origin: Point, size: Double) {
        var x = origin.x
        for piece in AccentedText.pieces(text) {
            cairo_move_to(context, x, origin.y)
            cairo_show_text(context, piece.base)
            x += inkExtents(piece.base).x_advance
            guard let letter = piece.base.last, !piece.accents.isEmpty else { continue }
            let ink = inkExtents(String(letter))
            let middle = x - ink.x_advance + ink.x_bearing + ink.width / 2
            for accent in piece.accents {
                let mark = inkExtents(accent)
                let isAbove = mark.y_bearing < -0.4 * size
                let raise = isAbove ? max(0, -ink.y_bearing - Canvas.xHeight * size) : 0
                cairo_move_to(context, middle - mark.x_bearing - mark.width / 2, origin.y - raise)
                cairo_show_text(context, accent)
            }
        }
    }

    /// The room that the text will take; `_` and `^` as in ``draw(_:at:anchor:style:rotation:)``.
    public func extents(of text: String, style: TextStyle) -> TextExtents {
        var width = 0.0
        var (raised, lowered) = (false, false)
        for run in RichText(Canvas.clean(text)).runs {
            select(style, scale: run.level == .base ? 1 : Canvas.scriptSize)
            width += advance(run.text)
            raised = raised || run.level == .sup
            lowered = lowered || run.level == .sub
        }
        // DejaVu Sans reaches 0.76 em above and 0.24 em below (l, g) in running text.
        return TextExtents(
            width: width, ascent: style.size * (raised ? 0.92 : 0.76), descent: style.size * (lowered ? 0.34 : 0.24))
    }

    /// Draws one line of text at the point. `v_t` and `x^{2}` lower and raise: one character, or a group in braces.
    /// - Parameter rotation: radians, clockwise on the page, about the point.
    public func draw(
        _ text: String, at point: Point, anchor: TextAnchor = TextAnchor(.start, .baseline),
        style: TextStyle = TextStyle(), rotation: Double = 0
    ) {
        let text = Canvas.clean(text)
        guard !text.isEmpty, point.isFinite else { return }
        let extents = extents(of: text, style: style)
        var x = 0.0
        switch anchor.horizontal {
        case .start: break
        case .middle: x = -extents.width / 2
        case .end: x = -extents.width
        }
        let y: Double
        switch anchor.vertical {
        case .baseline: y = 0
        case .middle: y = Canvas.capHeight / 2 * style.size
        case .top: y = extents.ascent
        case .bottom: y = -extents.descent
        }
        let runs = RichText(text).runs.map { run in
            let shift =
                switch run.level {
                case .base: 0.0
                case .sub: Canvas.subShift * style.size
                case .sup: -Canvas.supShift * style.size
                }
            return (text: run.text, size: style.size * (run.level == .base ? 1 : Canvas.scriptSize), shift: shift)
        }
        saved {
            translate(x: point.x, y: point.y)
            if rotation != 0 { rotate(rotation) }
            if let svg { return svg.text(runs, at: Point(x, y), width: extents.width, style: style) }
            set(.color(style.color))
            for run in runs {
                select(style, scale: run.size / style.size)
                show(run.text, at: Point(x, y + run.shift), size: run.size)
                x += advance(run.text)
            }
            cairo_new_path(context)
        }
    }

    /// One line without control characters: they have no glyph, and a zero byte would end the text for Cairo.
    private static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
    }
}
