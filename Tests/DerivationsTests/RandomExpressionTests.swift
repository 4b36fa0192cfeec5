import func Foundation.pow
import func Foundation.tanh
import Testing

@testable import Derivations

/// Simplified formulas, computed derivatives and the check's own derivatives against dual numbers that the test carries
/// along while it makes the expressions.
@Suite struct RandomExpressionTests {
    /// A value with its slope by x. `peak` is the largest number met on the way: where it is large, or where something
    /// small is divided by, rounding says more than algebra.
    private struct Dual {
        var value: Double
        var slope = 0.0
        var peak: Double
        var hasKink = false

        init(_ value: Double, _ slope: Double = 0) {
            self.value = value
            self.slope = slope
            peak = max(abs(value), abs(slope))
        }

        func map(_ f: (Double) -> Double, _ derivative: (Double) -> Double) -> Dual {
            var result = Dual(f(value), slope == 0 ? 0 : slope * derivative(value))
            result.inherit(self)
            return result
        }

        mutating func inherit(_ parts: Dual...) {
            for part in parts {
                peak = max(peak, part.peak)
                hasKink = hasKink || part.hasKink
            }
        }

        static func combined(_ a: Dual, _ b: Dual, _ value: Double, _ slope: Double) -> Dual {
            var result = Dual(value, slope)
            result.inherit(a, b)
            return result
        }

        static func + (a: Dual, b: Dual) -> Dual { combined(a, b, a.value + b.value, a.slope + b.slope) }
        static func - (a: Dual, b: Dual) -> Dual { combined(a, b, a.value - b.value, a.slope - b.slope) }
        static func * (a: Dual, b: Dual) -> Dual {
            combined(a, b, a.value * b.value, a.slope * b.value + a.value * b.slope)
        }
        static func / (a: Dual, b: Dual) -> Dual {
            var result = combined(
                a, b, a.value / b.value, (a.slope - a.value / b.value * b.slope) / b.value)
            result.peak = max(result.peak, 1 / abs(b.value))
            return result
        }

        func power(_ n: Double) -> Dual {
            var result = map({ pow($0, n) }, { n * pow($0, n - 1) })
            // Small numbers under a root or in a denominator magnify what has been rounded.
            if n != n.rounded() || n < 0 { result.peak = max(result.peak, 1 / abs(value)) }
            return result
        }

        var absolute: Dual {
            var result = map({ abs($0) }, { $0 < 0 ? -1 : 1 })
            if abs(value) < 1e-6 { result.hasKink = true }
            return result
        }
    }

    private typealias Point = (x: Double, y: Double, v: [Double])

    private struct Pair {
        let e: Expression
        let f: (Point) -> Dual
    }

    private struct Grammar {
        var random: RandomSource
        let x = scalar("x")
        let y = scalar("y")
        let v = vector("v", 3)
        let i = index("i", 1...3)

        mutating func number() -> Pair {
            let (a, b) = (random.integer(-6...6), random.integer(1...9))
            let tenths = Double(random.integer(-20...20)) / 10
            switch random.integer(0...3) {
            case 0: return Pair(e: Expression(Double(a))) { _ in Dual(Double(a)) }
            case 1:
                return Pair(e: Expression(Double(a)) / Expression(Double(b))) { _ in Dual(Double(a) / Double(b)) }
            case 2: return Pair(e: Expression(tenths)) { _ in Dual(tenths) }
            default: return Pair(e: 0) { _ in Dual(0) }
            }
        }

        mutating func leaf() -> Pair {
            switch random.integer(0...5) {
            case 0, 1, 2: return Pair(e: x) { Dual($0.x, 1) }
            case 3: return Pair(e: y) { Dual($0.y) }
            case 4:
                let k = random.integer(1...3)
                return Pair(e: v[Expression(Double(k))]) { Dual($0.v[k - 1]) }
            default: return number()
            }
        }

