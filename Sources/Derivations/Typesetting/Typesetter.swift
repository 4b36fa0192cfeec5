import Foundation

extension Expression {
    /// For TeX's mathematics mode.
    public var tex: String { Typesetter(mode: .tex).set(self).text }
    /// For a terminal.
    public var unicode: String { Typesetter(mode: .unicode).set(self).text }
}

extension Expression: CustomStringConvertible { public var description: String { unicode } }

/// How firmly the parts of a formula hold together; what is looser than its place wants gets parentheses.
enum Binding: Int, Comparable {
    case sum, sign, hadamard, product, power, atom
    static func < (a: Binding, b: Binding) -> Bool { a.rawValue < b.rawValue }
}

/// A formula, typeset.
struct Formula {
    var text: String
    var binding: Binding = .atom
    /// Higher than a line: fractions, sums, cases.
    var tall = false
    /// Extends to the right as far as it can, like a sum sign.
    var open = false
}

struct Typesetter {
    enum Mode { case tex, unicode }
    let mode: Mode
    var isTeX: Bool { mode == .tex }

    func set(_ e: Expression) -> Formula {
        switch e.node {
        case .number(let number): return set(number)
        case .value(let value): return Formula(text: value.description)
        case .symbol(let symbol): return Formula(text: name(symbol.name))
        case .member(let symbol, let index): return scripted(name(symbol.name), lower: plain(index))
        case .element(let whole, let row, let column):
            let indices = [row, column].compactMap { $0 }.map(plain)
            let separator = indices.allSatisfy { $0.count == 1 } ? "" : isTeX ? "," : ", "
            return scripted(enclosed(whole, in: .atom), lower: indices.joined(separator: separator))
        case .sum(let terms): return sum(terms)
        case .product(let factors):
            if case .number(let number) = factors[0].node, number.isNegative {
                return set(-.product([Expression(number.negated)] + factors.dropFirst()))
            }
            return product(factors)
        case .hadamard(let a, let b):
            // What is open on the right, a sum or a function without parentheses, would take the other in.
            return Formula(
                text: closed(a, in: .product) + (isTeX ? " \\odot " : " ⊙ ") + closed(b, in: .power),
                binding: .hadamard,
                tall: set(a).tall || set(b).tall)
        case .quotient(let a, let b): return quotient(a, b)
        case .power(let a, let b): return power(a, plain(b))
        case .negative(let a):
            return Formula(text: "-".dashed(mode) + enclosed(a, in: .product), binding: .sign, tall: set(a).tall)
        case .function(let function, let x): return self.function(function, x)
        case .call(let function, let order, let x):
            let primes = isTeX ? String(repeating: "'", count: order) : String(repeating: "′", count: order)
            return Formula(text: name(function.symbol.name) + primes + parenthesised(x), tall: set(x).tall)
        case .maximum(let parts):
            return Formula(text: (isTeX ? "\\max" : "max") + list(parts), tall: parts.contains { set($0).tall })
        case .cases(let branches): return cases(branches)
        case .transpose(let a):
            if isTeX { return power(a, "\\top ") }
            return Formula(text: enclosed(a, in: .atom) + "ᵀ", binding: .power)
        case .trace(let a):
            return Formula(text: (isTeX ? "\\operatorname{tr}" : "tr") + parenthesised(a), tall: set(a).tall)
        case .determinant(let a):
            return Formula(text: (isTeX ? "\\det" : "det") + parenthesised(a), tall: set(a).tall)
        case .inverse(let a): return power(a, "-1")
        case .diagonalMatrix(let v), .diagonal(let v):
            return Formula(text: (isTeX ? "\\operatorname{diag}" : "diag") + parenthesised(v), tall: set(v).tall)
        case .norm(let a):
            let inner = set(a)
            let text = isTeX ? "\\left\\lVert \(inner.text) \\right\\rVert" : "‖\(inner.text)‖"
            return Formula(text: text, tall: inner.tall)
        case .delta(let i, let j): return scripted(isTeX ? "\\delta" : "δ", lower: plain(i) + plain(j))
        case .identity: return Formula(text: "I")
        case .zero: return Formula(text: "0")
        case .ones: return Formula(text: isTeX ? "\\mathbf{1}" : "𝟏")
        case .unit(let index): return scripted("e", lower: plain(index))
        case .series(let kind, let index, let lower, let upper, let body):
            return series(kind, index, lower, upper, body)
        case .expectation(let moment, let symbols, let body): return expectation(moment, symbols, body)
        case .differential(let kind, let body, let variable): return differential(kind, body, variable)
        case .named(let naming, let arguments, let body): return named(naming, arguments, body)
        case .annotated(let body, let remark):
            let text = set(body).text
            return isTeX
                ? Formula(text: "\\underbrace{\(text)}_{\\text{\(escapedForTeX(remark))}}", tall: true)
                : Formula(text: "(\(text))")
        case .substitution(let body, let symbol, let value):
            let condition = "\(name(symbol.name)) = \(plain(value))"
            return isTeX
                ? Formula(text: "\\left. \(enclosed(body, in: .product)) \\right|_{\(condition)}", tall: true)
                : Formula(text: "\(enclosed(body, in: .power))|(\(condition))", binding: .power)
        case .misfit(let sentence): return Formula(text: isTeX ? "\\text{\(escapedForTeX(sentence))}" : "⟨\(sentence)⟩")
        }
    }

