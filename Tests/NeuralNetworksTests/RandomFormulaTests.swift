import Foundation
import NeuralNetworks
import Tensors
import Testing

/// The tape against central differences, upon random formulas of everything that it can do.
///
/// Each formula is computed twice: on the tape, and by a twin in Double that knows nothing of gradients. Differences of the twin
/// at a step of 1e-5 are right to some 1e-9.
@Suite struct RandomFormulaTests {
    /// Kinks (of |x|, of clipping) lie within a step of some points; differences of two step sizes then disagree.
    private static func slope(_ f: (Double) -> Double) -> Double? {
        let E = [1e-5, 2e-5].map { (f($0) - f(-$0)) / (2 * $0) }
        return abs(E[0] - E[1]) <= 1e-6 * max(1, abs(E[0])) ? E[0] : nil
    }

    /// The worst error of the tape's gradient of a formula, relative to the largest component; nil if it has kinks at all places.
    private static func error(of formula: Formula, mutating wrong: String? = nil) throws -> Double {
        let tape = Tape()
        let variables = formula.leaves.map { tape.constant($0.tensor) }
        let gradients = try tape.gradients(
            of: formula.root.onTape(variables).sum(), withRespectTo: variables)
        var (worst, size) = (0.0, 1e-2)
        for (k, gradient) in gradients.enumerated() {
            for i in 0..<gradient.count {
                let expected = slope { step in
                    var leaves = formula.leaves
                    leaves[k].values[i] += step
                    return formula.root.twin(leaves, wrong).values.reduce(0, +)
                }
                guard let expected else { continue }
                size = max(size, abs(expected))
                worst = max(worst, abs(Double(gradient[flat: i]) - expected))
            }
        }
        return worst / size
    }

    @Test func aThousandFormulasHaveTheirGradients() throws {
        var random = RandomGenerator(seed: 20)
        var used: Set<String> = []
        for number in 0..<1000 {
            let formula = Formula(&random)
            formula.root.collect(into: &used)
            let error = try Self.error(of: formula)
            #expect(error < 1e-4, "formula \(number): \(formula.root)")
        }
        #expect(Set(Term.names).subtracting(used).isEmpty, "some operations were never tried")
    }

    /// A slope that is wrong by one in a hundred, of one operation at a time, is noticed.
    @Test(arguments: Term.names) func aWrongSlopeIsNoticed(_ name: String) throws {
        var random = RandomGenerator(seed: 21)
        var (tried, noticed) = (0, 0)
        while tried < 5 {
            let formula = Formula(&random)
            var used: Set<String> = []
            formula.root.collect(into: &used)
            guard used.contains(name) else { continue }
            tried += 1
            if try Self.error(of: formula, mutating: name) > 1e-4 { noticed += 1 }
        }
        // A number that is clipped, or cancels, has no slope to be wrong.
        #expect(noticed >= 3)
    }
}

/// A matrix in Double.
struct Twin {
    var (rows, columns): (Int, Int)
    var values: [Double]

    init(_ rows: Int, _ columns: Int, _ value: (Int, Int) -> Double) {
        (self.rows, self.columns) = (rows, columns)
        values = (0..<rows * columns).map { value($0 / columns, $0 % columns) }
    }

    subscript(_ row: Int, _ column: Int) -> Double { values[row * columns + column] }
    var tensor: Tensor { try! Tensor(values.map(Float.init), shape: [rows, columns]) }
    func map(_ f: (Double) -> Double) -> Twin { Twin(rows, columns) { f(self[$0, $1]) } }
    /// Element by element, a single row, column or number being repeated.
    func with(_ b: Twin, _ f: (Double, Double) -> Double) -> Twin {
        Twin(max(rows, b.rows), max(columns, b.columns)) {
            f(self[rows == 1 ? 0 : $0, columns == 1 ? 0 : $1], b[b.rows == 1 ? 0 : $0, b.columns == 1 ? 0 : $1])
        }
    }
    func sum(rows all: Bool) -> Twin {
        all
            ? Twin(1, columns) { _, j in (0..<rows).reduce(0) { $0 + self[$1, j] } }
            : Twin(rows, 1) { i, _ in (0..<columns).reduce(0) { $0 + self[i, $1] } }
    }
}

/// A formula with the values of its variables.
struct Formula {
    let root: Term
    let leaves: [Twin]

    init(_ random: inout RandomGenerator) {
        var leaves: [Twin] = []
        root = Term.random(
            depth: 2 + random.integer(below: 4), 1 + random.integer(below: 4), 1 + random.integer(below: 4), &leaves,
            &random)
        self.leaves = leaves
    }
}

