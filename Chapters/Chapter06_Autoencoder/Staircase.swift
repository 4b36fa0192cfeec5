import Autoencoders
import ChapterSupport
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct Staircase: Section {
    static let title = "A staircase of saddles"

    func run(on page: Page) throws {
        /*:
         How many saddles are there for digits and eight units? Choose any eight eigenvectors of $\Sigma$, or fewer. An
         autoencoder that passes just these through, $A$ having them as rows and $B = A^\top$, is a stationary point: its error
         is the sum of all other variances. Only the choice of the first eight is a minimum (Baldi and Hornik
         [@baldi1989]). All others, more than $784!/(8!\,776!) \approx 10^{18}$ of them, are saddles.

         Take one: the eigenvectors 2 to 9. Since only $\Sigma$ counts, the 784 vectors $\sqrt{784\,\lambda_i}\,u_i$ are as
         good as the 60 000 digits: their second moments are $\frac{1}{784} \sum_i 784\,\lambda_i u_i u_i^\top = \Sigma$, and a step
         of descent over *all* the data costs what a step over 784 images costs.
         */
        let k = 8
        let covariance = try page.once("covariance") { try Covariance(Digits.load(on: page).training) }
        let eigen = try SymmetricEigen(covariance.matrix, order: 784)
        let λ = eigen.values.map { max($0, 0) }
        var standIns = eigen.vectors
        for i in 0..<784 {
            for j in 0..<784 { standIns[i, j] *= Float((784 * λ[i]).squareRoot()) }
        }
        let autoencoder = try Autoencoder(input: 784, seed: page.seed) {
            Dense(k, bias: false)
        } decoder: {
            Dense(784, bias: false)
        }
        let (encoder, decoder) = (autoencoder.network[0].weights, autoencoder.network[1].weights)
        let beginning = (encoder.value, decoder.value)
        func gradientNorm() throws -> Double {
            let loss = MeanSquaredError()
            _ = try autoencoder.network.backward(
                loss.gradient(autoencoder.network.forward(standIns), targets: standIns), computing: .parameters)
            return (encoder.gradient.sumOfSquares + decoder.gradient.sumOfSquares).squareRoot()
        }
        decoder.value = eigen.vectors.rows(1..<9)
        encoder.value = decoder.value.transposed
        let flat = try gradientNorm()
        let height = reconstructionError(try autoencoder.reconstruct(standIns), of: standIns)
        let total = λ.reduce(0, +)
        page.check("at the eigenvectors 2 to 9 the gradient vanishes", flat, atMost: 1e-4)
        page.check(
            "the error there is the sum of all other variances", height / (total - λ[1..<9].reduce(0, +)), equals: 1,
            within: 1e-5)
        /*:
         It leads down from there if one unit turns from $u_9$ towards $u_1$, a little of which is enough:
         */
        var turned = decoder.value
        for j in 0..<784 { turned[7, j] = 0.995 * turned[7, j] + 0.1 * Float(eigen.preciseVectors[j]) }
        decoder.value = turned
        encoder.value = turned.transposed
        let below = reconstructionError(try autoencoder.reconstruct(standIns), of: standIns)
        page.check("a turn of one unit towards the first eigenvector leads down", below, atMost: height)
        /*:
         ## Down the stairs

         Descent from weights near zero starts beside the flattest saddle of all, where nothing is passed through. Watch the
         error of plain gradient descent, all data in every step and $\eta = 0.2/\lambda_1$, from the library's first weights times
         $10^{-6}$:
         */
        encoder.value = 1e-6 * beginning.0
        decoder.value = 1e-6 * beginning.1
        var errors = [reconstructionError(try autoencoder.reconstruct(standIns), of: standIns)]
        // What is learnt last, with the variance λ₈, needs the longest.
        let steps = Int(130 * λ[0] / λ[k - 1])
        try autoencoder.fit(
            Samples(inputs: standIns, targets: standIns), optimizer: .sgd(learningRate: 0.2 / λ[0]), epochs: steps,
            batchSize: 784, metrics: [.reconstructionError],
            callbacks: [.onEpoch { errors.append($0.history.training(.reconstructionError).last ?? 0) }])
        let heights = (0...k).map { total - λ[..<$0].reduce(0, +) }
        let lingering = heights.map { height in errors.count { abs($0 - height) < 0.01 * total } }
        // snippet.hide
        page.figure(
            "staircase",
            caption:
                "The error of a linear autoencoder under gradient descent from tiny weights. Grey lines are the sums of all "
                + "variances but the first 0, 1, 2 … 8. Descent rests on one saddle after the other.",
            slide: "Autoencoder",
            alternativeText:
                "A falling curve with steps. It stays at the uppermost of nine grey lines for a while, falls, and bends at "
                + "each of the lines below before it falls on, until it reaches the lowest.",
            trained: true, x: "step", y: "error", legend: .hidden, size: .init(520, 300)
        ) {
            for height in heights { RuleMark(y: height).foregroundStyle(.init(grey: 0.7)).lineStyle(width: 0.8) }
            LineMark(y: errors, from: 0).lineStyle(width: 2)
        }
        page.value("staircase.top", heights[0])
        page.value("staircase.bottom", heights[k])
        page.value("staircase.steps", steps)
        page.value("staircase.end", errors.last!)
        page.value("staircase.topSteps", lingering[0])
        // snippet.show
        page.check("the error never rises", zip(errors, errors.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-6) })
        page.check("it ends on the lowest stair, to one per cent", errors.last! / heights[k], equals: 1, within: 0.01)
        /*:
         It spends {{staircase.topSteps}} steps on the top stair, at tr Σ = {{staircase.top, fixed 1}}, before it has found the
         first component. Then the first unit's worth of variance is learnt in a few steps, and it rests until the second one has
         grown: what grows exponentially from $10^{-6}$, and at a rate proportional to its variance, seems to do nothing
         for a long time (Saxe, McClelland and Ganguli [@saxe2014]). So components are learnt one by one, in PCA's
         order. After {{staircase.steps}} steps the error is {{staircase.end, fixed 2}}; the bottom is at
         {{staircase.bottom, fixed 2}}.

         Two lessons carry over to deep networks. A loss that does not fall for a while need not be at its end. And small
         first weights are a slow beginning: had they been zero, the top stair would have been the last.
         */
    }
}
