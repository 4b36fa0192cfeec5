import Autoencoders
import ChapterSupport
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct Bottleneck: Section {
    static let title = "Can a code be learnt?"

    func run(on page: Page) throws {
        /*:
         Principal component analysis describes a digit by $k$ numbers, and of all *linear* descriptions it is the best
         ([](#chapter:5)). But digits do not lie in a plane. Lean a 1 to the left, lean it to the right: half-way between
         the two pictures, pixel by pixel, lies no upright 1 but a pale cross. The numbers that one would like to have, how
         far it leans, how bold it is, are not sums of pixels.

         So let the description be any function, and let it be learnt. Take two networks: an *encoder* $f$, which turns the
         784 pixels $x$ into a *code* $h = f(x)$ of $k$ numbers, and a *decoder* $g$, which turns a code into 784 pixels.
         Train them together to give back what went in,

         $$\hat x = g(f(x)) \approx x .$$

         This is an *autoencoder*, the lecture's diagram [@roth2020]. Nobody has to say what the digits are: the target is
         the input. And nobody has to say what the $k$ numbers shall mean.
         */
        let digits = try Digits.load(on: page)
        let autoencoder = try DeepAutoencoder.untrained(code: 30, seed: page.seed)
        page.show(autoencoder)
        let depth = autoencoder.encoderDepth
        let layers = autoencoder.network.layers.count
        // snippet.hide
        page.figure(
            "autoencoder",
            caption:
                "The autoencoder of this chapter, drawn from the network itself. All that the decoder learns of an image "
                + "comes through the 30 numbers in the middle.",
            slide: "Autoencoder",
            alternativeText:
                "Columns of neurons that get shorter from the input of 784 to the code of 30, and longer again to the "
                + "output of 784. Brackets name the left half encoder and the right half decoder.",
            NetworkDiagram(
                network: autoencoder.network,
                groups: [
                    .init("encoder f", layers: 0...depth), .init("decoder g", layers: depth + 1...layers),
                ]))
        page.value("autoencoder.parameters", autoencoder.network.parameterCount)
        page.value("autoencoder.encoderDepth", depth)
        // snippet.show
        /*:
         Why does the waist have to be narrow? Because a copy is no description. If the code had 784 numbers, $f$ and $g$ could
         both be the identity, and nothing would be learnt at the lowest price there is. What makes an autoencoder find
         something is what it is denied: here, room. ([](#chapter:7) denies it clean inputs instead, [](#chapter:8) the
         choice of where codes lie.)

         ## Two halves, one network

         In the library an autoencoder is declared as two lists of layers, and is one network:

         @Excerpt(Sources/Autoencoders/Autoencoder.swift, slice: network)

         That is all there is to training it. Backpropagation does not know that there is a middle; the gradient of the error
         runs from the last pixel of $\hat x$ back through $g$ and on through $f$. To *fit* is to fit a network to samples
         that are their own targets,

         @Excerpt(Sources/Autoencoders/Autoencoder.swift, slice: fit)

         and in use, each half can be called alone:

         @Excerpt(Sources/Autoencoders/Autoencoder.swift, slice: use)

         ## What is an error of 1?

         The loss is the squared error, $\frac12 \lVert \hat x - x \rVert^2$ in the mean over the images. What we report is
         twice that, the measure of Hinton and Salakhutdinov [@hinton2006], whose numbers we want to compare with:
         squared differences of pixel values between 0 and 1, *summed* over the 784 pixels, in the mean over the images. To
         get a feeling for it, ask what three kinds of ignorance cost on the test digits: to answer with a blank page, with the
         mean of all training digits, and with what an untrained autoencoder happens to say.
         */
        let x = digits.testImages
        let blank = reconstructionError(Tensor(shape: x.shape), of: x)
        let mean = try Digits.components(on: page).mean
        let constant = reconstructionError(
            try Tensor(repeating: 1, shape: [x.rows, 1]).times(mean.viewed(as: [1, 784])), of: x)
        let untrained = try autoencoder.reconstructionError(on: digits.test)
        // snippet.hide
        page.value("blank.testError", blank)
        page.value("mean.testError", constant)
        page.value("untrained.testError", untrained)
        // snippet.show
        page.check(
            "the library's two halves, one after the other, are the network",
            try autoencoder.decode(autoencoder.encode(x)) == autoencoder.network.predict(x))
        page.check("the mean digit is a better answer than a blank page", constant, atMost: blank)
        /*:
         A blank page costs {{blank.testError, fixed 1}}, the mean digit {{mean.testError, fixed 1}}, and the untrained
         autoencoder, whose pixels are all grey, {{untrained.testError, fixed 0}}. An error of 1 is what you get if a single one
         of the 784 pixels is white instead of black and all others are right. Whatever is below
         {{mean.testError, fixed 1}} has been understood about digits.
         */
    }
}
