import Workbook

/*:
 A network of dense layers is given by its sizes: `[784, 100, 50, 10]` takes 784 numbers, has hidden layers of 100 and 50
 units, and gives 10 numbers. How many parameters does it have? Each unit has a weight for each of its inputs, and a bias.
 Write it for any list of at least two sizes.
 */
func parameterCount(sizes: [Int]) throws -> Int {
    throw NotYetSolved("4.1")
}

// What follows asks and judges; there is nothing to be written below this line.

enum ParameterCountExercise: Exercise {
    static let id = "4.1"
    static let title = "How many parameters?"
    static let hints = [
        "Begin with one layer: 3 inputs, 2 units. Draw all lines and count them, then the biases.",
        "A layer from n to m has n · m weights and m biases. Where do the n of the next layer come from?",
        "zip(sizes, sizes.dropFirst()) gives the pairs (n, m) of neighbours; add up (n + 1) * m.",
    ]
    static var attempt: ([Int]) throws -> Int { { try parameterCount(sizes: $0) } }

    static func check(_ solution: ([Int]) throws -> Int) throws {
        let cases = [[1, 1], [3, 2], [2, 3], [2, 3, 4], [784, 100, 50, 10], [784, 50, 784], [5, 4, 3, 2, 1]]
        // The oracle counts one by one.
        func count(_ sizes: [Int]) -> Int {
            var parameters = 0
            for layer in sizes.indices.dropFirst() {
                for _ in 0..<sizes[layer] {
                    for _ in 0..<sizes[layer - 1] { parameters += 1 }
                    parameters += 1
                }
            }
            return parameters
        }
        try compare(
            over: cases, describe: { "sizes \($0)" }, expected: count, answer: solution)
    }
}
