extension Derivation {
    /// The whole derivation as an `aligned` environment, to stand between `$$` and `$$` in GitHub's Markdown or
    /// pandoc's: givens first, then line by line, with the reasons in the right margin.
    public var tex: String {
        let lines = self.rows(Typesetter(mode: .tex)).map { row in
            let reason = row.reason.isEmpty ? "" : " && \(row.reason.text(.tex))"
            return row.left + " & " + row.line(.tex) + reason
        }
        return "\\begin{aligned}\n" + lines.joined(separator: " \\\\\n") + "\n\\end{aligned}"
    }

    /// The whole derivation for a terminal: lines on the left, reasons aligned on the right.
    public var unicode: String {
        let rows = self.rows(Typesetter(mode: .unicode))
        let indent = Swift.min(rows.map(\.left.count).max() ?? 0, 24)
        let lines = rows.map { row in
            String(repeating: " ", count: Swift.max(0, indent - row.left.count)) + row.left + " " + row.line(.unicode)
        }
        let column = Swift.min(lines.map(\.count).max() ?? 0, 76) + 3
        return zip(lines, rows).map { line, row in
            guard !row.reason.isEmpty else { return line }
            return line + String(repeating: " ", count: Swift.max(3, column - line.count))
                + "(\(row.reason.text(.unicode)))"
        }.joined(separator: "\n")
    }

    func rows(_ typesetter: Typesetter) -> [DerivationRow] {
        var rows = givenRows(typesetter).map { DerivationRow(kind: .given, right: $0) }
        for part in parts {
            switch part {
            case .given: break
            case .note(let words):
                rows += words.wrapped(72).map { DerivationRow(kind: .remark, right: $0.pieces(typesetter.mode)) }
            case .start(let start):
                switch start.line {
                case .expression(let expression):
                    // A wide start has a line to itself; the first relation then stands at the left edge.
                    let text = typesetter.plain(expression)
                    rows.append(
                        typesetter.width(expression) > 24
                            ? DerivationRow(kind: .start, right: [.formula(text)])
                            : DerivationRow(kind: .start, left: text))
                case .statement(let statement):
                    rows.append(DerivationRow(kind: .start, right: [.formula(typesetter.set(statement))]))
                }
            case .step(let step): append(step, to: &rows, typesetter)
            case .conclusion(let end):
                rows.append(
                    DerivationRow(
                        kind: .conclusion,
                        right: [.words("Hence"), .gap(comma: false), .formula(typesetter.set(end.statement))]))
            }
        }
        return rows
    }

    private func append(_ step: Step, to rows: inout [DerivationRow], _ typesetter: Typesetter) {
        let isTeX = typesetter.isTeX
        var reason = step.reason.pieces(typesetter.mode)
        let titles = step.cited.map { "“\($0.title)”" }.joined(separator: ", ")
        if !titles.isEmpty, step.reason.isEmpty {
            reason = [.words(titles)]
        } else if !titles.isEmpty, step.reason.unicode.count + titles.count < 56 {
            reason.append(.words(" (\(titles))"))
        }
        func statement(_ statement: Statement, _ relation: String) -> DerivationRow {
            DerivationRow(
                kind: .step, relation: relation, right: [.formula(typesetter.set(statement))], reason: reason)
        }
        switch (step.kind, step.line) {
        case (.forAll(let index, let from, let through), .statement(let claim)):
            let range = typesetter.name(index.name) + (isTeX ? " \\geq " : " ≥ ") + String(from)
            var row = statement(claim, "")
            row.right += [.gap(comma: false), .label("for all"), .formula(range)]
            // What is proved holds for all, what is checked is said.
            row.reason.append(.words("; exactly checked to \(through)"))
            rows.append(row)
        case (.stationary(let symbol, _), .expression(let value)), (.minimised(let symbol, _), .expression(let value)),
            (.maximised(let symbol, _), .expression(let value)):
            let words =
                switch step.kind {
                case .minimised: "is smallest at"
                case .maximised: "is largest at"
                default: "is stationary at"
                }
            if let last = rows.last, last.kind == .start, last.right.isEmpty {
                rows[rows.count - 1] = DerivationRow(kind: .start, right: [.formula(last.left)])
            }
            let place = typesetter.name(symbol.name) + " = " + typesetter.plain(value)
            rows.append(
                DerivationRow(
                    kind: .step, right: [.gap(comma: false), .label(words), .formula(place)], reason: reason))
        case (.implies, .statement(let claim)): rows.append(statement(claim, isTeX ? "\\Rightarrow" : "⇒"))
        case (.equivalent, .statement(let claim)): rows.append(statement(claim, isTeX ? "\\Leftrightarrow" : "⇔"))
        case (_, .expression(let expression)):
            let pieces = typesetter.broken(expression)
            var row = DerivationRow(
                kind: .step, relation: step.kind.sign(typesetter), right: [.formula(pieces[0])],
                reason: pieces.count == 1 ? reason : [])
            if let last = rows.last, last.kind == .start, last.right.isEmpty { row.left = rows.removeLast().left }
            rows.append(row)
            for (number, piece) in pieces.dropFirst().enumerated() {
                rows.append(
                    DerivationRow(
                        kind: .continuation, right: [.formula(piece)],
                        reason: number == pieces.count - 2 ? reason : []))
            }
        case (_, .statement(let claim)): rows.append(statement(claim, ""))
        }
    }
}

extension DerivationRow {
    /// Relation and right side.
    fileprivate func line(_ mode: Typesetter.Mode) -> String {
        let isTeX = mode == .tex
        let text = right.text(mode)
        if kind == .continuation { return (isTeX ? "\\qquad " : "    ") + text }
        if relation.isEmpty { return text }
        // Arrows between statements stand apart.
        let isArrow = ["\\Rightarrow", "\\Leftrightarrow"].contains(relation)
        return relation + (isArrow ? "\\quad " : " ") + text
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
