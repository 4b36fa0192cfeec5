import Autoencoders
import ChapterSupport
import Derivations
import NeuralNetworks
import Tensors
import Workbook

struct BestDenoiser: Section {
    static let title = "What is the best answer to a noisy sample?"

    func run(on page: Page) throws {
        /*:
         Suppose training went perfectly. Which function would [](#eq:denoising) have found? Noise loses information: many clean
         samples may stand behind one $\tilde x$, some more likely than others, and only one answer can be given.
         */
        page.show(Derivation.optimalDenoiser)
        /*:
         So the best denoiser answers with the *mean* of all clean samples that could be meant, weighted by how likely each is.
         A mean of sharp images is a blurred one. When a denoiser's answer looks washed out, it does not say "the digit was
         washed out"; it says "I cannot tell which of these it was".

         ## If the denoiser must be linear

         A conditional mean can be any function. Between all and nothing stands the best *linear* one, and it has a formula:
         */
        page.show(Derivation.linearDenoiser)
        /*:
         In the basis of the principal components, $\Sigma = \operatorname{diag}(\lambda_1, \lambda_2, \dots)$, it multiplies the
         $k$-th coordinate by

         $$\frac{\lambda_k}{\lambda_k + \sigma^2} .$$

         Where the data vary much more than the noise, the coordinate is kept; where they vary less, it is given up. A projection
         on principal components ([](#chapter:5)) does the same with a hard edge, 1 or 0. That is why PCA denoises at all.

         Does gradient descent find it? A single dense layer without activation, trained on noisy points of a plane, against the
         formula at the points' own covariance:
         */
        let (n, σ) = (20_000, 0.7)
        var random = RandomGenerator(seed: page.seed)
        let z = Tensor.normal([n, 2], using: &random)
        let A = try Tensor([1.2, 0, 0.6, 0.4], shape: [2, 2])
        let x = try z.times(A, transposingOther: true)  // Σ = A Aᵀ
        let network = try Network(input: 2, seed: page.seed) {
            GaussianNoise(Float(σ))
            Dense(2, bias: false)
        }
        let epochs = 12
        try network.fit(
            Samples(inputs: x, targets: x), loss: .meanSquaredError,
            optimizer: .adam(learningRate: .cosine(from: 0.01, over: Double(epochs))), epochs: epochs, batchSize: 100,
            callbacks: [.progressBar])
        let learnt = network[1].weights.value.values.map(Double.init)
        let columns = [x.column(0), x.column(1)]
        let Σ = columns.flatMap { a in columns.map { b in dot(a, b) / Double(n) } }
        let eigen = try SymmetricEigen(Σ, order: 2)
        // D = Σₖ λₖ/(λₖ + σ²) vₖ vₖᵀ
        let exact = (0..<4).map { ij in
            (0..<2).reduce(0) { sum, k in
                let (λ, v) = (eigen.values[k], Array(eigen.preciseVectors[2 * k..<2 * k + 2]))
                return sum + λ / (λ + σ * σ) * v[ij / 2] * v[ij % 2]
            }
        }
        let difference = zip(learnt, exact).map { abs($0 - $1) }.max() ?? .infinity
        // snippet.hide
        page.table(
            "linear-denoiser", caption: "The best linear denoiser D, by formula and by training.",
            columns: ["entry", "Σ (Σ + σ² I)⁻¹", "trained"],
            rows: zip(["D₁₁", "D₂₁", "D₁₂", "D₂₂"], zip(exact, learnt)).map {
                [$0, $1.0.formatted(.fixed(4)), $1.1.formatted(.fixed(4))]
            })
        page.value("linear.difference", difference)
        // snippet.show
        page.check("training finds the best linear denoiser", difference, atMost: 0.02)
        //: No entry differs by more than {{linear.difference, significant 2}}.
    }
}
