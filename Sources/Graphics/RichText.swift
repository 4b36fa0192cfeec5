import Foundation

/// A label with raised and lowered parts, written as in TeX: `v_t`, `x^{2}`, `z_{left}`, `10^{−3}`.
///
/// `_` and `^` act on a group in braces, or on one character that no letter or digit follows; so `train_loss` stays as
/// it is. A backslash takes the next character as it is.
struct RichText: Hashable {
    enum Level: Hashable { case base, sub, sup }
    struct Run: Hashable {
        var text: String
        var level: Level
    }

    private(set) var runs: [Run] = []

    init(_ source: String) {
        let characters = Array(source)
        var i = 0
        while i < characters.count {
            let c = characters[i]
            if c == "\\", i + 1 < characters.count {
                append(String(characters[i + 1]), .base)
                i += 2
            } else if c == "_" || c == "^", i > 0, i + 1 < characters.count {
                let level = c == "_" ? Level.sub : .sup
                if characters[i + 1] == "{", let end = characters[(i + 2)...].firstIndex(of: "}") {
                    append(String(characters[(i + 2)..<end]), level)
                    i = end + 1
                } else if RichText.standsAlone(characters, at: i + 1) {
                    append(String(characters[i + 1]), level)
                    i += 2
                } else {
                    append(String(c), .base)
                    i += 1
                }
            } else {
                append(String(c), .base)
                i += 1
            }
        }
    }

    private static func standsAlone(_ characters: [Character], at i: Int) -> Bool {
        let c = characters[i]
        guard c.isLetter || c.isNumber || "*+−†′".contains(c) else { return false }
        guard i + 1 < characters.count else { return true }
        return !(characters[i + 1].isLetter || characters[i + 1].isNumber)
    }

    private mutating func append(_ text: String, _ level: Level) {
        if runs.last?.level == level {
            runs[runs.count - 1].text += text
        } else {
            runs.append(Run(text: text, level: level))
        }
    }
}

/// Text cut after every letter that carries an accent of its own.
enum AccentedText {
    /// Pieces of text; the accents belong on the last letter of each piece's base.
    static func pieces(_ text: String) -> [(base: String, accents: [String])] {
        // What Unicode has as one character (ŷ) needs no help.
        let text = text.precomposedStringWithCanonicalMapping
        guard text.unicodeScalars.contains(where: isAccent) else { return text.isEmpty ? [] : [(text, [])] }
        var pieces: [(base: String, accents: [String])] = []
        var base = ""
        for character in text {
            let accents = character.unicodeScalars.filter(isAccent)
            base.unicodeScalars.append(contentsOf: character.unicodeScalars.filter { !isAccent($0) })
            if !accents.isEmpty {
                pieces.append((base, accents.map { String($0) }))
                base = ""
            }
        }
        if !base.isEmpty { pieces.append((base, [])) }
        return pieces
    }

    /// The block "Combining Diacritical Marks".
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool { (0x300...0x36F).contains(scalar.value) }
}
