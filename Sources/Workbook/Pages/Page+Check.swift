extension Page {
    /// States a claim that the run tests. A claim that does not hold fails the run that is to be committed; any other run
    /// tells it, marks it on the page and goes on.
    ///
    /// - Parameter first: The smallest preset that can reach what is claimed. Smaller ones state the claim, but do not
    ///   test it: `page.check("...", accuracy, atLeast: 0.978, from: .lecture)`. All checks take this.
    public func check(
        _ claim: String, _ holds: Bool, from first: Preset = .quick, line: Int = #line, file: String = #filePath
    ) {
        conclude(claim, holds, comparison: nil, otherwise: "it does not hold", first, line, file)
    }

    /// Claims that a number is at least a bound.
    public func check<Number: Comparable & Recordable>(
        _ claim: String, _ value: Number, atLeast bound: Number, from first: Preset = .quick, line: Int = #line,
        file: String = #filePath
    ) {
        let holds = value >= bound
        let (value, bound) = told(value, bound)
        conclude(
            claim, holds, comparison: "\(value) ≥ \(bound)", otherwise: "\(value) is not at least \(bound)", first,
            line, file)
    }

    /// Claims that a number is at most a bound.
    public func check<Number: Comparable & Recordable>(
        _ claim: String, _ value: Number, atMost bound: Number, from first: Preset = .quick, line: Int = #line,
        file: String = #filePath
    ) {
        let holds = value <= bound
        let (value, bound) = told(value, bound)
        conclude(
            claim, holds, comparison: "\(value) ≤ \(bound)", otherwise: "\(value) is not at most \(bound)", first, line,
            file)
    }

    /// Claims that two numbers differ by at most a tolerance.
    public func check<Number: BinaryFloatingPoint & Recordable>(
        _ claim: String, _ value: Number, equals expected: Number, within tolerance: Number,
        from first: Preset = .quick, line: Int = #line,
        file: String = #filePath
    ) {
        let holds = abs(value - expected) <= tolerance
        let tolerance = tolerance.recorded.brief
        let (value, expected) = told(value, expected)
        conclude(
            claim, holds, comparison: "\(value) = \(expected) ± \(tolerance)",
            otherwise: "\(value) is not \(expected) to within \(tolerance)", first, line, file)
    }

    /// Claims that two things are equal.
    public func check<Value: Equatable & Recordable>(
        _ claim: String, _ value: Value, equals expected: Value, from first: Preset = .quick, line: Int = #line,
        file: String = #filePath
    ) {
        let holds = value == expected
        let (value, expected) = told(value, expected)
        conclude(
            claim, holds, comparison: "\(value) = \(expected)", otherwise: "\(value) is not \(expected)", first, line,
            file)
    }

    /// Two values in brief, or in full where they would read the same.
    private func told<Value: Equatable & Recordable>(_ value: Value, _ other: Value) -> (String, String) {
        let (a, b) = (value.recorded, other.recorded)
        return a.brief == b.brief && a != b && a.isFinite ? (a.description, b.description) : (a.brief, b.brief)
    }

    private func conclude(
        _ claim: String, _ holds: Bool, comparison: String?, otherwise reason: String, _ first: Preset,
        _ line: Int, _ file: String
    ) {
        guard preset >= first else {
            terminal.print("– \(claim) (tested from the preset \(first.rawValue) on)")
            return append(.check(CheckRecord(claim: claim, comparison: comparison, wasTested: false)), line, file)
        }
        guard holds else { return refute(claim, because: reason, line, file) }
        terminal.print("✓ \(claim)" + (comparison.map { " (\($0))" } ?? ""))
        append(.check(CheckRecord(claim: claim, comparison: comparison)), line, file)
    }
}
