import Foundation
import Graphics

extension Canvas {
    /// The text, or its beginning and end around "…" if the whole is wider than there is room; without the end if that
    /// is not to be kept.
    func fitted(_ text: String, to width: Double, style: TextStyle, keepsEnd: Bool = true) -> String {
        if extents(of: text, style: style).width <= width { return text }
        let characters = Array(text)
        func shortened(_ kept: Int) -> String {
            let end = keepsEnd ? kept / 2 : 0
            return String(characters.prefix(kept - end)) + "…" + String(characters.suffix(end))
        }
        // The most characters that fit, by halving.
        var (fits, tooMany) = (0, characters.count)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            if extents(of: shortened(middle), style: style).width <= width { fits = middle } else { tooMany = middle }
        }
        return shortened(fits)
    }

    /// The texts, each fitted; where their middles alone tell them apart, without the words that all begin with.
    func fitted(_ texts: [String], to width: Double, style: TextStyle) -> [String] {
        let labels = texts.map { fitted($0, to: width, style: style) }
        guard let first = texts.first, Set(labels).count < Set(texts).count else { return labels }
        let common = texts.dropFirst().reduce(Substring(first)) { $0.commonPrefix(with: $1)[...] }
        let words = common.lastIndex(of: " ").map { common.distance(from: common.startIndex, to: $0) + 1 } ?? 0
        return texts.map { text in
            let rest = (words > 0 ? "…" : "") + text.dropFirst(words)
            return fitted(rest, to: width, style: style, keepsEnd: false)
        }
    }
}
