import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct PrincipalSubspace: Section {
    static let title = "Does gradient descent find the principal subspace?"

    func run(on page: Page) throws {
        /*:
         With the best decoder, the error is a function of the encoder alone, and its minimum can be computed.
         */
        page.show(Derivation.linearAutoencoderOptimum)
        /*:
         So the best that a linear autoencoder can do is what PCA does: its error cannot be less than the sum of the
         variances that PCA leaves out, and it is that sum if the autoencoder keeps the same subspace (Bourlard and Kamp
         [@bourlard1988], Baldi and Hornik [@baldi1989]). Can, if. Does it, when all that happens is many small steps?

         Eight units, biases for the mean, all digits, and Adam with a step size that falls to zero along a cosine:
         */
        let digits = try Digits.load(on: page)
        let k = 8
        let pca = try Digits.components(on: page).keeping(k)
        let linear = try Autoencoder(input: 784, seed: page.seed) {
            Dense(k)
        } decoder: {
            Dense(784)
        }
        let epochs = page.epochs(quick: 4, lecture: 20, full: 40)
        var angles: [Double] = []
        try linear.fit(
            digits.training, optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(epochs))), epochs: epochs,
            batchSize: 100,
            callbacks: [
                .progressBar,
                .onEpoch { _ in angles.append(try self.angles(of: linear, to: pca).largest) },
            ])
        /*:
         How far apart are two subspaces of the same dimension? Their *principal angles* say it: the smallest angle between a
         direction of the one and a direction of the other, then the smallest between what is orthogonal to those two, and
         so on. If the largest is zero, the subspaces are the same. The decoder's weights have a row for each unit; these
         eight rows span the plane in which all reconstructions lie.
         */
        let largest = try self.angles(of: linear, to: pca).largest
        let error = try linear.reconstructionError(on: digits.training)
        let excess = error / pca.lostVariance - 1
        // snippet.hide
        page.value("linear.largestAngle", largest)
        page.value("linear.largestAngleDegrees", largest * 180 / .pi)
        page.value("linear.excessError", excess)
        page.value("linear.error", error)
        page.value("linear.pcaError", pca.lostVariance)
        page.value("linear.epochs", epochs)
        page.value("linear.variance8", pca.variances[7])
        page.value("linear.variance9", try Digits.components(on: page).variances[8])
        // snippet.show
        // Other images (`--data`) have other gaps between their variances.
        if page.hasItsOwnData {
            page.check("the largest principal angle to PCA's subspace is small", largest, atMost: 0.05, from: .lecture)
        }
        page.check("the error exceeds PCA's by less than one per cent", excess, atMost: 0.01, from: .lecture)
        page.check("no linear code is better than PCA", error, atLeast: pca.lostVariance * (1 - 1e-6))
        // snippet.hide
        page.figure(
            "principal-angle",
            caption:
                "The largest principal angle between the plane of the linear autoencoder and that of the first eight "
                + "principal components, after each epoch.",
            slide: "Autoencoder",
            alternativeText: "A curve on a logarithmic axis that falls from about one radian to a few hundredths.",
            trained: true, x: "epoch", y: .log("largest angle (rad)"), legend: .hidden
        ) {
            LineMark(y: angles)
            PointMark(x: Array(1...angles.count), y: angles)
        }
        // snippet.show
        /*:
         After {{linear.epochs}} epochs the largest angle is {{linear.largestAngle, fixed 3}} rad, or
         {{linear.largestAngleDegrees, fixed 1}} degrees, in a space of 784 dimensions, and the error is
         {{linear.error, fixed 4}} on the training digits where PCA has {{linear.pcaError, fixed 4}}. A dozen lines that
         know nothing of eigenvectors have solved an eigenproblem.

         The angle was the slower of the two, and that is no accident. The eighth variance is
         {{linear.variance8, fixed 2}}, the ninth {{linear.variance9, fixed 2}}. To keep a bit of the ninth direction instead of
         the eighth costs next to nothing, so hardly any gradient speaks against it.

         ## The plane, but not the axes

         Then are the units the principal components?
         */
        let decoder = linear.network[1].weights.value
        let rows = (0..<k).map { decoder.row($0).values }
        // snippet.hide
        page.figure(
            "units-and-components",
            caption:
                "Above, what each of the eight units adds to an image: the rows of the decoder's weights. Below, the first "
                + "eight principal components. The two sets span the same plane.",
            slide: "Autoencoder",
            alternativeText:
                "Two rows of eight pictures in blue and vermilion. Those below are the known eigen-digits, those above are "
                + "mixtures of strokes without an order.",
            trained: true
        ) {
            let components = (0..<k).map { pca.components.row($0).values }
            return try Panels(columns: 1, lettered: false) {
                Panels.Panel(
                    "units of the autoencoder", try ImageGrid(weights: rows, width: 28, height: 28, columns: k))
                Panels.Panel(
                    "principal components", try ImageGrid(weights: components, width: 28, height: 28, columns: k))
            }
        }
        // snippet.show
        let units = rows.map { $0.map(Double.init) }
        let narrowest = (0..<k).flatMap { i in (0..<i).map { j in angle(between: units[i], and: units[j]) } }.min()!
        // snippet.hide
        page.value("linear.largestCosine", cos(narrowest))
        // snippet.show
        /*:
         No. The units are not even orthogonal: the cosine between two of them is as large as
         {{linear.largestCosine, fixed 2}}. The derivation says why. Its matrix $C$ has cancelled: for any invertible $C$, the
         encoder $CA$ with the decoder $BC^{-1}$ makes the same reconstructions, so the error cannot tell one basis of the
         plane from another, and where descent ends up depends on where it began. What PCA has besides, axes
         in the order of their variance, an autoencoder does not promise. Nor will a deep one: do not look for a meaning
         in its third number.
         */
    }

    private func angles(of linear: Autoencoder, to pca: PCA) throws -> PrincipalAngles {
        try PrincipalAngles(between: linear.network[1].weights.value, and: pca.components)
    }
}
