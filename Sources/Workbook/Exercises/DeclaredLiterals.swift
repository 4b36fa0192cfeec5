import Foundation

/// The string literals that a source gives to its static constants, read without a compiler.
struct DeclaredLiterals {
    private let lexer: SwiftLexer
    /// Comments and literals are blank.
    private let code: [UInt8]

    init(_ source: String) {
        lexer = SwiftLexer(source)
        code = lexer.blanking([.lineComment, .blockComment, .literal])
    }

    /// What stands after `static let NAME =`: one string, or those of an array; strings joined by `+` are one.
    func strings(of name: String) -> [String] {
        guard let start = end(of: name) else { return [] }
        var strings: [String] = []
        var position = start
        var isJoined = false
        var depth = 0
        for token in lexer.tokens where token.kind == .literal && token.range.lowerBound >= start {
            for byte in code[position..<token.range.lowerBound] {
                switch byte {
                case UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "]"): depth -= 1
                case UInt8(ascii: "+"): isJoined = true
                case UInt8(ascii: ","): isJoined = false
                // Another declaration begins.
                case UInt8(ascii: "="), UInt8(ascii: "{"): return strings
                default: break
                }
                if depth < 0 { return strings }
            }
            if depth == 0, !strings.isEmpty, !isJoined { return strings }
            let text = Self.value(of: lexer.text(of: token.range))
            if isJoined, let last = strings.popLast() { strings.append(last + text) } else { strings.append(text) }
            (position, isJoined) = (token.range.upperBound, false)
        }
        return strings
    }

    /// The offset behind `static let NAME … =`.
    private func end(of name: String) -> Int? {
        let text = String(decoding: code, as: UTF8.self)
        guard
            let match = text.firstMatch(
                of: try! Regex("static\\s+let\\s+\(name)\\s*(:[^=\\n]*)?="))
        else { return nil }
        return text.utf8.distance(from: text.utf8.startIndex, to: match.range.upperBound)
    }

    /// What a literal stands for. An interpolation stays as it is written.
    private static func value(of literal: String) -> String {
        let hashes = literal.prefix { $0 == "#" }
        var text = literal.dropFirst(hashes.count).dropLast(hashes.count)
        let isLong = text.hasPrefix("\"\"\"")
        text = text.dropFirst(isLong ? 3 : 1).dropLast(isLong ? 3 : 1)
        var result = String(text)
        if isLong {
            var lines = result.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            let margin = lines.last?.indentation ?? 0
            lines = lines.dropLast()
            result = lines.map { String($0.dropFirst(min(margin, $0.indentation))) }.joined(separator: "\n")
                .replacing("\\\n", with: "")
        }
        guard hashes.isEmpty else { return result }
        return result.replacing(/\\(u\{([0-9A-Fa-f]+)\}|[nt"'\\0])/) { match -> String in
            if let digits = match.output.2, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
                return String(Character(scalar))
            }
            switch match.output.1 {
            case "n": return "\n"
            case "t": return "\t"
            case "0": return "\0"
            default: return String(match.output.1)
            }
        }
    }
}
