import Workbook

/*:
 **A new attribute vector.** In the drawn faces hats and smiles have nothing to do with each other. Photographs are less obliging: if
 those who wear a hat smile more often, the difference of mean codes of faces that smile and faces that do not contains a piece of
 hat. Compare like with like: take the difference among faces with a hat, the difference among faces without, and return the mean of
 both. Codes are rows; `smiles[i]` and `hats[i]` belong to the code `codes[i]`; all four kinds of faces occur.
 */
struct UnconfoundedAttribute: AttributeDirection {
    func direction(codes: [[Double]], smiles: [Bool], hats: [Bool]) throws -> [Double] {
        throw NotYetSolved("8.8")
    }
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 8.8 asks for.
protocol AttributeDirection {
    func direction(codes: [[Double]], smiles: [Bool], hats: [Bool]) throws -> [Double]
}

enum UnconfoundedAttributeExercise: Exercise {
    static let id = "8.8"
    static let title = "A new attribute vector"
    static let hints = [
        "Four means are needed: with and without a smile, each with and without a hat.",
        "Write a function that gives the mean code of those i for which smiles[i] and hats[i] have given values.",
        "v = ½ (m(smile, hat) − m(no smile, hat)) + ½ (m(smile, no hat) − m(no smile, no hat)), however many there are of each.",
    ]
    static var attempt: any AttributeDirection { UnconfoundedAttribute() }

    static func check(_ solution: any AttributeDirection) throws {
        let cases: [Case] = [
            // One of each kind.
            Case(smile: [1], hat: [0], counts: [1, 1, 1, 1]), Case(smile: [0], hat: [1], counts: [1, 1, 1, 1]),
            // Hats smile more often than not.
            Case(smile: [0], hat: [1], counts: [3, 1, 1, 3]), Case(smile: [1, 0], hat: [0, 2], counts: [4, 1, 2, 5]),
            // The smile is another one under a hat.
            Case(smile: [1, -1, 0.5], hat: [2, 0, 1], both: [2, 4, 0], counts: [3, 1, 1, 2]),
        ]
        try compare(
            over: cases, tolerance: 1e-9, describe: \.told, expected: { $0.direction },
            answer: { try solution.direction(codes: $0.codes, smiles: $0.smiles, hats: $0.hats) })
    }

    /// Codes made of what a smile, a hat, and both together add.
    private struct Case {
        let smile, hat: [Double]
        var both: [Double]?
        /// How many with smile and hat, with a hat only, with a smile only, with neither.
        let counts: [Int]

        private var kinds: [(smiles: Bool, hat: Bool)] {
            let all = [(true, true), (false, true), (true, false), (false, false)]
            return zip(all, counts).flatMap { kind, count in [(smiles: Bool, hat: Bool)](repeating: kind, count: count)
            }
        }
        var smiles: [Bool] { kinds.map(\.smiles) }
        var hats: [Bool] { kinds.map(\.hat) }
        var codes: [[Double]] {
            kinds.map { kind in
                smile.indices.map { j in
                    (kind.smiles ? smile[j] : 0) + (kind.hat ? hat[j] : 0)
                        + (kind.smiles && kind.hat ? both?[j] ?? 0 : 0)
                }
            }
        }
        /// What a smile adds, in the mean over hat and no hat.
        var direction: [Double] { smile.indices.map { smile[$0] + 0.5 * (both?[$0] ?? 0) } }
        var told: String {
            "codes of \(counts[0]) faces with smile and hat, \(counts[1]) with a hat, \(counts[2]) with a smile, "
                + "\(counts[3]) with neither, where a smile adds \(smile.told), a hat \(hat.told)"
                + (both.map { ", both together \($0.told) more" } ?? "")
        }
    }
}
