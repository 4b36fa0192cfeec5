import Autoencoders
import Tensors
import Workbook

/*:
 *Extend the library.* Real images are not masked pixel by pixel: a finger covers a piece of them. Write this as a `Corruption`:
 each sample is an image of `width` × `width` pixels, row by row; a square of `side` × `side` pixels, which lies wholly inside
 and whose every place is equally likely, becomes 0. All else stays.

 `random.integer(below: n)` draws from 0 ..< n. Write every element of `x̃`. Then a `DenoisingAutoencoder` with
 `corruption: try SquareMaskingCorruption(width: 28, side: 10)` learns to fill in what is covered. Delete the first line of
 `init`.
 */
struct SquareMaskingCorruption: Corruption {
    let width: Int
    let side: Int

    init(width: Int, side: Int) throws {
        try notYetSolved("7.5")
        self.width = width
        self.side = side
    }

    var name: String { "SquareMasking(\(side) of \(width))" }

    func corrupt(
        _ x: UnsafeBufferPointer<Float>, into x̃: UnsafeMutableBufferPointer<Float>, using random: inout RandomGenerator
    ) {
        for i in x.indices { x̃[i] = x[i] }
    }
}

// What follows asks and judges; there is nothing to be written below this line.

enum SquareMaskingExercise: Exercise {
    static let id = "7.5"
    static let title = "A finger on the lens"
    static let hints = [
        "How many places are there for the left edge? If side = width there is one; so width − side + 1.",
        "Draw the left and the upper edge independently, from `random`, not from a generator of your own.",
        "Then for y in top..<top + side, for x in left..<left + side: x̃[y * width + x] = 0.",
    ]
    typealias Solution = (Int, Int) throws -> any Corruption
    static var attempt: Solution { { try SquareMaskingCorruption(width: $0, side: $1) } }

    static func check(_ solution: Solution) throws {
        for (width, side) in [(1, 1), (2, 1), (3, 2), (5, 3), (4, 4)] {
            let label = "width \(width) and side \(side)"
            let corruption = try solution(width, side)
            let positions = width - side + 1
            let samples = 400 * positions * positions
            let x = Tensor(shape: [samples, width * width]) { x in
                for i in x.indices { x[i] = 1 + Float(i % (width * width)) }
            }
            let corrupted = try corruption(x, seed: 75)
            var counts = [Int](repeating: 0, count: positions * positions)
            for sample in 0..<samples {
                let values = corrupted.row(sample).values
                let blank = values.indices.filter { values[$0] == 0 }
                try require(
                    blank.count == side * side,
                    "for \(label): expected \(side * side) pixels of sample \(sample) to be 0, got \(blank.count)")
                let (top, left) = (blank[0] / width, blank[0] % width)
                let square = (0..<side).flatMap { y in (0..<side).map { (top + y) * width + left + $0 } }
                try require(
                    blank == square && left + side <= width,
                    "for \(label): expected a square to be 0, got the pixels \(blank) of sample \(sample)")
                for i in values.indices where values[i] != 0 && values[i] != 1 + Float(i) {
                    throw WrongAnswer(
                        "for \(label): expected pixel \(i) of sample \(sample) to stay \(1 + Float(i)), got \(values[i])"
                    )
                }
                counts[top * positions + left] += 1
            }
            // 400 of each are expected; six standard deviations.
            for (place, count) in counts.enumerated() {
                try require(
                    abs(count - 400) <= 120,
                    "for \(label): expected the square at row \(place / positions), column \(place % positions) about 400 "
                        + "times in \(samples), got \(count)")
            }
            try require(
                try corruption(x, seed: 75) == corrupted,
                "for \(label): expected the same squares from the same seed, got others")
        }
    }
}
