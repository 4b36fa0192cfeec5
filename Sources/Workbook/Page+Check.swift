extension Page {
    /// States a claim that the run tests. A claim that does not hold fails the run.
    public func check(_ claim: String, _ holds: Bool, line: Int = #line, file: String = #filePath) {
        conclude(claim, holds, comparison: nil, otherwise: "it does not hold", line, file)
    }

    /// Claims that a number is at least a bound.
    public func check<Number: Comparable & Recordable>(
        _ claim: String, _ value: Number, atLeast bound: Number, line: Int = #line, file: String = #filePath
    ) {
        let (value, bound, holds) = (value.recorded.brief, bound.recorded.brief, value >= bound)
        conclude(
            claim, holds, comparison: "\(value) ≥ \(bound)", otherwise: "\(value) is not at least \(bound)", line, file)
    }

    /// Claims that a number is at most a bound.
    public func check<Number: Comparable & Recordable>(
        _ claim: String, _ value: Number, atMost bound: Number, line: Int = #line, file: String = #filePath
    ) {
        let (value, bound, holds) = (value.recorded.brief, bound.recorded.brief, value <= bound)
        conclude(
            claim, holds, comparison: "\(value) ≤ \(bound)", otherwise: "\(value) is not at most \(bound)", line, file)
    }

    /// Claims that two numbers differ by at most a tolerance.
    public func check<Number: BinaryFloatingPoint & Recordable>(
        _ claim: String, _ value: Number, equals expected: Number, within tolerance: Number, line: Int = #line,
        file: String = #filePath
    ) {
        let holds = abs(value - expected) <= tolerance
        let (value, expected, tolerance) = (value.recorded.brief, expected.recorded.brief, tolerance.recorded.brief)
        conclude(
            claim, holds, comparison: "\(value) = \(expected) ± \(tolerance)",
            otherwise: "\(value) is not \(expected) to within \(tolerance)", line, file)
    }

    /// Claims that two things are equal.
    public func check<Value: Equatable & Recordable>(
        _ claim: String, _ value: Value, equals expected: Value, line: Int = #line, file: String = #filePath
    ) {
        let holds = value == expected
        let (value, expected) = (value.recorded.brief, expected.recorded.brief)
        conclude(
            claim, holds, comparison: "\(value) = \(expected)", otherwise: "\(value) is not \(expected)", line, file)
    }

    private func conclude(
        _ claim: String, _ holds: Bool, comparison: String?, otherwise reason: String, _ line: Int, _ file: String
    ) {
        guard holds else { return fail("the check “\(claim)” failed: \(reason)", line, file) }
        terminal.print("✓ \(claim)" + (comparison.map { " (\($0))" } ?? ""))
        append(.check(CheckRecord(claim: claim, comparison: comparison)), line, file)
    }
}

extension RecordedValue {
    /// The value with at most six significant digits, for people.
    var brief: String {
        if case .number(let number) = self { return number.formatted(.significant(6)) }
        return description
    }
}
