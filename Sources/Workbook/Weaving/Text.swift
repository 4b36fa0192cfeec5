extension StringProtocol {
    func trimmingSpaces() -> String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }

    func trimmingTrailingSpaces() -> String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }

    func removingPrefix(_ prefix: String) -> String {
        String(hasPrefix(prefix) ? dropFirst(prefix.count)[...] : self[...])
    }

    /// The number of leading spaces and tabs.
    var indentation: Int { prefix { $0 == " " || $0 == "\t" }.count }

    /// What a heading, a title or a name becomes in a link: lower case, words joined by hyphens.
    var slug: String {
        var slug = ""
        for character in lowercased() {
            if character.isLetter || character.isNumber {
                slug.append(character)
            } else if slug.last != "-" {
                slug += "-"
            }
        }
        while slug.first == "-" { slug.removeFirst() }
        while slug.last == "-" { slug.removeLast() }
        return slug
    }
}
