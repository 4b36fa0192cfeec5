extension Derivation {
    /// The whole derivation as an `aligned` environment, to stand between `$$` and `$$` in GitHub's Markdown or
    /// pandoc's: givens first, then line by line, with the reasons in the right margin.
    public var tex: String {
        let rows = self.rows(.tex).map { row in
            let reason = row.reason.isEmpty ? "" : " && \(row.reason)"
            return row.left + " & " + row.right + reason
        }
        return "\\begin{aligned}\n" + rows.joined(separator: " \\\\\n") + "\n\\end{aligned}"
    }

    /// The whole derivation for a terminal: lines on the left, reasons aligned on the right.
    public var unicode: String {
        let rows = self.rows(.unicode)
        let indent = Swift.min(rows.map(\.left.count).max() ?? 0, 24)
        let lines = rows.map { row in
            String(repeating: " ", count: Swift.max(0, indent - row.left.count)) + row.left + " " + row.right
        }
        let column = Swift.min(lines.map(\.count).max() ?? 0, 76) + 3
        return zip(lines, rows).map { line, row in
            guard !row.reason.isEmpty else { return line }
            return line + String(repeating: " ", count: Swift.max(3, column - line.count)) + "(\(row.reason))"
        }.joined(separator: "\n")
    }

    private struct Row {
        var left = ""
        var right: String
        var reason = ""
    }

    private func rows(_ mode: Typesetter.Mode) -> [Row] {
        let typesetter = Typesetter(mode: mode)
        let isTeX = mode == .tex
        var rows = givenRows(typesetter).map { Row(right: $0) }
        for part in parts {
            switch part {
            case .given: break
            case .note(let words): rows += words.wrapped(72).map { Row(right: isTeX ? $0.tex : $0.unicode) }
            case .start(let start):
                switch start.line {
                case .expression(let expression):
                    // A wide start has a line to itself; the first relation then stands at the left edge.
                    let text = typesetter.plain(expression)
                    rows.append(typesetter.width(expression) > 24 ? Row(right: text) : Row(left: text, right: ""))
                case .statement(let statement): rows.append(statementRow(statement, "", typesetter))
                }
            case .step(let step): append(step, to: &rows, typesetter)
            case .conclusion(let end):
                let arrow = isTeX ? "\\text{Hence}\\quad " : "Hence "
                rows.append(Row(right: arrow + typesetter.set(end.statement)))
            }
        }
        return rows
    }

    private func append(_ step: Step, to rows: inout [Row], _ typesetter: Typesetter) {
        let isTeX = typesetter.isTeX
        var reason = isTeX ? step.reason.tex : step.reason.unicode
        let titles = step.cited.map { "“\($0.title)”" }.joined(separator: ", ")
        if !titles.isEmpty, step.reason.isEmpty {
            reason = isTeX ? "\\text{\(escapedForTeX(titles))}" : titles
        } else if !titles.isEmpty, step.reason.unicode.count + titles.count < 56 {
            reason += isTeX ? "\\text{ (\(escapedForTeX(titles)))}" : " (\(titles))"
        }
        switch (step.kind, step.line) {
        case (.forAll(let index, let from, let through), .statement(let statement)):
            let range =
                isTeX
                ? "\\quad\\text{for all } \(typesetter.name(index.name)) = \(from), \\dots, \(through)"
                : " for all \(index.name) = \(from), …, \(through)"
            rows.append(Row(right: typesetter.set(statement) + range, reason: reason))
        case (.stationary(let symbol, _), .expression(let value)), (.minimised(let symbol, _), .expression(let value)),
            (.maximised(let symbol, _), .expression(let value)):
            let words =
                switch step.kind {
                case .minimised: "is smallest at "
                case .maximised: "is largest at "
                default: "is stationary at "
                }
            if let last = rows.last, last.right.isEmpty { rows[rows.count - 1] = Row(right: last.left) }
            rows.append(
                Row(
                    right: (isTeX ? "\\quad\\text{\(words)} " : "  \(words)") + typesetter.name(symbol.name) + " = "
                        + typesetter.plain(value), reason: reason))
        case (.implies, .statement(let statement)):
            rows.append(statementRow(statement, isTeX ? "\\Rightarrow\\quad " : "⇒ ", typesetter, reason))
        case (.equivalent, .statement(let statement)):
            rows.append(statementRow(statement, isTeX ? "\\Leftrightarrow\\quad " : "⇔ ", typesetter, reason))
        case (_, .expression(let expression)):
            let sign = step.kind.sign(typesetter)
            let pieces = typesetter.broken(expression)
            let row = Row(right: sign + " " + pieces[0], reason: pieces.count == 1 ? reason : "")
            if let last = rows.last, last.right.isEmpty, last.reason.isEmpty {
                rows[rows.count - 1] = Row(left: last.left, right: row.right, reason: row.reason)
            } else {
                rows.append(row)
            }
            for (number, piece) in pieces.dropFirst().enumerated() {
                rows.append(
                    Row(right: (isTeX ? "\\qquad " : "    ") + piece, reason: number == pieces.count - 2 ? reason : ""))
            }
        case (_, .statement(let statement)): rows.append(statementRow(statement, "", typesetter, reason))
        }
    }

    private func statementRow(
        _ statement: Statement, _ arrow: String, _ typesetter: Typesetter, _ reason: String = ""
    ) -> Row {
        Row(right: arrow + typesetter.set(statement), reason: reason)
    }
}

