// Sums, expectations, derivatives, cases, named expressions and statements.

extension Typesetter {
    func series(_ kind: Series, _ index: Symbol, _ lower: Expression, _ upper: Expression, _ body: Expression)
        -> Formula
    {
        let inner = set(body)
        let text = inner.binding < .product ? inParentheses(inner) : inner.text
        if isTeX {
            let sign = kind == .product ? "\\prod" : "\\sum"
            let factor = kind == .mean ? "\\frac{1}{\(plain(upper))} " : ""
            return Formula(
                text: "\(factor)\(sign)_{\(name(index.name))=\(plain(lower))}^{\(plain(upper))} \(text)",
                binding: .product,
                tall: true, open: true)
        }
        let sign = kind == .product ? "∏" : "∑"
        let factor = kind == .mean ? "1/\(enclosed(upper, in: .atom)) " : ""
        let range = "\(name(index.name))=\(plain(lower).filter { $0 != " " })…\(plain(upper).filter { $0 != " " })"
        return Formula(text: "\(factor)\(sign)[\(range)] \(text)", binding: .product, open: true)
    }

    func expectation(_ moment: Moment, _ symbols: [Symbol], _ body: Expression) -> Formula {
        let inner = set(body)
        let below = symbols.filter { if case .process = $0.law { false } else { true } }
            .map { name($0.name) }.joined(separator: ",")
        if isTeX {
            let sign = moment == .expectation ? "\\mathbb{E}" : "\\operatorname{Var}"
            let lower = below.isEmpty ? "" : "_{\(below)}"
            return Formula(
                text: inner.tall ? "\(sign)\(lower)\\left[ \(inner.text) \\right]" : "\(sign)\(lower)[\(inner.text)]",
                tall: inner.tall)
        }
        let sign = moment == .expectation ? "E" : "Var"
        return Formula(text: (below.isEmpty ? sign : scripted(sign, lower: below).text) + "[\(inner.text)]")
    }

    func differential(_ kind: Differential, _ body: Expression, _ variable: Expression) -> Formula {
        let by = plain(variable)
        let whole = set(body)
        switch kind {
        case .gradient:
            return Formula(
                text: (isTeX ? "\\nabla_{\(by)} " : scripted("∇", lower: by).text + " ") + enclosed(body, in: .power),
                binding: .product,
                tall: whole.tall, open: true)
        case .derivative, .partial, .jacobian:
            let d = kind == .derivative ? (isTeX ? "\\mathrm{d}" : "d") : (isTeX ? "\\partial " : "∂")
            let below = kind == .jacobian && isTeX ? "\(by)" : by
            if isTeX {
                // What is short stands on top of the fraction.
                if whole.text.count < 30, !whole.tall, whole.binding >= .power, !whole.open {
                    return Formula(text: "\\frac{\(d)\(whole.text)}{\(d)\(below)}", tall: true)
                }
                return Formula(
                    text: "\\frac{\(d)}{\(d)\(below)} "
                        + (whole.tall && whole.binding == .atom ? whole.text : inParentheses(whole)),
                    binding: .product, tall: true, open: true)
            }
            return Formula(text: "\(d)/\(d)\(by) " + enclosed(body, in: .power), binding: .product, open: true)
        }
    }

    func named(_ naming: Naming, _ arguments: [Expression], _ body: Expression) -> Formula {
        switch naming.style {
        case .plain where naming.name == "·":
            return Formula(
                text: enclosed(arguments[0], in: .power) + (isTeX ? " \\cdot " : " · ")
                    + enclosed(arguments[1], in: .power),
                binding: .product)
        case .plain: return Formula(text: name(naming.name))
        case .call:
            return Formula(text: name(naming.name) + list(arguments), tall: arguments.contains { set($0).tall })
        case .indexed: return scripted(name(naming.name), lower: arguments.map(plain).joined())
        case .density:
            let parts = arguments.map(plain)
            return Formula(
                text: name(naming.name) + (isTeX ? "\\left( " : "(") + parts[0] + (isTeX ? " ;\\; " : "; ") + parts[1]
                    + ", "
                    + parts[2] + (isTeX ? " \\right)" : ")"), tall: arguments.contains { set($0).tall })
        }
    }

    func cases(_ branches: [Branch]) -> Formula {
        let rows = branches.map { branch in
            let condition = branch.condition.map(set) ?? "otherwise"
            if isTeX {
                return "\(plain(branch.value)) & "
                    + (branch.condition == nil ? "\\text{\(condition)}" : "\\text{if } \(condition)")
            }
            return plain(branch.value) + (branch.condition == nil ? " otherwise" : " if \(condition)")
        }
        return isTeX
            ? Formula(
                text: "\\begin{cases} " + rows.joined(separator: " \\\\ ") + " \\end{cases}", tall: true, open: true)
            : Formula(text: "{" + rows.joined(separator: "; ") + "}")
    }

    func set(_ statement: Statement) -> String {
        plain(statement.left) + " " + (isTeX ? statement.relation.tex : statement.relation.unicode) + " "
            + plain(statement.right)
    }
}

extension Statement {
    public var tex: String { Typesetter(mode: .tex).set(self) }
    public var unicode: String { Typesetter(mode: .unicode).set(self) }
}

extension Relation {
    var tex: String {
        switch self {
        case .equal: "="
        case .unequal: "\\neq"
        case .atMost: "\\leq"
        case .atLeast: "\\geq"
        case .less: "\\lt"
        case .greater: "\\gt"
        }
    }

    var unicode: String {
        switch self {
        case .equal: "="
        case .unequal: "≠"
        case .atMost: "≤"
        case .atLeast: "≥"
        case .less: "<"
        case .greater: ">"
        }
    }
}
