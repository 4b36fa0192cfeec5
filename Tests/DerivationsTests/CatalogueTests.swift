import Derivations
import Testing

@Suite struct CatalogueTests {
    @Test(arguments: Derivation.all.map(\.title))
    func everyDerivationPassesItsCheck(title: String) throws {
        let derivation = try #require(Derivation.all.first { $0.title == title })
        let report = derivation.check(trials: 64, seed: 1)
        #expect(report.passed, "\(report)")
        #expect(
            report.worstResidual <= 1e-9
                || report.steps.contains { ["limit"].contains($0.kind) || $0.kind.hasPrefix("order") })
        #expect(report.steps.allSatisfy { $0.cases >= 64 })
    }

    @Test func wrongStepsAreNoticed() {
        let reports = Derivation.all.map { $0.mutations() }
        let noticed = reports.reduce(0) { $0 + $1.noticed }
        let total = reports.reduce(0) { $0 + $1.total }
        #expect(reports.allSatisfy { report in report.perStep.allSatisfy { $0 >= 5 } })
        #expect(Double(noticed) >= 0.99 * Double(total), "\(reports.flatMap(\.survivors))")
    }
}