extension Step.Kind {
    fileprivate func sign(_ typesetter: Typesetter) -> String {
        let isTeX = typesetter.isTeX
        switch self {
        case .atMost: return isTeX ? "\\leq" : "≤"
        case .atLeast: return isTeX ? "\\geq" : "≥"
        case .approximately: return isTeX ? "\\approx" : "≈"
        case .tendsTo(let variable, let target):
            let end = target.map(typesetter.plain) ?? (isTeX ? "\\infty" : "∞")
            let under = "\(typesetter.name(variable.name)) " + (isTeX ? "\\to " : "→ ") + end
            return isTeX ? "\\xrightarrow{\(under)}" : "⟶ (\(under))"
        default: return "="
        }
    }
}

extension Typesetter {
    /// About how many characters wide a formula is; fractions are as wide as their wider part.
    fileprivate func width(_ e: Expression) -> Int {
        switch e.node {
        case .quotient(let a, let b) where isTeX: Swift.max(width(a), width(b)) + 1
        case .sum(let parts): parts.reduce(0) { $0 + width($1) + 3 }
        case .product(let parts): parts.reduce(0) { $0 + width($1) + 1 }
        case .series(_, _, _, _, let body) where isTeX: width(body) + 4
        case .negative(let a), .function(_, let a), .transpose(let a), .annotated(let a, _): width(a) + 3
        case .power(let a, let b): width(a) + width(b) / 2 + 2
        case .expectation(_, _, let body): width(body) + 5
        default: e.unicode.count
        }
    }

    /// A long sum in pieces that fit a line each.
    func broken(_ expression: Expression) -> [String] {
        let limit = 64
        guard self.width(expression) > limit, case .sum(let terms) = expression.node else {
            return [plain(expression)]
        }
        var pieces: [String] = []
        var line: [Expression] = []
        func width(_ terms: [Expression]) -> Int { terms.reduce(0) { $0 + self.width($1) + 3 } }
        func close() {
            guard !line.isEmpty else { return }
            let text = plain(.sum(line))
            if pieces.isEmpty {
                pieces.append(text)
            } else if text.hasPrefix("-") || text.hasPrefix("−") {
                pieces.append((isTeX ? "{} - " : "− ") + text.dropFirst())
            } else {
                pieces.append((isTeX ? "{} + " : "+ ") + text)
            }
            line = []
        }
        for term in terms {
            if width(line + [term]) > limit { close() }
            line.append(term)
        }
        close()
        return pieces
    }
}
