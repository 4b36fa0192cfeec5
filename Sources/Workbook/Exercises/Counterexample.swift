extension Exercise {
    /// Compares a solution's answers with the expected ones, input by input, and reports the simplest input that fails.
    ///
    /// Give the inputs from simple to complex. The first that fails is simplified as long as it still fails. Where the
    /// six digits of a message would not show that, another input is looked for that fails visibly, or else by more.
    ///
    /// - Parameters:
    ///   - label: What the input is called in the exercise: `for z = 2: expected ..., got ...`.
    ///   - tolerance: See ``Answer/differs(from:tolerance:)``.
    /// - Throws: ``WrongAnswer`` with the case; ``NotYetSolved`` as the solution throws it.
    public static func compare<Input: Simplifiable, Output: Answer>(
        _ label: String, over inputs: [Input], tolerance: Double = 1e-6,
        expected: (Input) throws -> Output, answer: (Input) throws -> Output
    ) throws {
        try compare(
            over: inputs, tolerance: tolerance, describe: { "\(label) = \($0.told)" }, simplify: \.simpler,
            expected: expected, answer: answer)
    }

    /// Compares answers for inputs of any type.
    ///
    /// - Parameters:
    ///   - describe: The input in the message: `"x = \($0.x), y = \($0.y)"`.
    ///   - simplify: Simpler inputs of the same kind, if there are any.
    /// - Throws: ``WrongAnswer`` with the case; ``NotYetSolved`` as the solution throws it.
    public static func compare<Input, Output: Answer>(
        over inputs: [Input], tolerance: Double = 1e-6, describe: (Input) -> String,
        simplify: (Input) -> [Input] = { _ in [] }, expected: (Input) throws -> Output,
        answer: (Input) throws -> Output
    ) throws {
        func complaint(about input: Input) throws -> Complaint? {
            let right = try expected(input)
            do {
                let given = try answer(input)
                guard given.differs(from: right, tolerance: tolerance) else { return nil }
                return Complaint(
                    text: "for \(describe(input)): expected \(right.told(beside: given)), got "
                        + given.told(beside: right),
                    isVisible: right.told != given.told, deviation: given.deviation(from: right))
            } catch let error as NotYetSolved {
                throw error
            } catch {
                return Complaint(
                    text: "for \(describe(input)): expected \(right.told), got the error “\(reason(of: error))”",
                    isVisible: true, deviation: .infinity)
            }
        }
        func simplified(_ input: Input, _ first: Complaint) -> WrongAnswer {
            var (smallest, worst) = (input, first)
            search: for _ in 0..<1000 {
                for candidate in simplify(smallest) {
                    // An input for which nothing is expected is no case.
                    guard let found = try? complaint(about: candidate), !(found < worst) else { continue }
                    (smallest, worst) = (candidate, found)
                    continue search
                }
                break
            }
            return WrongAnswer(worst.text)
        }
        var worst: (input: Input, complaint: Complaint)?
        for input in inputs {
            guard let found = try complaint(about: input) else { continue }
            if found.isVisible { throw simplified(input, found) }
            if worst.map({ $0.complaint < found }) ?? true { worst = (input, found) }
        }
        if let worst { throw simplified(worst.input, worst.complaint) }
    }

    /// Refuses a solution that lacks a property.
    /// - Throws: ``WrongAnswer`` with the explanation, which must name the case.
    public static func require(_ holds: Bool, _ explanation: @autoclosure () -> String) throws {
        if !holds { throw WrongAnswer(explanation()) }
    }
}

/// What is wrong with the answer for one input.
private struct Complaint {
    var text: String
    /// Whether the numbers differ in the six digits that a message shows.
    var isVisible: Bool
    /// Relative to what was expected.
    var deviation: Double

    /// Whether this shows less of the mistake. What is visible is as good as anything else that is.
    static func < (a: Complaint, b: Complaint) -> Bool {
        a.isVisible == b.isVisible ? !a.isVisible && a.deviation < b.deviation : b.isVisible
    }
}
