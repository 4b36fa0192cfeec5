import Foundation

/// How far a step is from holding in one random case.
struct Measure {
    struct Finding {
        let residual: Double
        var cases = 1
        let values: () -> String
    }

    let step: Step
    let before: Line?
    let derivation: Derivation
    let seed: UInt64
    private let gradient: Expression?
    private let isStatistical: Bool

    init(_ step: Step, before: Line?, derivation: Derivation, seed: UInt64) {
        self.step = step
        self.before = before
        self.derivation = derivation
        self.seed = seed
        isStatistical = step.isStatistical(after: before)
        if case .stationary(let symbol, _) = step.kind, case .expression(let function) = before {
            gradient = grad(function, Expression(.symbol(symbol), symbol.extent))
        } else {
            gradient = nil
        }
    }

    /// Nil if the step says nothing in this case: at a kink there is no derivative to speak of.
    func residual(in environment: Environment, trial: Int) -> Finding? {
        guard let found = finding(in: environment, trial: trial) else { return nil }
        if found.residual.isFinite { return found }
        let expressions = step.line.expressions + (before?.expressions ?? [])
        return expressions.contains(where: environment.meetsKink) ? nil : found
    }

    private func finding(in environment: Environment, trial: Int) -> Finding? {
        if case .forAll(let index, let from, let through) = step.kind {
            // Exact arithmetic is slow and its cases are long: a few of them will do.
            guard trial < 2, case .statement(let statement) = step.line else { return nil }
            return forAll(index, from, through, statement, trial)
        }
        if case .statement(let statement) = step.line {
            let found = statement.residual(in: environment)
            var residual = found.residual
            if case .equivalent = step.kind, case .statement(let old) = before {
                residual = Swift.max(residual, disagreement(old, statement, environment, trial))
            }
            return Finding(residual: residual) { describe(found.values.0, found.values.1) }
        }
        guard case .expression(let new) = step.line, case .expression(let old) = before else {
            return Finding(residual: .infinity) { "a chain cannot go from a statement to an expression" }
        }
        switch step.kind {
        case .equals:
            // Each case has 32 batches of 500 draws; eight will do.
            if isStatistical, trial >= 8 { return nil }
            return isStatistical ? statistical(old, new, environment) : compare(old, new, environment)
        case .atMost(let attained): return bound(old, new, .atMost, attained, environment)
        case .atLeast(let attained): return bound(old, new, .atLeast, attained, environment)
        case .approximately(let order, let h): return approximation(old, new, order, h, environment)
        case .tendsTo(let variable, let target): return limit(old, new, variable, target, environment)
        case .stationary(let symbol, _): return stationary(symbol, new, environment, trial)
        case .minimised(let symbol, _): return extremal(old, symbol, new, 1, environment, trial)
        case .maximised(let symbol, _): return extremal(old, symbol, new, -1, environment, trial)
        case .implies, .equivalent, .forAll: return nil
        }
    }

    private func describe(_ a: Value, _ b: Value) -> String { "\(a) against \(b)" }

    private func compare(_ old: Expression, _ new: Expression, _ environment: Environment) -> Finding {
        let a = environment.evaluate(old)
        let b = environment.evaluate(new)
        var residual = environment.residual(a, b, 0)
        if residual > 1e-10, residual.isFinite {
            residual = environment.residual(a, b, Swift.max(environment.scale(old), environment.scale(new)))
        }
        return Finding(residual: residual) { describe(a, b) }
    }

