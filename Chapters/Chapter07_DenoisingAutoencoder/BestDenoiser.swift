import Autoencoders
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
        let learnt = network.parameters[0].value.values.map(Double.init)
        // snippet.hide
        let xs = x.values.map(Double.init)
        func covariance(_ i: Int, _ j: Int) -> Double {
            (0..<n).reduce(0) { $0 + xs[2 * $1 + i] * xs[2 * $1 + j] } / Double(n)
        }
        let Σ = [covariance(0, 0), covariance(0, 1), covariance(1, 0), covariance(1, 1)]
        let (a, b, d) = (Σ[0] + σ * σ, Σ[1], Σ[3] + σ * σ)
        let inverse = [d, -b, -b, a].map { $0 / (a * d - b * b) }
        let exact = [
            Σ[0] * inverse[0] + Σ[1] * inverse[2], Σ[0] * inverse[1] + Σ[1] * inverse[3],
            Σ[2] * inverse[0] + Σ[3] * inverse[2], Σ[2] * inverse[1] + Σ[3] * inverse[3],
        ]
        // The layer's matrix acts on rows from the right: it is Dᵀ.
        let transposed = [exact[0], exact[2], exact[1], exact[3]]
        let difference = zip(learnt, transposed).map { abs($0 - $1) }.max() ?? .infinity
        page.table(
            "linear-denoiser", caption: "The best linear denoiser D, by formula and by training.",
            columns: ["entry", "Σ (Σ + σ² I)⁻¹", "trained"],
            rows: zip(["D₁₁", "D₂₁", "D₁₂", "D₂₂"], zip(transposed, learnt)).map {
                [$0, $1.0.formatted(.fixed(4)), $1.1.formatted(.fixed(4))]
            })
        page.value("linear.difference", difference)
        // snippet.show
        page.check("training finds the best linear denoiser", difference, atMost: 0.02)
        //: No entry differs by more than {{linear.difference, significant 2}}.
    }
}