    func plain(_ e: Expression) -> String { set(e).text }

    func name(_ name: String) -> String { isTeX ? texName(name) : name }

    func scripted(_ base: String, lower: String) -> Formula {
        if isTeX { return Formula(text: base.contains("_") ? "{\(base)}_{\(lower)}" : "\(base)_{\(lower)}") }
        let compact = lower.filter { $0 != " " }
        if compact.allSatisfy({ subscripts[$0] != nil }) {
            return Formula(text: base + String(compact.map { subscripts[$0]! }))
        }
        return Formula(text: compact.count == 1 ? "\(base)_\(compact)" : "\(base)_(\(compact))")
    }

    /// The formula, in parentheses if it binds more loosely than its place wants.
    func enclosed(_ e: Expression, in place: Binding) -> String {
        let formula = set(e)
        return formula.binding < place ? inParentheses(formula) : formula.text
    }

    /// The same where something follows: what extends to the right as far as it can is closed as well.
    func closed(_ e: Expression, in place: Binding) -> String {
        if case .function(let function, let x) = e.node { return self.function(function, x, isClosed: true).text }
        let formula = set(e)
        return formula.binding < place || formula.open ? inParentheses(formula) : formula.text
    }

    func inParentheses(_ formula: Formula) -> String {
        guard isTeX, formula.tall else { return "(\(formula.text))" }
        return "\\left( \(formula.text) \\right)"
    }

    func parenthesised(_ e: Expression) -> String { inParentheses(set(e)) }

    func list(_ parts: [Expression]) -> String {
        let formulas = parts.map(set)
        return inParentheses(
            Formula(text: formulas.map(\.text).joined(separator: ", "), tall: formulas.contains { $0.tall }))
    }

    private func sum(_ terms: [Expression]) -> Formula {
        var text = ""
        var tall = false
        for (position, term) in terms.enumerated() {
            var part = term
            var negative = false
            if case .product(let factors) = term.node, case .number(let number) = factors[0].node, number.isNegative {
                negative = true
                part = .product([Expression(number.negated)] + factors.dropFirst())
            } else if case .negative(let inner) = term.node {
                negative = true
                part = inner
            } else if case .number(let number) = term.node, number.isNegative {
                negative = true
                part = Expression(number.negated)
            }
            let formula = set(part)
            tall = tall || formula.tall
            if position > 0 {
                text += negative ? (isTeX ? " - " : " − ") : " + "
            } else if negative {
                text += "-".dashed(mode)
            }
            // A case distinction has no end of its own.
            let isCases = if case .cases = part.node { terms.count > 1 } else { false }
            let isLoose = isCases || formula.binding < (negative ? .hadamard : .sign)
            text += isLoose ? inParentheses(formula) : formula.text
        }
        return Formula(text: text, binding: .sum, tall: tall)
    }

    private func product(_ factors: [Expression]) -> Formula {
        var text = ""
        var tall = false
        var open = false
        for (position, factor) in factors.enumerated() {
            let last = position == factors.count - 1
            var formula = set(factor)
            if !last, case .function(let function, let x) = factor.node {
                formula = self.function(function, x, isClosed: true)
            }
            // (uᵀ x) (xᵀ u): a product of vectors within a product keeps its parentheses.
            let isChain = if case .product(let inner) = factor.node { !inner.allSatisfy(\.isScalar) } else { false }
            let loose = formula.binding < .product || formula.open && !last || isChain && factors.count > 1
            var part = loose ? inParentheses(formula) : formula.text
            // (a / b) c needs no parentheses on the blackboard, but a · (b c) does.
            if !loose, !isTeX, case .quotient = factor.node, position > 0 || !last { part = "(\(part))" }
            tall = tall || formula.tall
            open = open || formula.open && last
            if position > 0 { text += separator(before: factor, part, after: factors[position - 1], text) }
            text += part
        }
        return Formula(text: text, binding: .product, tall: tall, open: open)
    }

