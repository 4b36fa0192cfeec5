/// TeX as the readers of a page understand it.
enum Mathematics {
    /// `$…$` for GitHub. GitHub reads Markdown before mathematics, so that TeX with backslashes before punctuation,
    /// with stars or with underscores that could be emphasis is put between ``$` `` and `` `$``, where it is left alone.
    ///
    /// - Parameter isTight: Whether a letter or digit stands right before or behind, where a dollar would be just that.
    static func gitHubInline(_ tex: String, isTight: Bool = false) -> String {
        let tex = withoutAngles(tex.oneLine)
        return isSafeInMarkdown(tex) && !isTight ? "$\(tex)$" : "$`\(tex)`$"
    }

    /// `$$…$$` on lines of their own for GitHub.
    static func gitHubDisplay(_ tex: String, number: String?) -> String {
        var lines = withoutAngles(tex).split(separator: "\n").map { line in
            let line = line.trimmingSpaces()
            // A line that begins like a list, a heading or an underline would end the paragraph that the formula is.
            return line.first.map { "+-=#>*~|".contains($0) } == true || beginsLikeList(line) ? "{}" + line : line
        }
        if let number { lines.append("\\tag{\(number)}") }
        return "$$\n" + lines.joined(separator: "\n") + "\n$$"
    }

    /// `$…$` for Pandoc, which takes TeX nearly as it is.
    static func pandocInline(_ tex: String) -> String { "$\(known(tex.oneLine))$" }

    static func pandocDisplay(_ tex: String) -> String { "$$\n\(known(tex))\n$$" }

    /// Pandoc knows the sized brackets of TeX only without the letter that makes them opening or closing.
    private static func known(_ tex: String) -> String {
        var tex = tex
        for size in ["Big", "Bigg"] {
            for side in ["l", "r", "m"] {
                for bracket in "()[]|/.\\" {
                    tex = tex.replacing("\\\(size)\(side)\(bracket)", with: "\\\(size)\(bracket)")
                }
            }
        }
        return tex
    }

    /// In a table a bar ends the cell, in mathematics too.
    static func withoutBars(_ tex: String) -> String {
        replace(tex, "|", by: "\\vert", afterBackslash: "\\Vert")
    }

    /// Angle brackets are taken for HTML.
    private static func withoutAngles(_ tex: String) -> String {
        replace(
            replace(tex, "<", by: "\\lt", afterBackslash: "\\langle"), ">", by: "\\gt", afterBackslash: "\\rangle")
    }

    /// Replaces a character by a command, with a space only where a letter would run into it.
    private static func replace(
        _ tex: String, _ character: Character, by command: String, afterBackslash: String
    ) -> String {
        guard tex.contains(character) else { return tex }
        var result = ""
        var isEscaped = false
        var endsInCommand = false
        for next in tex {
            if endsInCommand && next.isLetter { result += " " }
            endsInCommand = next == character
            if next == character, isEscaped {
                result.removeLast()
                result += afterBackslash
            } else {
                result += next == character ? command : String(next)
            }
            isEscaped = next == "\\" && !isEscaped
        }
        return result
    }

    private static func isSafeInMarkdown(_ tex: String) -> Bool {
        let letters = Array(tex)
        for (index, letter) in letters.enumerated() {
            let next = index + 1 < letters.count ? letters[index + 1] : " "
            switch letter {
            case "*", "`", "~", "[": return false
            case "\\" where next.isASCII && (next.isPunctuation || next.isSymbol): return false
            // Between letters and digits an underscore is no emphasis.
            case "_" where index == 0 || !(letters[index - 1].isLetter || letters[index - 1].isNumber): return false
            default: break
            }
        }
        return true
    }

    private static func beginsLikeList(_ line: String) -> Bool {
        let digits = line.prefix { $0.isNumber }
        return !digits.isEmpty && [".", ")"].contains(line.dropFirst(digits.count).first)
    }
}

extension String {
    /// Without line breaks, which have no meaning in TeX but may have in Markdown.
    fileprivate var oneLine: String {
        split(separator: "\n").map { $0.trimmingSpaces() }.joined(separator: " ")
    }
}