        mutating func some(_ depth: Int) -> Pair {
            guard depth > 0 else { return leaf() }
            let a = some(depth - 1)
            let f = a.f
            switch random.integer(0...17) {
            case 0, 1:
                let b = some(depth - 1)
                return Pair(e: a.e + b.e) { f($0) + b.f($0) }
            case 2:
                let b = some(depth - 1)
                return Pair(e: a.e - b.e) { f($0) - b.f($0) }
            case 3, 4:
                let b = some(depth - 1)
                return Pair(e: a.e * b.e) { f($0) * b.f($0) }
            case 5:
                let b = some(depth - 1)
                return Pair(e: a.e / b.e) { f($0) / b.f($0) }
            case 6:
                let n = number()
                return Pair(e: n.e * a.e) { n.f($0) * f($0) }
            case 7: return Pair(e: -a.e) { Dual(0) - f($0) }
            case 8, 9:
                let n = Double([2, 3, 4, -1, -2, 1, 0][random.integer(0...6)])
                return Pair(e: a.e ** Expression(n)) { f($0).power(n) }
            // Roots of even and odd powers, as exponents and as fractions.
            case 10, 11:
                let (p, q) = (random.integer(1...6), random.integer(2...4))
                let n = Double(random.integer(1...3)) / Double(q)
                let exponent =
                    n == n.rounded() || random.integer(0...1) == 0
                    ? Expression(n * 12) / 12 : Expression(n * Double(q)) / Expression(Double(q))
                return Pair(e: (a.e ** Expression(Double(p))) ** exponent) { f($0).power(Double(p)).power(n) }
            case 12: return Pair(e: sqrt(a.e ** 2)) { f($0).power(2).power(0.5) }
            case 13: return Pair(e: abs(a.e)) { f($0).absolute }
            case 14: return Pair(e: log(exp(a.e / 2))) { f($0) * Dual(0.5) }
            case 15: return Pair(e: tanh(a.e)) { f($0).map({ tanh($0) }, { 1 - tanh($0) * tanh($0) }) }
            case 16:
                let (i, v) = (i, v)
                return Pair(e: product(over: i) { v[i] + a.e }) { point in
                    point.v.reduce(Dual(1)) { $0 * (Dual($1) + f(point)) }
                }
            default:
                let (i, v) = (i, v)
                return Pair(e: sum(over: i) { v[i] * a.e / 3 }) { point in
                    point.v.reduce(Dual(0)) { $0 + Dual($1 / 3) * f(point) }
                }
            }
        }

        mutating func point() -> Point {
            func coordinate() -> Double {
                random.integer(0...9) == 0 ? 0 : (random.next() & 1 == 0 ? 1 : -1) * random.uniform(0.2, 2.5)
            }
            return (coordinate(), coordinate(), (0..<3).map { _ in coordinate() })
        }
    }

    @Test func tenThousandExpressions() {
        var grammar = Grammar(random: RandomSource(seed: 20))
        var compared = (values: 0, slopes: 0, negative: 0)
        for _ in 0..<10_000 {
            let pair = grammar.some(grammar.random.integer(2...4))
            let simplified = pair.e.simplified
            let derivative = derivative(of: pair.e, withRespectTo: grammar.x)
            let form = d(pair.e, grammar.x)
            #expect(pair.e.misfit == nil && simplified.misfit == nil && derivative.misfit == nil, "\(pair.e)")
            for _ in 0..<3 {
                let point = grammar.point()
                let expected = pair.f(point)
                guard expected.value.isFinite, expected.peak < 1e3 else { continue }
                let environment = Environment(seed: 1)
                environment[grammar.x.symbol!] = Value(point.x)
                environment[grammar.y.symbol!] = Value(point.y)
                environment[grammar.v.symbol!] = Value(vector: point.v)
                func agrees(_ e: Expression, _ right: Double, _ what: String) -> Bool {
                    let value = environment.evaluate(e).scalar
                    let agrees = abs(value - right) <= 1e-9 * max(1, expected.peak)
                    if !agrees { Issue.record("\(what) of \(pair.e): \(e) is \(value), not \(right), at \(point)") }
                    return agrees
                }
                guard agrees(pair.e, expected.value, "the value"),
                    agrees(simplified, expected.value, "the simpler form")
                else { return }
                compared.values += 1
                compared.negative += point.x < 0 ? 1 : 0
                guard expected.slope.isFinite, !expected.hasKink else { continue }
                // At a zero under a root or an absolute value the formula may have no derivative that the dual has.
                guard environment.evaluate(form).isFinite, environment.evaluate(derivative).isFinite else { continue }
                guard agrees(derivative, expected.slope, "the derivative"),
                    agrees(form, expected.slope, "the check's derivative")
                else { return }
                compared.slopes += 1
            }
        }
        #expect(compared.values > 10_000, "\(compared)")
        #expect(compared.slopes > 10_000, "\(compared)")
        #expect(compared.negative > 4_000, "\(compared)")
    }
}
