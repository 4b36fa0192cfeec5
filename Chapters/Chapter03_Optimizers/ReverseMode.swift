import Derivations
import Graphics
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct ReverseMode: Section {
    static let title = "What does a gradient cost?"

    func run(on page: Page) throws {
        /*:
         An optimizer wants the slope of the loss along every single weight. One slope is easily had: nudge the weight a
         little and see how far the loss moves. The lecture's classifier has {{reverse.parameters}} weights. Does its
         gradient take as many nudges, and as many passes through the network? It does not: all slopes together cost about
         as much as two or three passes, however many there are. The idea is old [@linnainmaa1976], and it fits on a page.

         ## Numbers that remember

         Take a formula in which one intermediate result, $u$, is used twice:

         $$f(x, y) = u \tanh u + x, \qquad u = xy. $$ {#eq:shared}

         It is computed in small steps, a product, a tanh, another product, a sum, and the slope of each step is known
         from school. So let every number remember what it was computed from, its *parents*, and the *local slope* towards
         each of them. The record is called a *tape*:

         @Excerpt(Chapters/Chapter03_Optimizers/ScalarTape.swift, slice: tape)

         Each rule of arithmetic puts its result on the tape, together with the slopes:

         @Excerpt(Chapters/Chapter03_Optimizers/ScalarTape.swift, slice: rules)

         Such numbers calculate as numbers do, so the formula is written as ever:
         */
        func f(_ x: Traced, _ y: Traced) -> Traced {
            let u = x * y
            return u * u.tanh() + x
        }
        let tape = ScalarTape()
        let (x, y) = (tape.record(0.5), tape.record(2))
        let result = f(x, y)
        let slopes = tape.slopes(of: result)
        // snippet.hide
        page.value("reverse.parameters", try DigitsExperiment.network(seed: page.seed).parameterCount)
        page.value("reverse.u", tape.nodes[2].value)
        page.value("reverse.throughTanh", tape.nodes[3].parents[0].slope * slopes[3])
        page.value("reverse.throughProduct", tape.nodes[4].parents[0].slope * slopes[4])
        page.value("reverse.slope.u", slopes[2])
        page.value("reverse.slope.x", slopes[x.index])
        page.value("reverse.slope.y", slopes[y.index])
        page.figure(
            "tape",
            caption:
                "The tape of f(½, 2). Each box holds a value and, below it, the slope of f with respect to it; each "
                + "arrow bears its local slope. Values are found from left to right, slopes from right to left.",
            alternativeText: "Six boxes. Arrows lead from x and y to u = xy, from u to v = tanh u and to w = uv, from "
                + "v to w, and from w and from x to f.",
            diagram(of: tape, slopes))
        // snippet.show
        /*:
         How does $x$ move $f$? Along every path of arrows from $x$ to $f$. **Along a path the slopes multiply, and the
         paths add up**: that is the whole chain rule.
         */
        page.show(Derivation.chainRuleOfAGraph)
        /*:
         The last line holds the trick. Two of the three paths share the arrow from $x$ to $u$, so one first gathers what
         reaches $u$ ({{reverse.throughProduct, fixed 2}} by the product and {{reverse.throughTanh, fixed 2}} by tanh make
         {{reverse.slope.u, fixed 2}}) and hands that on once. A graph in which this happens thirty times in a row has a
         thousand million paths, but only a hundred or so arrows.

         ## Forwards or backwards?

         The sharing can begin at either end. Forwards, one input $x$ is chosen, and its slopes follow the calculation:

         @Excerpt(Chapters/Chapter03_Optimizers/ScalarTape.swift, slice: forwards)

         Backwards, one result is chosen, and the tape is read from its end:

         @Excerpt(Chapters/Chapter03_Optimizers/ScalarTape.swift, slice: backwards)

         The two loops are each other's mirror images, and either uses every arrow once. But one gives the slopes of
         everything with respect to *one* input; the other, the slopes of one result with respect to *everything*. A loss
         is one result of very many inputs. Let us count, for $f = s \tanh s$ with
         $s = x_1 x_2 + x_2 x_3 + \dots + x_n x_1$, how often a slope is multiplied with until all $n$ are known, and divide
         by the number of operations that $f$ itself takes. Differences, even one-sided ones, need $n + 1$ evaluations.
         */
        let sizes = (1...10).map { 1 << $0 }
        let costs = sizes.map { cost(of: $0) }
        // snippet.hide
        let last = costs[costs.count - 1]
        page.value("reverse.inputs", sizes.last!)
        page.value("reverse.forwards", last.forwards)
        page.value("reverse.backwards", last.backwards)
        page.figure(
            "gradient-cost",
            caption:
                "What a gradient costs, in evaluations of the function, by the number of inputs. Differences and the way "
                + "forwards pay for each input anew; the way back pays once.",
            alternativeText:
                "Three lines on logarithmic axes. Differences and forwards rise in proportion to the number of inputs; "
                + "backwards stays at two.",
            x: .log("number of inputs n"), y: .log("cost of the gradient in evaluations of f"), legend: .top,
            size: Size(460, 290)
        ) {
            LineMark(x: sizes.map(Double.init), y: sizes.map { Double($0 + 1) }, series: "differences")
            LineMark(x: sizes.map(Double.init), y: costs.map(\.forwards), series: "forwards, input by input")
            LineMark(x: sizes.map(Double.init), y: costs.map(\.backwards), series: "backwards")
        }
        // snippet.show
        page.check("both ways find the same slopes", costs.map(\.disagreement).max()!, atMost: 1e-12)
        page.check("backwards costs at most two multiplications an operation", costs.map(\.backwards).max()!, atMost: 2)
        page.check("forwards costs an evaluation and more for each input", last.forwards, atLeast: Double(sizes.last!))
        /*:
         With {{reverse.inputs}} inputs the way forwards costs {{reverse.forwards, integer}} evaluations, the way back
         {{reverse.backwards, fixed 2}}, as it does for any number: an operation has at most two parents. There is a price,
         paid in memory. The way back needs the slopes of all steps, so nothing of the way forward may be forgotten before.

         ## Is it right?

         Three judges: differences of the formula, the library's own tape, and the backward pass of a small network, whose
         every weight, product and sum is put on our tape one by one.
         */
        let h = 1e-5
        func value(_ x: Double, _ y: Double) -> Double {
            let tape = ScalarTape()
            return f(tape.record(x), tape.record(y)).value
        }
        let differences = [
            (value(0.5 + h, 2) - value(0.5 - h, 2)) / (2 * h), (value(0.5, 2 + h) - value(0.5, 2 - h)) / (2 * h),
        ]
        page.check(
            "central differences say the same", zip(slopes, differences).map { abs($0 - $1) }.max()!, atMost: 1e-8)

        let ours = Tape()
        let (a, b) = (ours.constant(0.5), ours.constant(2))
        let u = try a * b
        let gradients = try ours.gradients(of: u * u.tanh() + a, withRespectTo: [a, b])
        page.check(
            "the library's tape says the same", zip(slopes, gradients).map { abs($0 - Double($1[flat: 0])) }.max()!,
            atMost: 1e-6)

        let network = try Network(input: 2, seed: page.seed) {
            Dense(3, .tanh)
            Dense(1)
        }
        let (sample, target) = (try Tensor(rows: [[0.5, 2]]), try Tensor(rows: [[1]]))
        let answer = try network.forward(sample)
        try network.backward(MeanSquaredError().gradient(answer, targets: target))
        let backward = network.parameters.flatMap(\.gradient.values)
        let numberByNumber = writtenOut(network, sample.values, target: 1)
        page.value("reverse.weights", network.parameterCount)
        page.value("reverse.nodes", numberByNumber.nodes)
        page.check(
            "network.backward says the same for every weight",
            zip(numberByNumber.gradient, backward).map { abs($0 - Double($1)) }.max()!, atMost: 1e-6)
        /*:
         ## A network is one number on the tape

         Written out in single numbers, this network of {{reverse.weights}} weights takes {{reverse.nodes}} entries, for one
         sample. The lecture's classifier with a batch of 50 would take {{reverse.classifier, scientific 0}}, each with its
         list of parents, and most of the time would go into keeping the books. So the library's tape holds tensors, and a
         whole network is a *single* entry. Its rule for the way back is the network's own backward pass, which was derived by
         hand; the next section does that for a dense layer.

         @Excerpt(Sources/NeuralNetworks/Gradients/Applications.swift, slice: network)

         Whoever goes back through the tape does not notice the difference. This is the loop of the library, and it is the one
         from above:

         @Excerpt(Sources/NeuralNetworks/Gradients/Tape.swift, slice: backward)

         With it one writes down a loss and gets its gradient, through as many networks as it contains:
         */
        let library = Tape()
        let L = try MeanSquaredError()(network(library.constant(sample)), target)
        try library.differentiate(L, for: [network])
        page.check("as by hand, bit for bit", network.parameters.flatMap(\.gradient.values) == backward)
        // snippet.hide
        let sizesOfLayers = [784, 100, 50, 10]
        let products = zip(sizesOfLayers, sizesOfLayers.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
        // A product and a sum for each weight.
        page.value("reverse.classifier", 50 * 2 * products)
        // snippet.show
        /*:
         Reading the tape from its end works because nothing is used before it is recorded. What if a graph comes in any other
         order? [](#ex:3.6).
         */
    }

    /// Slopes multiplied with for all of the gradient, over the operations of one evaluation.
    private struct Cost {
        let forwards, backwards: Double
        /// The largest difference between the two gradients.
        let disagreement: Double
    }

    /// For s tanh s with s = x₁x₂ + x₂x₃ + … + xₙx₁.
    private func cost(of n: Int) -> Cost {
        let tape = ScalarTape()
        let x = (0..<n).map { tape.record(1 / Double($0 + 2)) }
        var s = x[0] * x[1]
        for i in 1..<n { s = s + x[i] * x[(i + 1) % n] }
        let f = s * s.tanh()
        let operations = Double(tape.nodes.count - n)
        let forwards = x.map { tape.slopes(withRespectTo: $0)[f.index] }
        let first = tape.multiplications
        let backwards = tape.slopes(of: f)
        return Cost(
            forwards: Double(first) / operations, backwards: Double(tape.multiplications - first) / operations,
            disagreement: zip(forwards, backwards).map { abs($0 - $1) }.max()!)
    }

    /// ½(y − t)² of a network of two dense layers, tanh after the first, for one sample, number by number: its gradient in the
    /// order of the network's parameters, and how many numbers are on the tape.
    private func writtenOut(_ network: Network, _ inputs: [Float], target: Double) -> (gradient: [Double], nodes: Int) {
        let tape = ScalarTape()
        let θ = network.layers.map { layer in
            (
                W: layer.weights.value.values.map { tape.record(Double($0)) },
                b: layer.biases.value.values.map { tape.record(Double($0)) }
            )
        }
        let weights = tape.nodes.count
        func dense(_ x: [Traced], _ layer: Int) -> [Traced] {
            let (W, b) = θ[layer]
            return b.indices.map { j in x.indices.reduce(b[j]) { $0 + x[$1] * W[$1 * b.count + j] } }
        }
        let x = inputs.map { tape.record(Double($0)) }
        let y = dense(dense(x, 0).map { $0.tanh() }, 1)[0]
        let error = y + tape.record(-target)
        let L = tape.record(0.5) * error * error
        return (Array(tape.slopes(of: L)[..<weights]), tape.nodes.count)
    }

    private func diagram(of tape: ScalarTape, _ slopes: [Double]) -> BlockDiagram {
        let names = ["x", "y", "u", "v", "w", "f"]
        let formulas = ["x", "y", "u = xy", "v = tanh u", "w = uv", "f = w + x"]
        let places = [(0.0, 0.0), (0, 1.9), (1.4, 1), (2.7, 1.9), (4, 1), (5.4, 0)]
        return BlockDiagram(
            nodes: names.indices.map { i in
                BlockDiagram.Node(
                    "\(formulas[i])\n\(tape.nodes[i].value.formatted(.fixed(2)))\n∂f/∂\(names[i]) = "
                        + slopes[i].formatted(.fixed(2)),
                    column: places[i].0, row: places[i].1, color: Palette.color(i < 2 ? 6 : i < 5 ? 0 : 1), id: names[i]
                )
            },
            edges: tape.nodes.indices.flatMap { i in
                tape.nodes[i].parents.map {
                    BlockDiagram.Edge(names[$0.index], names[i], label: $0.slope.formatted(.fixed(2)))
                }
            }, columnPitch: 105, rowPitch: 70)
    }
}
