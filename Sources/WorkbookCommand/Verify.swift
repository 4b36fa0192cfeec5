import ArgumentParser
import Derivations
import Foundation
import Workbook

/// `workbook verify`: checks every step of every derivation, and checks the check by making each step wrong on purpose.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check every derivation, step by step, and whether wrong steps are noticed.")

    @Option(help: "Random cases for each step.")
    var trials = 64

    @Option(help: "The seed of the random cases.")
    var seed: UInt64 = 1

    @Flag(name: .customLong("no-mutations"), help: "Leave out the wrong steps; much faster.")
    var skipsMutations = false

    @Flag(help: "List the wrong steps that passed, each with the reason why it is not wrong.")
    var survivors = false

    mutating func validate() throws {
        guard (1...100_000).contains(trials) else {
            throw ValidationError("--trials must be from 1 to 100000, not \(trials).")
        }
    }

    func run() throws {
        let terminal = Terminal.standard
        let start = ContinuousClock.now
        var rows: [[String]] = []
        var failures: [Report] = []
        var reports: [MutationReport] = []
        var steps = 0
        for (chapter, derivations) in Derivation.catalogue {
            for derivation in derivations {
                let report = derivation.check(trials: trials, seed: seed)
                if !report.passed { failures.append(report) }
                steps += report.steps.count
                var row = [
                    String(chapter), derivation.title, String(report.steps.count), Self.kinds(report),
                    Self.residual(report), report.passed ? "✓" : "✗",
                ]
                if !skipsMutations {
                    let mutations = derivation.mutations(trials: trials, seed: seed)
                    reports.append(mutations)
                    row.append("\(mutations.noticed) of \(mutations.total)")
                }
                rows.append(row)
            }
        }
        let columns = ["ch.", "derivation", "steps", "kinds", "worst residual", ""]
        terminal.print(TextTable(columns: columns + (skipsMutations ? [] : ["noticed"]), rows: rows).description)
        let seconds = start.duration(to: .now).seconds.formatted(.fixed(1))
        terminal.print("\n\(rows.count) derivations, \(steps) steps, \(trials) random cases each, in \(seconds) s.")
        if !skipsMutations { tell(reports, to: terminal) }
        for report in failures { terminal.print("\n\(report)") }
        if !failures.isEmpty {
            let titles = failures.map { "“\($0.title)”" }.joined(separator: ", ")
            throw WorkbookError("\(failures.count) of \(rows.count) derivations do not hold: \(titles)")
        }
    }

    private func tell(_ reports: [MutationReport], to terminal: Terminal) {
        let (noticed, total) = (reports.reduce(0) { $0 + $1.noticed }, reports.reduce(0) { $0 + $1.total })
        let share = total == 0 ? 1 : Double(noticed) / Double(total)
        terminal.print("\(noticed) of \(total) wrong steps noticed (\(share.formatted(.percent(1)))).")
        if survivors { for survivor in reports.flatMap(\.survivors) { terminal.print("  \(survivor)") } }
    }

    /// `4 equal, 1 limit`, in the order of their first appearance.
    private static func kinds(_ report: Report) -> String {
        var counts: [(kind: String, count: Int)] = []
        for step in report.steps where step.kind != "conclusion" {
            if let index = counts.firstIndex(where: { $0.kind == step.kind }) {
                counts[index].count += 1
            } else {
                counts.append((step.kind, 1))
            }
        }
        return counts.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
    }

    private static func residual(_ report: Report) -> String {
        let worst = report.worstResidual
        return worst == 0 ? "0" : worst.isFinite ? worst.formatted(.scientific(0)) : "–"
    }
}
