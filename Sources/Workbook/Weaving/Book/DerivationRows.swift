/// A derivation's `aligned` body taken apart again, so that in the book the formulas stand in columns and the reasons
/// are text, which wraps on a narrow page.
struct DerivationRows: Equatable {
    enum Row: Equatable {
        /// A formula with the reason why it follows from the line above; `left` is empty where that line goes on.
        case step(left: String, right: String, reason: String)
        /// A given, a remark or the conclusion, as wide as the page.
        case statement(String)
    }

    var rows: [Row]

    init(tex: String) {
        let body = tex.replacing("\\begin{aligned}\n", with: "").replacing("\n\\end{aligned}", with: "")
        rows = Self.split(body, at: "\\\\").map { line in
            let cells = Self.split(line, at: "&").map { $0.trimmingSpaces() }
            let left = cells[0]
            let right = cells.count > 1 ? cells[1] : ""
            let reason = cells.dropFirst(2).filter { !$0.isEmpty }.joined(separator: " ")
            return left.isEmpty && reason.isEmpty && right.hasPrefix("\\text{")
                ? .statement(right) : .step(left: left, right: right, reason: reason)
        }
    }

    /// Splits at a separator outside braces and inner environments.
    private static func split(_ tex: String, at separator: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var depth = 0
        var rest = tex[...]
        while !rest.isEmpty {
            if depth == 0, rest.hasPrefix(separator) {
                parts.append(part)
                part = ""
                rest = rest.dropFirst(separator.count)
                continue
            }
            part += takeToken(from: &rest, &depth)
        }
        return parts + [part]
    }

    /// Takes a character, or a command as far as it matters here, and keeps count of open braces and environments.
    private static func takeToken(from rest: inout Substring, _ depth: inout Int) -> Substring {
        var length = 1
        if rest.hasPrefix("\\begin{") {
            depth += 1
            length = 6
        } else if rest.hasPrefix("\\end{") {
            depth -= 1
            length = 4
        } else if rest.first == "\\" {
            // With what it escapes: a brace or an ampersand is then none.
            length = 2
        } else if rest.first == "{" {
            depth += 1
        } else if rest.first == "}" {
            depth -= 1
        }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    // MARK: For Pandoc

    /// Divisions named `steps`, `left`, `right`, `because` and `statement`, which the style sheet sets in columns.
    var markdown: String {
        func cell(_ kind: String, _ text: String) -> [String] {
            text.isEmpty ? [] : ["::: {.\(kind)}\n\(text)\n:::"]
        }
        let cells = rows.flatMap { row -> [String] in
            switch row {
            case .statement(let tex): cell("statement", Self.prose(tex))
            case .step(let left, let right, let reason):
                cell("left", Self.display(left)) + cell("right", Self.display(right))
                    + cell("because", Self.prose(reason))
            }
        }
        return ":::: {.steps}\n\n" + cells.joined(separator: "\n\n") + "\n\n::::"
    }

    private static func display(_ tex: String) -> String {
        tex.isEmpty ? "" : Mathematics.pandocInline(tex)
    }

    /// Text with formulas in it: what stands in `\text{…}` is text again.
    static func prose(_ tex: String) -> String {
        var result = ""
        var formula = ""
        func close() {
            // A wide space of mathematics is a space between words.
            for space in ["\\quad", "\\qquad"] where formula.hasPrefix(space) {
                formula.removeFirst(space.count)
                result += " "
            }
            let tex = formula.trimmingSpaces()
            if !tex.isEmpty { result += Mathematics.pandocInline(tex) }
            formula = ""
        }
        var rest = tex[...]
        var depth = 0
        while !rest.isEmpty {
            if depth == 0, rest.hasPrefix("\\text{") {
                close()
                rest = rest.dropFirst(6)
                var open = 1
                var words = ""
                while open > 0, let next = rest.first {
                    rest = rest.dropFirst()
                    if next == "\\" {
                        // A command for a sign, or a sign escaped.
                        if rest.hasPrefix("textless ") || rest.hasPrefix("textgreater ") {
                            words += rest.hasPrefix("textless ") ? "<" : ">"
                            rest = rest.drop { $0 != " " }.dropFirst()
                        } else if let sign = rest.first {
                            words.append(sign)
                            rest = rest.dropFirst()
                        }
                        continue
                    }
                    if next == "{" { open += 1 }
                    if next == "}" { open -= 1 }
                    if open > 0 { words.append(next) }
                }
                result += words.markdownEscaped
                continue
            }
            formula += takeToken(from: &rest, &depth)
        }
        close()
        return result.trimmingSpaces()
    }
}
