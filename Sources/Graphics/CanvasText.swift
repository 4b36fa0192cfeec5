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

    private func advance(_ text: String) -> Double {
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
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
        saved {
            translate(x: point.x, y: point.y)
            if rotation != 0 { rotate(rotation) }
            set(.color(style.color))
            for run in RichText(text).runs {
                let shift =
                    switch run.level {
                    case .base: 0.0
                    case .sub: Canvas.subShift * style.size
                    case .sup: -Canvas.supShift * style.size
                    }
                select(style, scale: run.level == .base ? 1 : Canvas.scriptSize)
                cairo_move_to(context, x, y + shift)
                cairo_show_text(context, run.text)
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
