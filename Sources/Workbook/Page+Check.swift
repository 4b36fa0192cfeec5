extension Page {
    /// States a claim that the run tests. A claim that does not hold fails the run.
    public func check(_ claim: String, _ holds: Bool, line: Int = #line, file: String = #filePath) {
        conclude(claim, holds, comparison: nil, otherwise: "it does not hold", line, file)
    }

    /// Claims that a number is at least a bound.
    public func check<Number: Comparable & Recordable>(
        _ claim: String, _ value: Number, atLeast bound: Number, line: Int = #line, file: String = #filePath
    ) {
        let holds = value >= bound
        let (value, bound) = told(value, bound)
        conclude(
            claim, holds, comparison: "\(value) ≥ \(bound)", otherwise: "\(value) is not at least \(bound)", line, file)
    }

    /// Claims that a number is at most a bound.
    public func check<Number: Comparable & Recordable>(
        _ claim: String, _ value: Number, atMost bound: Number, line: Int = #line, file: String = #filePath
    ) {
        let holds = value <= bound
        let (value, bound) = told(value, bound)
        conclude(
            claim, holds, comparison: "\(value) ≤ \(bound)", otherwise: "\(value) is not at most \(bound)", line, file)
    }

    /// Claims that two numbers differ by at most a tolerance.
    public func check<Number: BinaryFloatingPoint & Recordable>(
        _ claim: String, _ value: Number, equals expected: Number, within tolerance: Number, line: Int = #line,
        file: String = #filePath
    ) {
        let holds = abs(value - expected) <= tolerance
        let tolerance = tolerance.recorded.brief
        let (value, expected) = told(value, expected)
        conclude(
            claim, holds, comparison: "\(value) = \(expected) ± \(tolerance)",
            otherwise: "\(value) is not \(expected) to within \(tolerance)", line, file)
    }

    /// Claims that two things are equal.
    public func check<Value: Equatable & Recordable>(
        _ claim: String, _ value: Value, equals expected: Value, line: Int = #line, file: String = #filePath
    ) {
        let holds = value == expected
        let (value, expected) = told(value, expected)
        conclude(
            claim, holds, comparison: "\(value) = \(expected)", otherwise: "\(value) is not \(expected)", line, file)
    }

    /// Two values in brief, or in full where they would read the same.
    private func told<Value: Equatable & Recordable>(_ value: Value, _ other: Value) -> (String, String) {
        let (a, b) = (value.recorded, other.recorded)
        return a.brief == b.brief && value != other ? (a.description, b.description) : (a.brief, b.brief)
    }

    private func conclude(
        _ claim: String, _ holds: Bool, comparison: String?, otherwise reason: String, _ line: Int, _ file: String
    ) {
        guard holds else { return fail("the check “\(claim)” failed: \(reason)", line, file) }
        terminal.print("✓ \(claim)" + (comparison.map { " (\($0))" } ?? ""))
        append(.check(CheckRecord(claim: claim, comparison: comparison)), line, file)
    }
}