    /// The mean difference of 32 independent batches, in its standard errors.
    private func statistical(_ old: Expression, _ new: Expression, _ environment: Environment) -> Finding {
        let batches = 32
        let differences: [Double] = (0..<batches).map { batch in
            environment.batch = UInt64(batch + 1)
            defer { environment.batch = 0 }
            return environment.evaluate(old).scalar - environment.evaluate(new).scalar
        }
        let mean = differences.reduce(0, +) / Double(batches)
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches - 1)
        let error = (variance / Double(batches)).squareRoot()
        let size = Swift.abs(environment.evaluate(old).scalar)
        guard mean.isFinite, error <= 0.05 * size else {
            return Finding(residual: .infinity) {
                "mean difference \(mean) with standard error \(error) decides nothing"
            }
        }
        return Finding(residual: Swift.abs(mean) / Swift.max(error, 1e-12), cases: batches) {
            "mean difference \(mean), standard error \(error)"
        }
    }

    private func bound(
        _ old: Expression, _ new: Expression, _ relation: Relation, _ attained: [Assignment], _ environment: Environment
    ) -> Finding {
        let found = Statement(old, relation, new).residual(in: environment)
        var residual = found.residual
        if !attained.isEmpty {
            let there = Environment(copying: environment)
            for assignment in attained {
                if let family = there[family: assignment.symbol], let index = assignment.index {
                    let members = family.members.indices.map { k in
                        there.binding(index, Value(Double(family.first + k))) { there.evaluate(assignment.value) }
                    }
                    there[family: assignment.symbol] = .init(first: family.first, members: members)
                } else {
                    there[assignment.symbol] = there.evaluate(assignment.value)
                }
            }
            residual = Swift.max(residual, Statement(old, .equal, new).residual(in: there).residual)
        }
        return Finding(residual: residual) { describe(found.values.0, found.values.1) }
    }

    /// By how much the order at which the difference shrinks, when h is halved, falls short of the stated one.
    private func approximation(
        _ old: Expression, _ new: Expression, _ order: Double, _ h: Symbol, _ environment: Environment
    ) -> Finding {
        func difference(_ size: Double) -> (Double, Double) {
            environment.binding(h, Value(size)) {
                let a = environment.evaluate(old)
                return ((a - environment.evaluate(new)).magnitude, a.magnitude)
            }
        }
        let (coarse, _) = difference(0.02)
        let (fine, size) = difference(0.01)
        guard coarse.isFinite, fine.isFinite else { return Finding(residual: .infinity) { "not a number" } }
        let shortfall = fine < 1e-13 * Swift.max(size, 1e-3) ? 0 : order - log2(coarse / fine)
        return Finding(residual: Swift.max(0, shortfall)) { "differences \(coarse) at 0.02, \(fine) at 0.01" }
    }

    private func limit(
        _ old: Expression, _ new: Expression, _ variable: Symbol, _ target: Expression?, _ environment: Environment
    ) -> Finding {
        let end = target.map { environment.evaluate($0).scalar }
        let distances = [0.1, 1e-3, 1e-5]
        let residuals: [Double] = distances.map { distance in
            environment.binding(variable, Value(end.map { $0 + distance } ?? 1 / distance)) {
                let a = environment.evaluate(old)
                let b = environment.evaluate(new)
                guard a.isFinite, b.isFinite else { return .infinity }
                return (a - b).magnitude / Swift.max(a.magnitude, b.magnitude, 1e-3)
            }
        }
        return Finding(residual: residuals[2]) { "relative distances \(residuals) at \(distances)" }
    }

    /// The gradient at the value, relative to that at points nearby.
    private func stationary(_ symbol: Symbol, _ value: Expression, _ environment: Environment, _ trial: Int) -> Finding
    {
        guard let gradient else { return Finding(residual: .infinity) { "no gradient" } }
        var random = RandomSource(seed, UInt64(trial), 11)
        let point = environment.evaluate(value)
        let there = environment.binding(symbol, point) { environment.evaluate(gradient) }
        // Nearby, and nearer until the function has a value there.
        var moved = Value.undefined
        for step in [0.5, 0.1, 0.02, 0.004] where !moved.isFinite {
            moved = environment.binding(symbol, Domain.real.moved(point, by: step, &random)) {
                environment.evaluate(gradient)
            }
        }
        guard there.isFinite, moved.isFinite, moved.magnitude > 0 else {
            return Finding(residual: .infinity) { describe(there, moved) }
        }
        return Finding(residual: there.magnitude / moved.magnitude) { "gradient \(there), nearby \(moved)" }
    }

    /// By how much some other point, near or far, does better.
    private func extremal(
        _ function: Expression, _ symbol: Symbol, _ value: Expression, _ sign: Double, _ environment: Environment,
        _ trial: Int
    ) -> Finding {
        var random = RandomSource(seed, UInt64(trial), 13)
        let point = environment.evaluate(value)
        func f(_ x: Value) -> Double { environment.binding(symbol, x) { environment.evaluate(function).scalar } }
        let best = f(point)
        let inside = symbol.domain.moved(point, by: 0, &random)
        guard (inside - point).magnitude <= 1e-9 * Swift.max(1, point.magnitude) else {
            return Finding(residual: .infinity) { "\(point) is not a value of \(symbol.name)" }
        }
        guard best.isFinite else { return Finding(residual: .infinity) { "the function is \(best) at \(point)" } }
        var worst = (residual: 0.0, other: point, value: best)
        for step in [1e-4, 1e-3, 1e-2, 0.1, 1, 3] {
            for _ in 0..<3 {
                let other = symbol.domain.moved(point, by: step, &random)
                let there = f(other)
                guard there.isFinite else { continue }
                let gain = sign * (best - there) / Swift.max(Swift.abs(best), Swift.abs(there))
                if gain > worst.residual { worst = (gain, other, there) }
            }
        }
        return Finding(residual: worst.residual) { "\(best) at \(point), but \(worst.value) at \(worst.other)" }
    }

    /// 0 if the two statements stay true and become false together when one symbol at a time is moved; else 1.
    private func disagreement(
        _ old: Statement, _ new: Statement, _ environment: Environment, _ trial: Int
    ) -> Double {
        var random = RandomSource(seed, UInt64(trial), 17)
        func holds(_ statement: Statement) -> Bool { statement.residual(in: environment).residual < 1e-9 }
        guard holds(old), holds(new) else { return 1 }
        for symbol in Statement.shared(old, new) {
            guard let value = environment[symbol] else { continue }
            let moved = symbol.domain.moved(value, by: 0.3, &random)
            if environment.binding(symbol, moved, { holds(old) != holds(new) }) { return 1 }
        }
        return 0
    }
}

extension Statement {
    /// Symbols (other than sizes and indices) that occur in both.
    fileprivate static func shared(_ a: Statement, _ b: Statement) -> [Symbol] {
        let others = Set((b.left.freeSymbols + b.right.freeSymbols))
        return Set(a.left.freeSymbols + a.right.freeSymbols).intersection(others)
            .filter {
                switch $0.domain {
                case .integer, .index: false
                default: true
                }
            }
            .sorted { $0.id < $1.id }
    }
}
