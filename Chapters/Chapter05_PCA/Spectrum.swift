import Autoencoders
import ChapterSupport
import Foundation
import Plotting
import Tensors
import Workbook

struct Spectrum: Section {
    static let title = "How many numbers is a digit?"

    func run(on page: Page) throws {
        /*:
         The eigenvalues, in falling order, are the *spectrum*. How fast do they fall? And is that fast? One should
         compare with something: if the pixels were uncorrelated, $\Sigma$ would be diagonal, and the components would be
         the pixels themselves, those of largest variance first. That is the code of somebody who keeps the most
         informative pixels.
         */
        let pca = try Digits.components(on: page)
        let Σ = try Covariance(Digits.load(on: page).training)
        let pixels = (0..<Σ.dimension).map { Σ[$0, $0] }.sorted(by: >)
        let ofPixels = pixels.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1 / Σ.total) }
        let ofComponents = pca.cumulativeShares
        // snippet.hide
        page.figure(
            "spectrum",
            caption:
                "(a) The variances along the components, and of the pixels, each in falling order. (b) The share of the variance that the "
                + "first k hold together.",
            slide: "PCA: Theory",
            alternativeText:
                "Left, on a logarithmic axis, the components' variances begin at 5 and fall by ten thousand; the pixels' begin at 0.2 and stay "
                + "flat for hundreds. Right, the components' share rises steeply to 90 per cent before 100, the pixels' nearly in a straight line.",
            trained: true
        ) {
            Panels(columns: 2, sharedLegend: true) {
                Chart("variance", x: Axis("k", domain: 0...784), y: .log("variance", domain: 1e-7...10)) {
                    LineMark(y: pca.variances.map { max($0, 1e-30) }, series: "components")
                    LineMark(y: pixels.map { max($0, 1e-30) }, series: "pixels")
                }
                Chart("cumulative share", x: Axis("k", domain: 0...784), y: Axis("share", domain: 0...1)) {
                    LineMark(x: 0...pca.count, y: [0] + ofComponents, series: "components")
                    LineMark(x: 0...pixels.count, y: [0] + ofPixels, series: "pixels")
                }
            }
        }
        let shares = [0.5, 0.8, 0.9, 0.95, 0.99]
        page.table(
            "numbers-for-share", caption: "How many numbers hold a share of the variance of the digits.",
            columns: ["share"] + shares.map { $0.formatted(.percent(0)) },
            rows: [("components", ofComponents), ("pixels", ofPixels)].map { name, cumulative in
                [name] + shares.map { share in String(cumulative.firstIndex { $0 >= share }! + 1) }
            })
        page.value("spectrum.first", pca.shares[0])
        page.value("spectrum.ten", ofComponents[9])
        page.value("spectrum.for90", ofComponents.firstIndex { $0 >= 0.9 }! + 1)
        page.value("spectrum.pixels.for90", ofPixels.firstIndex { $0 >= 0.9 }! + 1)
        page.value("spectrum.thirty", ofComponents[29])
        page.value("spectrum.total", pca.totalVariance)
        // snippet.show
        page.check(
            "no k pixels hold more than the first k components",
            zip(ofComponents, ofPixels).allSatisfy { $0 >= $1 - 1e-12 })
        page.check(
            "all components hold all that the pixels hold", pca.variances.reduce(0, +), equals: Σ.total, within: 1e-9)
        /*:
         The first component alone holds {{spectrum.first, percent 1}} of the variance, the first ten
         {{spectrum.ten, percent 0}}. For 90 % it takes {{spectrum.for90}} components, or {{spectrum.pixels.for90}}
         pixels.

         How many numbers a digit *is* the spectrum does not say: there is no edge in it after which nothing comes. It
         falls on and on, with no place where structure would end and noise begin. "Keep 95 %" is a habit, not a theorem.
         */
    }
}
