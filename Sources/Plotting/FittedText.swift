import Graphics

extension Canvas {
    /// The text, or its beginning and end around "…" if the whole is wider than there is room.
    func fitted(_ text: String, to width: Double, style: TextStyle) -> String {
        if extents(of: text, style: style).width <= width { return text }
        let characters = Array(text)
        func shortened(_ kept: Int) -> String {
            String(characters.prefix((kept + 1) / 2)) + "…" + String(characters.suffix(kept / 2))
        }
        // The most characters that fit, by halving.
        var (fits, tooMany) = (0, characters.count)
        while tooMany - fits > 1 {
            let middle = (fits + tooMany) / 2
            if extents(of: shortened(middle), style: style).width <= width { fits = middle } else { tooMany = middle }
        }
        return shortened(fits)
    }
}
