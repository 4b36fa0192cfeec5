/// A step made wrong on purpose, to see whether the check notices.
public struct Mutation: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case droppedTerm = "dropped term"
        case flippedSign = "flipped sign"
        case changedFactor = "changed factor"
        case swappedOperands = "swapped operands"
        case wrongIndexOrExponent = "wrong index or exponent"
        /// Only where a line is too short to be wrong in five of the other ways.
        case addedTerm = "added term"
    }
    let kind: Kind
    let expression: Expression
    /// The whole line times a number.
    var scales = false
}

/// Which mutations of a derivation's steps its check noticed.
public struct MutationReport: Sendable {
    /// A wrong line that the check took for right.
    public struct Survivor: Sendable, CustomStringConvertible {
        public let derivation: String
        public let step: Int
        public let kind: String
        public let original: String
        public let mutated: String
        /// Why the wrong line is not wrong.
        public let reason: String
        public var description: String {
            "\(derivation), step \(step), \(kind): \(original) became \(mutated); \(reason)"
        }
    }
    public let title: String
    /// How many mutations there were for each step.
    public let perStep: [Int]
    public let noticed: Int
    public let survivors: [Survivor]
    public var total: Int { perStep.reduce(0, +) }
}

extension Derivation {
    /// Makes every step wrong in several ways and counts how often the check notices.
    public func mutations(perStep count: Int = 8, trials: Int = 64, seed: UInt64 = 1) -> MutationReport {
        let checker = Checker(self, trials: trials, seed: seed)
        var survivors: [MutationReport.Survivor] = []
        var perStep: [Int] = []
        var noticed = 0
        for (number, step) in steps.enumerated() {
            var random = RandomSource(seed, UInt64(number), 23)
            let mutants = step.line.mutations(count, &random)
            perStep.append(mutants.count)
            for (kind, line) in mutants {
                let mutated = Step(kind: step.kind, line: line, reason: step.reason, cited: [])
                if checker.notices(mutated, before: checker.before[number]) {
                    noticed += 1
                } else {
                    survivors.append(
                        .init(
                            derivation: title, step: number + 1, kind: kind.rawValue, original: step.line.unicode,
                            mutated: line.unicode, reason: checker.equivalence(step, line)))
                }
            }
        }
        return MutationReport(title: title, perStep: perStep, noticed: noticed, survivors: survivors)
    }
}

extension Checker {
    fileprivate func notices(_ step: Step, before: Line?) -> Bool {
        if step.line.misfit != nil { return true }
        let measure = Measure(step, before: before, derivation: derivation, seed: seed)
        let tolerance = step.isStatistical(after: before) ? statisticalTolerance : step.tolerance
        var evaluated = false
        for (trial, environment) in cases.enumerated() {
            guard let found = measure.residual(in: environment, trial: trial) else { continue }
            evaluated = true
            if !(found.residual <= tolerance) { return true }
        }
        return !evaluated
    }

    /// What the surviving line has in common with the true one.
    fileprivate func equivalence(_ step: Step, _ line: Line) -> String {
        let pairs = zip(step.line.expressions, line.expressions)
        let equal = cases.allSatisfy { environment in
            pairs.allSatisfy { environment.residual(environment.evaluate($0), environment.evaluate($1), 0) < 1e-9 }
        }
        if equal { return "it has the same value in every case" }
        return switch step.kind {
        case .atMost, .atLeast: "it is a bound as well, attained at the same place"
        case .approximately(let order, _): "it differs by terms of order \(Expression(order).unicode) only"
        case .tendsTo: "it has the same limit"
        case .minimised, .maximised, .stationary: "the function is the same there"
        default: "both sides of the statement changed alike"
        }
    }
}

extension Line {
    /// Up to `count` wrong versions of this line, of as many kinds as it allows.
    func mutations(_ count: Int, _ random: inout RandomSource) -> [(Mutation.Kind, Line)] {
        var all: [(Mutation.Kind, Line)] = []
        switch self {
        case .expression(let expression):
            all = expression.mutations.map { ($0.kind, .expression($0.expression)) }
        case .statement(let statement):
            // Where one side is zero, a factor on the other changes nothing.
            let isZero = statement.right.node == .zero || statement.right.number == 0
            for mutation in statement.right.mutations {
                all.append(
                    (mutation.kind, .statement(Statement(statement.left, statement.relation, mutation.expression))))
            }
            for mutation in statement.left.mutations where !isZero || !mutation.scales {
                all.append(
                    (mutation.kind, .statement(Statement(mutation.expression, statement.relation, statement.right))))
            }
        }
        all.shuffle(using: &random)
        // One of each kind in turn.
        var byKind = Mutation.Kind.allCases.dropLast().map { kind in all.filter { $0.0 == kind } }
        var chosen: [(Mutation.Kind, Line)] = []
        while chosen.count < count, byKind.contains(where: { !$0.isEmpty }) {
            for k in byKind.indices where chosen.count < count && !byKind[k].isEmpty {
                chosen.append(byKind[k].removeFirst())
            }
        }
        return chosen + all.filter { $0.0 == .addedTerm }.prefix(Swift.max(0, 5 - chosen.count))
    }
}
