import Workbook

/*:
 *Find the bug.* A course's program printed this line about each of its networks. For the classifier of this chapter, with two
 hidden layers, it said one. `units` holds the number of units of each dense layer, the last being the output: `[100, 50, 10]`.
 The inputs are no layer. Delete the first line and repair the rest.
 */
func networkSummary(inputs: Int, units: [Int]) throws -> String {
    try notYetSolved("4.2")
    let hidden = units.count - 2
    return "\(inputs) inputs, \(hidden) hidden layers, \(units[units.count - 1]) outputs"
}

// What follows asks and judges; there is nothing to be written below this line.

enum NetworkSummaryExercise: Exercise {
    static let id = "4.2"
    static let title = "Find the bug: the summary that lost a layer"
    static let hints = [
        "Try the smallest network there is: one layer, `units = [10]`. What does the line say?",
        "The − 2 is right for a list that has an entry for the input and one for the output. Does this list?",
        "Every dense layer but the last is hidden.",
    ]
    static var attempt: (Int, [Int]) throws -> String { { try networkSummary(inputs: $0, units: $1) } }

    static func check(_ solution: (Int, [Int]) throws -> String) throws {
        let cases = [(4, [3]), (784, [50, 784]), (784, [100, 50, 10]), (2, [8, 8, 8, 1])]
        try compare(
            over: cases, describe: { "inputs \($0.0) and units \($0.1)" },
            expected: { inputs, units in
                "\(inputs) inputs, \(units.dropLast().count) hidden layers, \(units.last ?? 0) outputs"
            }, answer: { try solution($0.0, $0.1) })
    }
}
