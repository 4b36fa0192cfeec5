/// Tells Swift's comments and literals from its code, which is all that weaving has to know of the language.
///
/// It understands nested block comments, string literals of every kind (raw, multi-line, with interpolation that holds
/// further literals and comments) and regular expression literals. What it finds are *tokens*; everything between two
/// tokens is code. A comment marker inside of a string is no comment, a quotation mark inside of a comment no string.
struct SwiftLexer {
    struct Token: Equatable {
        enum Kind { case lineComment, blockComment, literal }
        var kind: Kind
        /// Offsets into `bytes`, the newline that ends a line comment excluded.
        var range: Range<Int>
    }

    /// UTF-8 with the line ends of Windows and of old Macs turned into newlines.
    let bytes: [UInt8]
    /// Where each line begins.
    let lineStarts: [Int]
    private(set) var tokens: [Token] = []
    /// Where a block comment begins that never ends.
    private(set) var unterminatedComment: Int?

    private var position = 0
    /// The last byte of code that was no space: it tells a regular expression from a division.
    private var lastSignificant: UInt8 = UInt8(ascii: "\n")
    private var lastWord: [UInt8] = []

    init(_ source: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.utf8.count)
        var previous: UInt8 = 0
        for byte in source.utf8 {
            switch byte {
            case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            default: bytes.append(byte)
            }
            previous = byte
        }
        self.bytes = bytes
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        scanCode(untilClosingParenthesis: false)
    }

    func text(of range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The number, from 1, of the line that holds an offset.
    func line(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    var lines: [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The source with tokens of some kinds blanked out; lines and offsets stay.
    func blanking(_ kinds: Set<Token.Kind>) -> [UInt8] {
        var code = bytes
        for token in tokens where kinds.contains(token.kind) {
            for index in token.range where code[index] != UInt8(ascii: "\n") { code[index] = UInt8(ascii: " ") }
        }
        return code
    }

    // MARK: Scanning

    private func peek(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private func isAt(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + $0.count]) }
    }

    /// Scans code up to the end of the source or, inside of an interpolation, past the parenthesis that closes it.
    private mutating func scanCode(untilClosingParenthesis nested: Bool) {
        var depth = 0
        while position < bytes.count {
            if isAt("//") {
                scanLineComment(record: !nested)
            } else if isAt("/*") {
                scanBlockComment(record: !nested)
            } else if let hashes = literalOpening("\"") {
                scanLiteral(record: !nested) { $0.skipString(hashes: hashes) }
            } else if let hashes = literalOpening("/"), hashes > 0 {
                scanLiteral(record: !nested) { $0.skipExtendedRegex(hashes: hashes) }
            } else if isRegexOpening() {
                scanLiteral(record: !nested) { $0.skipRegex() }
            } else {
                let byte = peek()
                position += 1
                note(byte)
                guard nested else { continue }
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if depth == 0 { return }
                    depth -= 1
                }
            }
        }
    }

    private mutating func note(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            break
        default:
            if !Self.isWord(byte) {
                lastWord = []
            } else if Self.isWord(lastSignificant), position >= 2, bytes[position - 2] == lastSignificant {
                lastWord.append(byte)
            } else {
                lastWord = [byte]
            }
            lastSignificant = byte
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    private mutating func scanLineComment(record: Bool) {
        let start = position
        while position < bytes.count, peek() != UInt8(ascii: "\n") { position += 1 }
        if record { tokens.append(Token(kind: .lineComment, range: start..<position)) }
    }

    private mutating func scanBlockComment(record: Bool) {
        let start = position
        var depth = 0
        repeat {
            if isAt("/*") {
                depth += 1
                position += 2
            } else if isAt("*/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < bytes.count
        if depth > 0 { unterminatedComment = unterminatedComment ?? start }
        if record { tokens.append(Token(kind: .blockComment, range: start..<position)) }
    }

    private mutating func scanLiteral(record: Bool, skip: (inout SwiftLexer) -> Void) {
        let start = position
        skip(&self)
        lastSignificant = UInt8(ascii: "\"")
        lastWord = []
        if record { tokens.append(Token(kind: .literal, range: start..<position)) }
    }

    /// The number of `#` before an opening delimiter that begins here, or nil if none does.
    private func literalOpening(_ delimiter: Unicode.Scalar) -> Int? {
        var hashes = 0
        while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
        return peek(hashes) == UInt8(ascii: delimiter) ? hashes : nil
    }

    private func closes(hashes: Int, after length: Int) -> Bool {
        (0..<hashes).allSatisfy { peek(length + $0) == UInt8(ascii: "#") }
    }

    private func isBlankUntilLineEnd(from start: Int) -> Bool {
        for byte in bytes[min(start, bytes.count)...] where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") {
            return byte == UInt8(ascii: "\n")
        }
        return true
    }

    private mutating func skipString(hashes: Int) {
        position += hashes
        // The text of a multi-line literal begins on a line of its own; so `#"""#` is the string of one quotation mark.
        let isMultiline = isAt("\"\"\"") && isBlankUntilLineEnd(from: position + 3)
        let width = isMultiline ? 3 : 1
        position += width
        while position < bytes.count {
            if peek() == UInt8(ascii: "\\"), closes(hashes: hashes, after: 1) {
                position += 1 + hashes
                let escaped = peek()
                position += 1
                if escaped == UInt8(ascii: "(") { scanCode(untilClosingParenthesis: true) }
            } else if isMultiline ? isAt("\"\"\"") : peek() == UInt8(ascii: "\"") {
                if closes(hashes: hashes, after: width) {
                    position += width + hashes
                    return
                }
                position += 1
            } else if !isMultiline, peek() == UInt8(ascii: "\n") {
                return  // an unterminated string ends with its line, so that the rest is still read
            } else {
                position += 1
            }
        }
        position = min(position, bytes.count)
    }

    private mutating func skipExtendedRegex(hashes: Int) {
        position += hashes + 1
        let isMultiline = peek() == UInt8(ascii: "\n")
        while position < bytes.count {
            if peek() == UInt8(ascii: "\\") {
                position += 2
            } else if peek() == UInt8(ascii: "/"), closes(hashes: hashes, after: 1) {
                position += 1 + hashes
                return
            } else if !isMultiline, peek() == UInt8(ascii: "\n") {
                return
            } else {
                position += 1
            }
        }
        position = min(position, bytes.count)
    }

    /// A slash begins a regular expression where an operand must stand, and if another slash ends it in the same line.
    private func isRegexOpening() -> Bool {
        guard peek() == UInt8(ascii: "/") else { return false }
        switch peek(1) {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ")"), 0: return false
        default: break
        }
        let keywords = ["in", "return", "case", "throw", "try", "where", "if", "while", "else"]
        let isOperand: Bool
        if Self.isWord(lastSignificant) {
            isOperand = keywords.contains(String(decoding: lastWord, as: UTF8.self))
        } else {
            isOperand = "(,=:[{!?;&|\n".utf8.contains(lastSignificant)
        }
        return isOperand && regexEnd() != nil
    }

    private func regexEnd() -> Int? {
        var index = position + 1
        var isClass = false
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): isClass = true
            case UInt8(ascii: "]"): isClass = false
            case UInt8(ascii: "/") where !isClass: return index
            default: break
            }
            index += 1
        }
        return nil
    }

    private mutating func skipRegex() {
        position = (regexEnd() ?? position) + 1
    }
}
