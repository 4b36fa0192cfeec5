import NeuralNetworks
import Workbook

struct ChoosingAnActivation: Section {
    static let title = "All of them in one table, and which to take"

    func run(on page: Page) throws {
        /*:
         Every function of this chapter with its derivative and the slopes that it can have. The last column is the worst
         difference, over 1601 points from −8 to 8, between the library's `derivative` and the slope of its `value` by central
         differences with $h = 2^{-6}$; points within $h$ of a joint between two pieces are left out.
         */
        struct Entry {
            var activation: any ElementwiseActivation
            var name: String
            var value: String
            var derivative: String
            var hasJoint = false
        }
        let entries = [
            Entry(
                activation: Sigmoid(), name: "sigmoid", value: "$1/(1 + e^{-x})$", derivative: "$\\sigma(1 - \\sigma)$"),
            Entry(activation: Tanh(), name: "tanh", value: "$2\\sigma(2x) - 1$", derivative: "$1 - \\tanh^2 x$"),
            Entry(
                activation: ReLU(), name: "ReLU", value: "$\\max(0, x)$", derivative: "$1$ if $x > 0$, else $0$",
                hasJoint: true),
            Entry(
                activation: LeakyReLU(slope: 0.01), name: "LeakyReLU", value: "$\\max(\\varepsilon x, x)$",
                derivative: "$1$ if $x > 0$, else $\\varepsilon$", hasJoint: true),
            Entry(
                activation: ELU(), name: "ELU", value: "$x$ if $x \\ge 0$, else $e^x - 1$",
                derivative: "$1$ if $x \\ge 0$, else $e^x$", hasJoint: true),
            Entry(activation: Softplus(), name: "softplus", value: "$\\ln(1 + e^x)$", derivative: "$\\sigma(x)$"),
            Entry(
                activation: SiLU(), name: "SiLU", value: "$x\\,\\sigma(x)$",
                derivative: "$\\sigma(x)(1 + x(1 - \\sigma(x)))$"),
            Entry(
                activation: GELU(), name: "GELU", value: "$x\\,\\Phi(x)$", derivative: "$\\Phi(x) + x\\,\\Phi'(x)$"),
        ]
        let h: Float = 1 / 64
        let grid = (-800...800).map { Float($0) / 100 }
        var worst: Float = 0
        let rows = entries.map { entry -> [String] in
            let φ = entry.activation
            let slopes = grid.map(φ.derivative)
            let difference = grid.filter { !entry.hasJoint || abs($0) > h }.map { x in
                abs(φ.derivative(x) - (φ.value(x + h) - φ.value(x - h)) / (2 * h))
            }.max()!
            worst = max(worst, difference)
            return [
                entry.name, entry.value, entry.derivative,
                "\(slopes.min()!.formatted(.fixed(2))) to \(slopes.max()!.formatted(.fixed(2)))",
                difference.formatted(.scientific(0)),
            ]
        }
        page.table(
            "activations",
            caption: "The activation functions of the library, with the range of their slopes over −8 to 8.",
            columns: ["name", "value", "derivative", "slopes", "worst difference"], rows: rows)
        page.check("every derivative agrees with central differences", worst, atMost: 5e-4)
        /*:
         The differences that remain are those of the measuring: $h^2/6$ times the third derivative, and the rounding of
         32-bit numbers.

         What to take?

         - In **hidden layers**, ReLU with He's initialisation, until there is a reason against it. Where units die, LeakyReLU or
           ELU, and a smaller learning rate first of all.
         - Where outputs are to be **bounded and centred** (a recurrent state, images scaled to −1…1), tanh.
         - In the **last layer** the task decides: nothing for a real number, the sigmoid for a yes or no, softmax for one of
           many classes, softplus for what must be positive, such as a standard deviation (Chapter 08).
         - In a **deep stack**, the initialisation matters as much as the function: it is the product of slope and gain
           that must be 1.
         */
    }
}
