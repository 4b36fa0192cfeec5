import Autoencoders
import ChapterSupport
import Foundation
import Graphics
import Plotting
import Tensors
import Workbook

struct Reconstructions: Section {
    static let title = "How few will do?"

    func run(on page: Page) throws {
        /*:
         So decode and look. Digits that no component has seen, the first of each kind in the test set, from $k$ numbers
         each:
         */
        let digits = try Digits.load(on: page)
        let pca = try Digits.components(on: page)
        let sizes = [1, 2, 5, 10, 25, 50, 100, 300]
        let decoded = try sizes.map { try pca.keeping($0).reconstruct(digits.examples) }
        // snippet.hide
        page.figure(
            "reconstructions",
            caption: "Ten test digits, and what is left of them in k numbers each.",
            slide: "PCA: Theory",
            alternativeText:
                "Nine rows of ten digits. With one or two numbers all are blurred, and most look alike; with 10 some can be read, "
                + "with 50 all, and with 300 they look like the originals in the first row.",
            trained: true
        ) {
            ImageGrid(
                rows: try ([digits.examples] + decoded).map { try digitCells($0) },
                rowLabels: ["original"] + sizes.map { "k = \($0)" }, imageSize: 56, spacing: 5)
        }
        // snippet.show
        /*:
         With one number there is a zero, a one, and what lies between. With two, the four, the seven and the nine are one
         and the same. At 10 one can guess, at 25 read most of them, at 50 all. Beyond that it is mostly the paper that
         becomes cleaner: a sum of few stripes cannot be white everywhere outside the stroke.

         ## In numbers

         How large is the error, a sum over the pixels of a digit and a mean over the digits? For each $k$ at once, by
         Pythagoras:
         */
        let errors = try pca.reconstructionErrors(of: digits.test)
        let own = try pca.reconstructionErrors(of: digits.training)
        page.value("pca.testError.k30", errors[30])
        // snippet.hide
        for k in sizes { page.value("pca.testError.k\(k)", errors[k]) }
        page.value("pca.trainingError.k30", own[30])
        page.figure(
            "error-by-size",
            caption:
                "The squared error of a reconstructed digit, summed over its pixels, by the number of components. The ring is the published value "
                + "for 30 components, 13.87.",
            alternativeText:
                "One falling curve on two logarithmic axes from 50 to below 1; training and test digits are hardly to be told apart. A ring marks "
                + "30 components.",
            trained: true
        ) {
            Chart(
                x: .log("components k", domain: 1...784), y: .log("squared error a digit", domain: 0.1...60),
                size: .init(440, 280)
            ) {
                LineMark(y: Array(own.dropFirst()), series: "training digits").lineStyle(.dashed)
                LineMark(y: Array(errors.dropFirst()), series: "test digits")
                PointMark(x: 30, y: 13.87, series: "Hinton and Salakhutdinov, 2006").symbol(.ring, size: 10)
            }
        }
        // snippet.show
        page.check(
            "the error at 30 is that of reconstructing",
            reconstructionError(try pca.keeping(30).reconstruct(digits.test.inputTensor), of: digits.test.inputTensor),
            equals: errors[30], within: 1e-3)
        page.check(
            "on the digits of the fit the error is the sum of the variances not kept",
            own[30], equals: try pca.keeping(30).lostVariance, within: 1e-3)
        page.check("the published error, to one per cent", errors[30] / 13.87, equals: 1, within: 0.01, from: .lecture)
        /*:
         With thirty numbers, {{pca.testError.k30, fixed 2}}. This value has a history. In 2006 Hinton and Salakhutdinov
         showed what a deep autoencoder can do, and compared it with PCA at the same code of thirty numbers: 3.00 for
         theirs, 13.87 for PCA [@hinton2006]. The linear half of that comparison can be had again to all its digits,
         {{pca.testError.k30, fixed 2}} here. The other half is the subject of the next chapter.

         The error on the training digits is {{pca.trainingError.k30, fixed 2}}, no smaller: nothing is learnt by heart
         with 60 000 samples.

         ## Easy digits, hard digits
         */
        let thirty = try pca.keeping(30)
        let byDigit = try (0...9).map { digit in
            let x = digits.test.ofClass(digit).inputTensor
            return reconstructionError(try thirty.reconstruct(x), of: x)
        }
        // snippet.hide
        let hardest = (0...9).max { byDigit[$0] < byDigit[$1] }!
        let easiest = (0...9).min { byDigit[$0] < byDigit[$1] }!
        page.table(
            "error-by-digit", caption: "The squared error of test digits with 30 components, by digit.",
            columns: ["digit"] + (0...9).map(String.init),
            rows: [["error"] + byDigit.map { $0.formatted(.fixed(1)) }])
        page.value("digit.hardest", hardest)
        page.value("digit.easiest", easiest)
        page.value("digit.hardest.error", byDigit[hardest])
        page.value("digit.easiest.error", byDigit[easiest])
        // snippet.show
        /*:
         A {{digit.easiest}} costs {{digit.easiest.error, fixed 1}}, a {{digit.hardest}} {{digit.hardest.error, fixed 1}}.
         Components are chosen for the mean over all digits: they spend themselves where there is most to gain.
         */
    }
}