    private func separator(before factor: Expression, _ part: String, after previous: Expression, _ text: String)
        -> String
    {
        let dot = isTeX ? " \\cdot " : " · "
        if part.first?.isNumber == true { return dot }
        if isTeX {
            if previous.isFraction && factor.isFraction { return " \\cdot " }
            return " "
        }
        if part.hasPrefix("(") || text.hasSuffix(")") {
            return previous.number != nil || text.hasSuffix(")") ? " " : " "
        }
        return previous.number != nil && part.count < 3 && text.last?.isASCII == true ? "" : " "
    }

    func power(_ base: Expression, _ exponent: String) -> Formula {
        if case .function(let function, let x) = base.node, ![.exp, .sqrt, .abs].contains(function), exponent == "2" {
            let name = isTeX ? texFunction(function) + "^{2}" : function.rawValue + "²"
            return Formula(text: name + parenthesised(x), binding: .power, tall: set(x).tall)
        }
        let formula = set(base)
        let isLoose = formula.binding < .atom || formula.open || base.isFraction
        var text = isLoose ? inParentheses(formula) : formula.text
        if isTeX, text.hasSuffix("}"), formula.binding == .atom, text.contains("^") { text = "{\(text)}" }
        if isTeX { return Formula(text: "\(text)^{\(exponent)}", binding: .power, tall: formula.tall) }
        return Formula(text: text + raised(exponent), binding: .power)
    }

    func raised(_ exponent: String) -> String {
        let compact = exponent.filter { $0 != " " }
        if compact.allSatisfy({ superscripts[$0] != nil }) { return String(compact.map { superscripts[$0]! }) }
        return compact.count == 1 ? "^\(compact)" : "^(\(exponent))"
    }

    private func quotient(_ a: Expression, _ b: Expression) -> Formula {
        if isTeX {
            return Formula(text: "\\frac{\(plain(a))}{\(plain(b))}", tall: true)
        }
        // 2x / 3 needs no parentheses, (σ ε) / 3 is clearer with them.
        let top = set(a)
        let isShort = if case .product = a.node { !top.text.contains(" ") } else { false }
        return Formula(
            text: (isShort ? top.text : enclosed(a, in: .power)) + " / " + enclosed(b, in: .power), binding: .product)
    }

    private func texFunction(_ function: Function) -> String {
        [.sign, .erf].contains(function) ? "\\operatorname{\(function.rawValue)}" : "\\\(function.rawValue)"
    }

    /// Logarithms of single letters go without parentheses, unless something follows.
    func function(_ function: Function, _ x: Expression, isClosed: Bool = false) -> Formula {
        let inner = set(x)
        switch function {
        case .exp where isTeX:
            return inner.text.count < 40 && !inner.text.contains("\\left") && !inner.text.contains("\\sum")
                ? Formula(text: "e^{\(inner.text)}", binding: .power)
                : Formula(text: "\\exp" + inParentheses(inner), tall: inner.tall)
        case .exp:
            let short = inner.text.filter { $0 != " " }
            return short.allSatisfy { superscripts[$0] != nil }
                ? Formula(text: "e" + raised(inner.text), binding: .power) : Formula(text: "exp(\(inner.text))")
        case .sqrt:
            return isTeX ? Formula(text: "\\sqrt{\(inner.text)}", tall: inner.tall) : Formula(text: "√(\(inner.text))")
        case .abs:
            return isTeX
                ? Formula(text: "\\left\\lvert \(inner.text) \\right\\rvert", tall: inner.tall)
                : Formula(text: "|\(inner.text)|")
        default:
            let name = isTeX ? texFunction(function) : function.rawValue
            if isTeX, !isClosed, function == .log, inner.binding == .atom, !inner.text.hasPrefix("("), !inner.tall {
                return Formula(text: "\(name) \(inner.text)", binding: .product, open: true)
            }
            return Formula(text: name + inParentheses(inner), tall: inner.tall)
        }
    }
}

extension Expression {
    var isFraction: Bool { if case .quotient = node { true } else { false } }
}

extension String {
    /// A minus sign for the terminal.
    func dashed(_ mode: Typesetter.Mode) -> String { mode == .unicode ? "−" : self }
}
