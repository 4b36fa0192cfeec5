import Autoencoders
import ChapterSupport
import Plotting
import Tensors
import Workbook

struct ThreeNoises: Section {
    static let title = "What if copying were no answer?"

    func run(on page: Page) throws {
        /*:
         An autoencoder is asked to give back what it sees. There is a cheap answer: copy. A narrow code forbids it, and that
         was the whole of [](#chapter:6): what must be learnt is forced by what does not fit through. But what if the code may be
         large? With 784 numbers to code 784 pixels the identity is a perfect autoencoder, and knows nothing of digits.

         A *denoising* autoencoder forbids copying in another way [@vincent2010]. It is shown a spoilt sample
         $\tilde x \sim q(\tilde x \mid x)$ and asked for the sample as it was:

         $$\min_r \; \mathbb{E}\,\lVert r(\tilde x) - x \rVert^2 .$$ {#eq:denoising}

         A copy is now as wrong as the noise is strong. To do better one must know what of $\tilde x$ can be digit and what
         cannot, hence what digits are like. Three ways to spoil an image, each a few lines of the library. Normal noise on
         every pixel:

         @Excerpt(Sources/Autoencoders/Noise/GaussianCorruption.swift, slice: gaussian)

         Salt and pepper: a share of the pixels becomes white or black.

         @Excerpt(Sources/Autoencoders/Noise/SaltAndPepper.swift, slice: salt-and-pepper)

         Masking: a share of the pixels is blanked.

         @Excerpt(Sources/Autoencoders/Noise/Masking.swift, slice: masking)
         */
        let x = try Digits.load(on: page).examples
        let noises: [(name: String, noise: any Corruption)] =
            [0.1, 0.25, 0.5, 1].map { ("σ = \($0)", GaussianCorruption(Float($0))) }
            + [0.2, 0.4, 0.7].map { ("\(Int(100 * $0)) % salt and pepper", SaltAndPepper($0)) }
            + [0.25, 0.5, 0.75].map { ("\(Int(100 * $0)) % masked", Masking($0)) }
        // snippet.hide
        page.figure(
            "noises",
            caption: "The first test digit of each class, and what three kinds of noise make of it. Ink is 1, paper 0.",
            slide: "Denoising Autoencoder",
            alternativeText:
                "A grid of ten digits in eleven rows: clean, four strengths of Gaussian noise, three of salt "
                + "and pepper, three of masking. At the greatest strengths most digits can hardly be read."
        ) {
            try ImageGrid(
                rows: [try digitCells(x)]
                    + noises.map { try digitCells(try $0.noise(x, seed: page.seed)) },
                rowLabels: ["clean"] + noises.map(\.name), imageSize: 42)
        }
        // snippet.show
        /*:
         They are not equally hard. Salt and pepper hides which pixels it has touched, but leaves most as they are. Masking
         only ever takes ink away. Normal noise touches every pixel, and none beyond recognition.

         ## Why the clipping?

         A pixel cannot be blacker than black. Whoever adds normal noise gets numbers below 0 and above 1, and an image file, a
         screen or a camera clips them. How many?
         */
        let σ = 0.5
        var random = RandomGenerator(seed: page.seed)
        let noise = Tensor.normal(x.shape, standardDeviation: Float(σ), using: &random)
        let outside = try (x + noise).values.count { $0 < 0 || $0 > 1 }
        let noisy = try GaussianCorruption(Float(σ))(x, seed: page.seed)
        let meanOnPaper = zip(x.values, noisy.values).filter { $0.0 == 0 }.map { Double($0.1) }.mean
        // snippet.hide
        page.value("clipping.outside", Double(outside) / Double(x.count))
        page.value("clipping.paper", meanOnPaper)
        page.value("clipping.expected", σ / (2 * Double.pi).squareRoot())
        // snippet.show
        page.check("clipped noise lies between 0 and 1", noisy.values.allSatisfy { (0...1).contains($0) })
        page.check(
            "on white paper its mean is σ/√(2π)", meanOnPaper, equals: σ / (2 * Double.pi).squareRoot(), within: 0.02)
        /*:
         With $\sigma = 0.5$, {{clipping.outside, percent 0}} of the pixels. And clipping is not harmless: on white paper only the
         upper half of the noise is left, with a mean of nearly $\sigma/\sqrt{2\pi} = {{clipping.expected, fixed 3}}$ (here
         {{clipping.paper, fixed 3}}; clipping at 1 takes a little). The noise has turned the paper grey. No average over neighbours takes that away, a fact
         that will matter when filters are compared.

         The lecture's program computed the clipped image too, and then went on with the other one. What that costs is measured
         in [](#sec:LectureProgram), and [](#ex:7.2) has it for you to repair.
         */
    }
}
