/// What a check found.
public struct Report: Sendable, CustomStringConvertible {
    public struct StepResult: Sendable {
        /// Counts from 1; the conclusion has the number after the last step.
        public let number: Int
        /// "equal", "at most", "limit", …; "conclusion" for the conclusion.
        public let kind: String
        public let line: String
        public let reason: String
        public var passed: Bool
        /// The worst relative residual over all cases; for a statistical step, in standard errors.
        public var residual: Double
        public let tolerance: Double
        /// How many random cases were evaluated.
        public var cases: Int
        /// Monte Carlo: the residual counts standard errors.
        public var isStatistical: Bool
        /// The random case that the worst residual came from, with both values; what is wrong, if something is.
        public var worstCase: String
    }

    public let title: String
    public let steps: [StepResult]
    public let problems: [String]

    /// Every step was evaluated and holds; a derivation without steps never passes.
    public var passed: Bool { problems.isEmpty && !steps.isEmpty && steps.allSatisfy { $0.passed && $0.cases > 0 } }

    /// The worst relative residual of the exact steps.
    public var worstResidual: Double { steps.filter { !$0.isStatistical }.map(\.residual).max() ?? .infinity }

    public var description: String {
        var lines = [
            "\(title): \(passed ? "passed" : "FAILED"), \(steps.count) lines checked, worst residual \(worstResidual)"
        ]
        lines += problems.map { "  " + $0 }
        for step in steps where !step.passed || step.cases == 0 {
            lines.append("  step \(step.number) (\(step.kind)): \(step.line)   [\(step.reason)]")
            lines.append("    residual \(step.residual), at most \(step.tolerance), in \(step.cases) cases")
            if !step.worstCase.isEmpty { lines.append("    " + step.worstCase) }
        }
        return lines.joined(separator: "\n")
    }
}
