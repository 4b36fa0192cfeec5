import Foundation

extension Derivation {
    /// Evaluates every step in random cases that satisfy the givens.
    ///
    /// Exact steps must agree to 1e-9, relative; statistical ones (an expectation without an exact rule) within five
    /// standard errors, which a true step misses about once in 10⁵ checks. A step that was evaluated in no case fails.
    public func check(trials: Int = 64, seed: UInt64 = 1) -> Report {
        Checker(self, trials: trials, seed: seed).report
    }
}

/// The random cases of a derivation, and what each step comes to in them.
final class Checker {
    let derivation: Derivation
    let seed: UInt64
    let cases: [Environment]
    /// A few cases with large numbers, where rounding says much: only plain contradictions count there.
    let farCases: [Environment]
    /// The lines before each step, in the order of the steps.
    let before: [Line?]

    init(_ derivation: Derivation, trials: Int, seed: UInt64) {
        self.derivation = derivation
        self.seed = seed
        cases = (0..<Swift.max(0, trials)).map { derivation.randomCase(seed: seed, trial: $0) }
        farCases = (0..<Swift.min(16, Swift.max(0, trials))).map {
            derivation.randomCase(seed: seed, trial: $0, isFarOut: true)
        }
        var lines: [Line?] = []
        var current: Line?
        for part in derivation.parts {
            switch part {
            case .start(let start): current = start.line
            case .step(let step):
                lines.append(current)
                if step.continuesChain { current = step.line }
            default: break
            }
        }
        before = lines
    }

    var report: Report {
        var problems = derivation.ambiguousNames
        if derivation.conclusion == nil { problems.append("there is no conclusion") }
        var results: [Report.StepResult] = []
        for (number, step) in derivation.steps.enumerated() {
            var result = self.result(number + 1, step, before: before[number])
            for cited in step.cited where !cited.check(trials: 1, seed: seed).passed {
                result.passed = false
                result.worstCase = "the derivation it cites, \(cited.title), does not pass"
            }
            results.append(result)
        }
        for part in derivation.parts {
            if case .conclusion(let end) = part {
                let step = Step(kind: .implies, line: .statement(end.statement), reason: "conclusion", cited: [])
                results.append(result(results.count + 1, step, before: nil, name: "conclusion"))
            }
        }
        return Report(title: derivation.title, steps: results, problems: problems)
    }

    private func result(_ number: Int, _ step: Step, before: Line?, name: String? = nil) -> Report.StepResult {
        var result = Report.StepResult(
            number: number, kind: name ?? step.name, line: step.line.unicode, reason: step.reason.unicode, passed: true,
            residual: 0, tolerance: step.tolerance, cases: 0, isStatistical: step.isStatistical(after: before),
            worstCase: "")
        if let misfit = step.line.misfit ?? before?.misfit {
            result.passed = false
            result.residual = .infinity
            result.worstCase = misfit
            return result
        }
        let measure = Measure(step, before: before, derivation: derivation, seed: seed)
        for (trial, environment) in cases.enumerated() {
            guard let found = measure.residual(in: environment, trial: trial) else { continue }
            result.cases += found.cases
            if found.residual > result.residual || result.worstCase.isEmpty {
                result.residual = Swift.max(result.residual, found.residual)
                result.worstCase = found.values() + "; " + environment.summary(of: step.line, before)
            }
        }
        if !result.isStatistical {
            for environment in farCases {
                guard let found = measure.contradiction(in: environment) else { continue }
                result.residual = .infinity
                result.worstCase = found.values() + "; " + environment.summary(of: step.line, before)
            }
        }
        result.passed =
            result.residual <= (result.isStatistical ? statisticalTolerance : step.tolerance) && result.cases > 0
        return result
    }
}

/// In standard errors.
let statisticalTolerance = 5.0

extension Step {
    /// Whether the new line takes the place of the one before; a minimum is said of a line that stays.
    var continuesChain: Bool {
        switch kind {
        case .stationary, .minimised, .maximised, .forAll: false
        default: true
        }
    }

    var tolerance: Double {
        switch kind {
        case .approximately: 0.25
        case .tendsTo: 1e-3
        default: 1e-9
        }
    }

    func isStatistical(after before: Line?) -> Bool {
        (line.expressions + (before?.expressions ?? [])).contains { $0.needsMonteCarlo }
    }
}

extension Expression {
    /// Whether an expectation in this expression has no exact rule.
    var needsMonteCarlo: Bool {
        if case .expectation(_, let symbols, _) = node,
            symbols.contains(where: { if case .uniform = $0.law { true } else { false } })
        {
            return true
        }
        return children.contains { $0.needsMonteCarlo }
    }
}

extension Environment {
    /// The values of the symbols that occur in the lines.
    func summary(of line: Line, _ before: Line?) -> String {
        var seen: Set<Symbol> = []
        let symbols = (line.expressions + (before?.expressions ?? [])).flatMap(\.freeSymbols).filter {
            seen.insert($0).inserted
        }
        return symbols.compactMap { symbol in
            if let value = self[symbol] { return "\(symbol.name) = \(value)" }
            if let family = self[family: symbol] {
                return "\(symbol.name) = [" + family.members.map(\.description).joined(separator: ", ") + "]"
            }
            return nil
        }.joined(separator: ", ")
    }
}
