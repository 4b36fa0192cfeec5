import Derivations
import Foundation

extension Page {
    /// Puts a derivation on the page, typeset, after every step of it has been checked at random values. One that does
    /// not hold fails the run.
    public func show(_ derivation: Derivation, line: Int = #line, file: String = #filePath) {
        let report = derivation.check()
        guard report.passed else { return fail("a derivation does not hold: \(report)", line, file) }
        let worst = report.worstResidual
        let record = DerivationRecord(
            title: derivation.title, tex: derivation.tex, unicode: derivation.unicode, steps: report.steps.count,
            worstResidual: worst.isFinite ? roundedUp(worst) : nil)
        terminal.print(derivation.unicode)
        let residual = record.worstResidual.map { String(format: ", residual at most %.0e", $0) } ?? ""
        terminal.print("✓ \(derivation.title): \(report.steps.count) lines checked\(residual)")
        append(.derivation(record), line, file)
    }

    /// A residual to one digit, never less than it is.
    private func roundedUp(_ residual: Double) -> Double {
        guard residual > 0 else { return 0 }
        let words = String(format: "%.15e", residual).split(separator: "e")
        guard words.count == 2, let mantissa = Double(words[0]), let exponent = Int(words[1]) else { return residual }
        return Double("\(Int(mantissa.rounded(.up)))e\(exponent)") ?? residual
    }
}
