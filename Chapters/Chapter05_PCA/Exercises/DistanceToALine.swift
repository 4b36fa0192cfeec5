import Tensors
import Workbook

/*:
 What a single number loses: write the squared distance of a point $x$ from the line through $\mu$ along $u$, which has
 length 1. In any dimension, and without finding the foot of the perpendicular if you can.
 */
func squaredDistance(of x: [Double], fromLineThrough μ: [Double], along u: [Double]) throws -> Double {
    throw NotYetSolved("5.1")
}

// What follows asks and judges; there is nothing to be written below this line.

enum DistanceToALineExercise: Exercise {
    static let id = "5.1"
    static let title = "How far from the line?"
    static let hints = [
        "Draw x, μ and the foot of the perpendicular. Two sides of that right triangle are easy.",
        "The side along the line is (x − μ) · u long, the long side |x − μ|. Pythagoras has the third.",
        "|x − μ|² − ((x − μ) · u)²",
    ]
    typealias Solution = ([Double], [Double], [Double]) throws -> Double
    static var attempt: Solution { { try squaredDistance(of: $0, fromLineThrough: $1, along: $2) } }

    static func check(_ solution: Solution) throws {
        var cases: [(x: [Double], μ: [Double], u: [Double])] = [
            ([0, 2], [0, 0], [1, 0]), ([3, 2], [0, 0], [1, 0]), ([3, 2], [3, 0], [1, 0]),
            ([1, 1], [0, 3], [0.6, 0.8]),
            ([1, 2, 3], [1, 1, 1], [0, -1, 0]),
        ]
        var random = RandomGenerator(seed: 51)
        let numbers = Tensor.normal([3, 6], using: &random)
        let length = numbers.row(2).sumOfSquares.squareRoot()
        cases.append(
            (
                numbers.row(0).values.map(Double.init), numbers.row(1).values.map(Double.init),
                numbers.row(2).values.map { Double($0) / length }
            ))
        try compare(
            over: cases, describe: { "x = \($0.x.told), μ = \($0.μ.told), u = \($0.u.told)" },
            expected: { x, μ, u in
                // The foot of the perpendicular, and the distance from it.
                let along = zip(zip(x, μ), u).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
                return zip(zip(x, μ), u).reduce(0) { sum, item in
                    let rest = item.0.0 - (item.0.1 + along * item.1)
                    return sum + rest * rest
                }
            }, answer: { try solution($0.x, $0.μ, $0.u) })
    }
}
