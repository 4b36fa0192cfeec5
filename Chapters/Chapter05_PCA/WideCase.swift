import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Plotting
import Tensors
import Workbook

struct WideCase: Section {
    static let title = "Two hundred pictures of 12 544 pixels"

    func run(on page: Page) throws {
        /*:
         Enlarge digits four times, to $112 \times 112$ pixels. Now $d = 12544$, and the covariance has 157 million
         entries, more than a gigabyte in `Double`; its eigenvectors would take a quarter of an hour. Yet there are, say,
         200 pictures. They span at most 199 directions around their mean, so all but 199 of the eigenvalues are zero, and
         everything there is to know must fit into far less. It does: into the $200 \times 200$ inner products of the
         pictures with each other.
         */
        page.show(Derivation.innerProducts)
        /*:
         (It uses no more than $Gv = \lambda v$, so it holds for every eigenvalue but zero.) An eigenvector $v$ of the
         small matrix says how to mix the *samples* so that the mixture is a component:

         @Excerpt(Sources/Autoencoders/PCA/PCA+Fitting.swift, slice: gram)

         (Where an eigenvalue is small, so is $X v$, and rounding has bent it; hence the last line. `PCA` takes this way
         by itself whenever there are fewer samples than numbers in each.) The enlarged digits are a fair test, because
         the answer is known: sixteen equal pixels for each one multiply every variance by 16.
         */
        let few = try Digits.load(on: page).training.prefix(200)
        let enlarged = enlarge(few.inputTensor, side: Digits.side, times: 4)
        let wide = try PCA(enlarged)
        let small = try PCA(few, components: 199, solver: .covariance)
        let worst = zip(wide.variances, small.variances).map { abs($0 / 16 - $1) }.max()!
        page.check("each has 199 components", wide.count, equals: 199)
        page.check(
            "the enlarged digits have sixteen times the variances", worst / small.variances[0], equals: 0, within: 1e-6)
        let shrunk = shrink(wide.components.rows(0..<20), side: Digits.side, times: 4)
        page.check(
            "and the same components, enlarged",
            try PrincipalAngles(between: shrunk, and: small.components.rows(0..<20)).largest, atMost: 1e-4)
        /*:
         ## All of it, and nothing

         With 199 components these 200 digits can be coded *without any loss*, whatever they look like: 200 points always
         lie in a space of 199 dimensions. Is that good? Ask other digits. Here are components from 200 digits, from 1000,
         and from all training digits, tried on those they were made from, and on the test digits.
         */
        let digits = try Digits.load(on: page)
        let counts = [200, 1000, digits.training.count]
        let curves = try counts.map { count in
            let samples = digits.training.prefix(count)
            let pca = count == digits.training.count ? try Digits.components(on: page) : try PCA(samples)
            return (
                own: try pca.reconstructionErrors(of: samples.prefix(1000)),
                test: try pca.reconstructionErrors(of: digits.test)
            )
        }
        // snippet.hide
        page.figure(
            "few-samples",
            caption:
                "The squared error a digit by the number of components, for components from 200, 1000 and all training digits: on "
                + "digits they were made from (dashed), and on the test digits (solid).",
            alternativeText:
                "Falling curves. For 200 digits the dashed one drops to zero at 199 while the solid one stays well above; for "
                + "all digits both coincide.",
            trained: true
        ) {
            Chart(
                x: Axis("components", domain: 0...300), y: Axis("squared error a digit", domain: 0...55),
                size: .init(440, 280)
            ) {
                for (count, curve) in zip(counts, curves) {
                    let name = count == digits.training.count ? "from all" : "from \(count)"
                    LineMark(x: 0..<curve.test.count, y: curve.test, series: name)
                    LineMark(x: 0..<curve.own.count, y: curve.own, series: name).lineStyle(width: 1.3, .dashed)
                }
            }
        }
        page.value("few.own", curves[0].own[199])
        page.value("few.test", curves[0].test[199])
        page.value("all.test199", curves[2].test[199])
        // snippet.show
        page.check("200 digits are coded without loss", curves[0].own[199], equals: 0, within: 1e-3)
        page.check(
            "test digits are not, and are better served by components from more", curves[0].test[199],
            atLeast: 1.5 * curves[2].test[199])
        /*:
         Their own digits cost them {{few.own, fixed 2}} at 199 components, the test digits {{few.test, fixed 2}};
         components from all training digits would make it {{all.test199, fixed 2}}. So even a method without a single
         step of training learns by heart. With 60 000 digits the two curves lie on each other: 784 directions cannot hold
         so many digits one by one.
         */
    }

    /// Each pixel as a square of equal ones.
    private func enlarge(_ images: Tensor, side: Int, times: Int) -> Tensor {
        let large = side * times
        return Tensor(shape: [images.rows, large * large]) { y in
            for i in 0..<images.rows {
                for p in 0..<large * large {
                    y[i * large * large + p] = images[i, p / large / times * side + p % large / times]
                }
            }
        }
    }

    /// The mean of each square, times its side: what was orthonormal stays so.
    private func shrink(_ images: Tensor, side: Int, times: Int) -> Tensor {
        let large = side * times
        return Tensor(shape: [images.rows, side * side]) { y in
            y.update(repeating: 0)
            for i in 0..<images.rows {
                for p in 0..<large * large {
                    y[i * side * side + p / large / times * side + p % large / times] +=
                        images[i, p] / Float(times)
                }
            }
        }
    }
}
