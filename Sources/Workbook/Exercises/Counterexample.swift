extension Exercise {
    /// Compares a solution's answers with the expected ones, input by input, and reports the simplest input that fails.
    ///
    /// Give the inputs from simple to complex. The first that fails is simplified as long as it still fails.
    ///
    /// - Parameters:
    ///   - label: What the input is called in the exercise: `for z = 2: expected ..., got ...`.
    ///   - tolerance: See ``Answer/differs(from:tolerance:)``.
    /// - Throws: ``WrongAnswer`` with the case; ``NotYetSolved`` as the solution throws it.
    public static func compare<Input: Sample, Output: Answer>(
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
        func complaint(about input: Input) throws -> String? {
            let right = try expected(input)
            do {
                let given = try answer(input)
                guard given.differs(from: right, tolerance: tolerance) else { return nil }
                return "for \(describe(input)): expected \(right.told), got \(given.told)"
            } catch let error as NotYetSolved {
                throw error
            } catch {
                return "for \(describe(input)): expected \(right.told), got the error “\(reason(of: error))”"
            }
        }
        for input in inputs {
            guard var worst = try complaint(about: input) else { continue }
            var smallest = input
            search: for _ in 0..<1000 {
                for candidate in simplify(smallest) {
                    // An input for which nothing is expected is no case.
                    if let found = try? complaint(about: candidate) {
                        (smallest, worst) = (candidate, found)
                        continue search
                    }
                }
                break
            }
            throw WrongAnswer(worst)
        }
    }

    /// Refuses a solution that lacks a property.
    /// - Throws: ``WrongAnswer`` with the explanation, which must name the case.
    public static func require(_ holds: Bool, _ explanation: @autoclosure () -> String) throws {
        if !holds { throw WrongAnswer(explanation()) }
    }
}