/// A part of a formula.
indirect enum Term {
    case leaf(Int)
    case unary(String, Term, Double)
    case binary(String, Term, Term)

    static let functions = [
        "exp", "log", "abs", "squared", "power", "squareRoot", "sigmoid", "tanh", "softplus", "clipped", "x + c",
        "c + x", "x - c",
        "c - x", "x c", "c x", "x / c", "c / x", "-x",
    ]
    static let reductions = ["sum", "mean", "sum over rows", "sum over columns", "mean over rows", "mean over columns"]
    static let shapings = ["reshaped", "rows", "slice"]
    static let pairs = ["+", "-", "*", "/"]
    static let products = ["AB", "AᵀB", "ABᵀ", "AᵀBᵀ"]
    static let joins = ["beside", "above"]
    static let names = functions + reductions + shapings + pairs + products + joins

    /// A random term of m rows and n columns. Arguments are brought into the domain, and kept at a size of about 1.
    static func random(depth: Int, _ m: Int, _ n: Int, _ leaves: inout [Twin], _ random: inout RandomGenerator) -> Term
    {
        func leaf() -> Term {
            // Half of the time a variable that is there already: gradients add up.
            let fitting = leaves.indices.filter { leaves[$0].rows == m && leaves[$0].columns == n }
            if let old = fitting.randomElement(using: &random), random.uniform() < 0.5 { return .leaf(old) }
            // Values that Float holds exactly.
            leaves.append(Twin(m, n) { _, _ in Double(Float(3 * random.uniform() - 1.5)) })
            return .leaf(leaves.count - 1)
        }
        if depth == 0 { return leaf() }
        func part(_ m: Int, _ n: Int) -> Term { Term.random(depth: depth - 1, m, n, &leaves, &random) }
        func small(_ term: Term) -> Term { .unary("tanh", term, 0) }
        func positive(_ term: Term) -> Term { .unary("x + c", .unary("squared", small(term), 0), 0.4) }
        let c = Double(Float(0.5 + random.uniform()))
        switch random.integer(below: 8) {
        case 0, 1, 2:
            let name = functions.randomElement(using: &random)!
            let x = part(m, n)
            switch name {
            case "log", "squareRoot", "c / x": return .unary(name, positive(x), c)
            case "power": return .unary(name, positive(x), [-1, -0.5, 0.5, 1.5, 2, 3].randomElement(using: &random)!)
            case "exp", "squared": return .unary(name, small(x), c)
            default: return .unary(name, x, c)
            }
        case 3:
            let name = pairs.randomElement(using: &random)!
            // One of the two may be a row, a column or a number.
            let (k, l) = ([1, m].randomElement(using: &random)!, [1, n].randomElement(using: &random)!)
            let isFirst = random.uniform() < 0.5
            let a = isFirst ? part(k, l) : part(m, n)
            let b = isFirst ? part(m, n) : part(k, l)
            return .binary(name, small(a), name == "/" ? positive(b) : small(b))
        case 4:
            let name = products.randomElement(using: &random)!
            let k = 1 + random.integer(below: 3)
            let (p, q) = (name.hasPrefix("Aᵀ"), name.hasSuffix("Bᵀ"))
            return .binary(name, small(p ? part(k, m) : part(m, k)), small(q ? part(n, k) : part(k, n)))
        case 5:
            if m > 1, random.uniform() < 0.5 {
                let first = 1 + random.integer(below: m - 1)
                return .binary("above", part(first, n), part(m - first, n))
            }
            guard n > 1 else { return part(m, n) }
            let first = 1 + random.integer(below: n - 1)
            return .binary("beside", part(m, first), part(m, n - first))
        case 6:
            switch random.integer(below: 3) {
            case 0: return .unary("reshaped", part(n, m), 0)
            case 1: return .unary("rows", part(m + 2, n), 0)
            default: return .unary("slice", part(m, n + 2), 0)
            }
        default:
            // Fewer numbers, repeated by an addition.
            let (name, x): (String, Term) =
                switch random.integer(below: 6) {
                case 0: ("sum", part(2, 2))
                case 1: ("mean", part(3, 2))
                case 2: ("sum over rows", part(2, n))
                case 3: ("sum over columns", part(m, 3))
                case 4: ("mean over rows", part(3, n))
                default: ("mean over columns", part(m, 2))
                }
            return .binary("+", leaf(), .unary(name, small(x), 0))
        }
    }

    func collect(into names: inout Set<String>) {
        switch self {
        case .leaf: break
        case .unary(let name, let x, _):
            names.insert(name)
            x.collect(into: &names)
        case .binary(let name, let a, let b):
            names.insert(name)
            a.collect(into: &names)
            b.collect(into: &names)
        }
    }

    func onTape(_ variables: [Variable]) throws -> Variable {
        switch self {
        case .leaf(let k): return variables[k]
        case .unary(let name, let term, let number):
            let (x, c) = (try term.onTape(variables), Float(number))
            switch name {
            case "exp": return try x.exp()
            case "log": return try x.log()
            case "abs": return try x.abs()
            case "squared": return try x.squared()
            case "power": return try x.power(c)
            case "squareRoot": return try x.squareRoot()
            case "sigmoid": return try x.sigmoid()
            case "tanh": return try x.tanh()
            case "softplus": return try x.softplus()
            case "clipped": return try x.clipped(to: -c...c)
            case "x + c": return try x + c
            case "c + x": return try c + x
            case "x - c": return try x - c
            case "c - x": return try c - x
            case "x c": return try x * c
            case "c x": return try c * x
            case "x / c": return try x / c
            case "c / x": return try c / x
            case "-x": return try -x
            case "sum": return try x.sum()
            case "mean": return try x.mean()
            case "sum over rows": return try x.sum(over: .rows)
            case "sum over columns": return try x.sum(over: .columns)
            case "mean over rows": return try x.mean(over: .rows)
            case "mean over columns": return try x.mean(over: .columns)
            case "reshaped": return try x.reshaped(to: [x.columns, x.rows])
            case "rows": return try x.rows(1..<x.rows - 1)
            default: return try x.slice(1..<x.columns - 1)
            }
        case .binary(let name, let a, let b):
            let (a, b) = (try a.onTape(variables), try b.onTape(variables))
            switch name {
            case "+": return try a + b
            case "-": return try a - b
            case "*": return try a * b
            case "/": return try a / b
            case "beside": return try a.beside(b)
            case "above": return try a.above(b)
            default:
                return try a.times(b, transposingSelf: name.hasPrefix("Aᵀ"), transposingOther: name.hasSuffix("Bᵀ"))
            }
        }
    }

    /// In Double; the operation of the name `wrong` gives one part in a hundred too much.
    func twin(_ leaves: [Twin], _ wrong: String?) -> Twin {
        func spoilt(_ name: String, _ y: Twin) -> Twin { name == wrong ? y.map { 1.01 * $0 } : y }
        switch self {
        case .leaf(let k): return leaves[k]
        case .unary(let name, let term, let c):
            let x = term.twin(leaves, wrong)
            let y: Twin =
                switch name {
                case "exp": x.map(Foundation.exp)
                case "log": x.map(Foundation.log)
                case "abs": x.map(Swift.abs)
                case "squared": x.map { $0 * $0 }
                case "power": x.map { pow($0, c) }
                case "squareRoot": x.map { $0.squareRoot() }
                case "sigmoid": x.map { 1 / (1 + Foundation.exp(-$0)) }
                case "tanh": x.map(Foundation.tanh)
                case "softplus": x.map { Foundation.log(1 + Foundation.exp($0)) }
                case "clipped": x.map { min(max($0, -c), c) }
                case "x + c", "c + x": x.map { $0 + c }
                case "x - c": x.map { $0 - c }
                case "c - x": x.map { c - $0 }
                case "x c", "c x": x.map { c * $0 }
                case "x / c": x.map { $0 / c }
                case "c / x": x.map { c / $0 }
                case "-x": x.map { -$0 }
                case "sum": x.sum(rows: true).sum(rows: false)
                case "mean": x.sum(rows: true).sum(rows: false).map { $0 / Double(x.values.count) }
                case "sum over rows": x.sum(rows: true)
                case "sum over columns": x.sum(rows: false)
                case "mean over rows": x.sum(rows: true).map { $0 / Double(x.rows) }
                case "mean over columns": x.sum(rows: false).map { $0 / Double(x.columns) }
                case "reshaped": Twin(x.columns, x.rows) { x.values[$0 * x.rows + $1] }
                case "rows": Twin(x.rows - 2, x.columns) { x[$0 + 1, $1] }
                default: Twin(x.rows, x.columns - 2) { x[$0, $1 + 1] }
                }
            return spoilt(name, y)
        case .binary(let name, let first, let second):
            let (a, b) = (first.twin(leaves, wrong), second.twin(leaves, wrong))
            let y: Twin
            switch name {
            case "+": y = a.with(b, +)
            case "-": y = a.with(b, -)
            case "*": y = a.with(b, *)
            case "/": y = a.with(b, /)
            case "beside":
                y = Twin(a.rows, a.columns + b.columns) { $1 < a.columns ? a[$0, $1] : b[$0, $1 - a.columns] }
            case "above": y = Twin(a.rows + b.rows, a.columns) { $0 < a.rows ? a[$0, $1] : b[$0 - a.rows, $1] }
            default:
                let (p, q) = (name.hasPrefix("Aᵀ"), name.hasSuffix("Bᵀ"))
                y = Twin(p ? a.columns : a.rows, q ? b.rows : b.columns) { i, j in
                    (0..<(p ? a.rows : a.columns)).reduce(0) {
                        $0 + (p ? a[$1, i] : a[i, $1]) * (q ? b[j, $1] : b[$1, j])
                    }
                }
            }
            return spoilt(name, y)
        }
    }
}
