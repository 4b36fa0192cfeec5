import Autoencoders
import ChapterSupport
import Derivations
import Foundation
import Tensors
import Workbook

struct ThreeWays: Section {
    static let title = "Three ways to one subspace"

    func run(on page: Page) throws {
        /*:
         The slides end with two sentences: find the eigenvectors of $\Sigma = X X^T$, or, as an alternative, take the
         singular value decomposition of $X$. (They put the samples into columns, and leave out the $\frac{1}{n}$, which
         changes the eigenvalues but no direction.) The first is only a way of writing the sum as a product:
         */
        page.show(Derivation.covarianceOfCentred)
        /*: And the second gives the same vectors: */
        page.show(Derivation.singularValues)
        /*:
         So here are three ways to the principal components: *power iteration*; a *direct eigensolver* on the
         covariance (Householder's reflections make it tridiagonal, QL steps diagonal); and the *singular values* of the centred samples, without a covariance. Take the first fifty
         components of the digits by each.
         */
        let digits = try Digits.load(on: page).training
        var found: [(name: String, pca: PCA)] = []
        for (name, solver) in [
            ("power iteration", PCA.Solver.powerIteration), ("eigenvectors", .covariance),
            ("singular values", .singularValues),
        ] {
            let start = ContinuousClock.now
            let pca = try PCA(
                digits, components: 50, solver: solver, powerIteration: PowerIteration(tolerance: 1e-8))
            page.volatile("\(solver.rawValue).seconds", (ContinuousClock.now - start) / .seconds(1))
            found.append((name, pca))
        }
        /*:
         Do they agree? Comparing vector by vector would be unfair where two eigenvalues are close, since there the plane
         is well defined but not its axes. What matters is the subspace. Two subspaces have *principal angles*: the
         smallest angle between a vector of the one and a vector of the other, then the smallest among those at right
         angles to the first pair, and so on. If the last and largest is zero, the subspaces are the same. For orthonormal
         bases as the rows of $A$ and $B$ their cosines are singular values again [@bjorck1973]:

         @Excerpt(Sources/Autoencoders/PCA/PrincipalAngles.swift, slice: angles)
         */
        var rows: [[String]] = []
        var agreement = 0.0
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            let angles = try PrincipalAngles(between: found[i].pca, and: found[j].pca)
            let variances = zip(found[i].pca.variances, found[j].pca.variances)
            let difference = variances.map { abs($0 / $1 - 1) }.max()!
            agreement = max(agreement, angles.largest)
            rows.append([
                "\(found[i].name), \(found[j].name)", angles.largest.formatted(.scientific(0)),
                difference.formatted(.scientific(0)),
            ])
        }
        // snippet.hide
        page.table(
            "three-ways",
            caption:
                "The subspaces of the first 50 components of the digits, and their variances, by three algorithms.",
            columns: ["between", "largest angle, radians", "largest relative difference of a variance"], rows: rows)
        page.value("pca.agreement", agreement)
        // snippet.show
        page.check("the three subspaces are the same to a thousandth of a radian", agreement, atMost: 1e-3)
        /*:
         The two direct ways agree to the digits of the input: a pixel is a byte divided by 255, which the second way reads as a
         `Float`. Power iteration stops at the residual it was told to stop at; the small gap behind the fiftieth
         eigenvalue turns that into an angle.

         ## What they cost

         Count multiplications, for $n$ samples with $d$ numbers. The covariance takes $n d^2/2$, as it is symmetric, and
         its eigenvectors a small multiple of $d^3$. The singular values go through a QR decomposition of the samples,
         $n d^2$, twice as much, and what comes after is again of the order $d^3$. Power iteration needs the covariance
         too, and then $d^2$ for each step. (The times of this run are in `results.json`; a page that is the same for
         every run cannot show them.)
         */
        let (n, d) = (Double(digits.count), Double(Digits.side * Digits.side))
        let steps = Double(try MultiplyAgain.fifty(on: page).pairs.reduce(0) { $0 + $1.steps })
        // snippet.hide
        page.table(
            "cost", caption: "Multiplications for 50 components of the digits, in thousands of millions.",
            columns: ["", "for the samples", "then"],
            rows: [
                [
                    "power iteration", (n * d * d / 2e9).formatted(.fixed(1)),
                    (steps * d * d / 1e9).formatted(.fixed(1)),
                ],
                [
                    "eigenvectors", (n * d * d / 2e9).formatted(.fixed(1)),
                    "about " + (3 * d * d * d / 1e9).formatted(.fixed(1)),
                ],
                [
                    "singular values", (n * d * d / 1e9).formatted(.fixed(1)),
                    "about " + (6 * d * d * d / 1e9).formatted(.fixed(1)),
                ],
            ])
        // snippet.show
        /*:
         Nearly all of the work is one pass over the samples, and there a trick is worth knowing. Pixels are bytes. Less
         128, a byte has a square of at most $2^{14}$, so that a sum of 1024 such products is a whole number of at most
         $2^{24}$: `Float` holds it exactly. The covariance of bytes can be summed at the full speed of single precision
         without losing a single bit:

         @Excerpt(Sources/Autoencoders/PCA/Covariance.swift, slice: exact)

         ## When the covariance is not good enough

         Why have the slower way at all? A covariance *squares*. A direction in which the samples vary by $10^{-9}$ has
         the variance $10^{-18}$, and beside a variance of 1 that is less than the last digit of a `Double`. Läuchli's
         example [@lauchli1961], centred:
         */
        let ε: Float = 1e-9
        let x = try Tensor(
            rows: [[1, 1, 1], [ε, 0, 0], [0, ε, 0], [0, 0, ε]].flatMap { row in [row, row.map { -$0 }] })
        let squared = try PCA(x, solver: .covariance).variances
        let direct = try PCA(x, solver: .singularValues).variances
        let truth = Double(ε * ε) / 4
        page.show("true     \(truth)\nsquared  \(squared[2])\ndirect   \(direct[2])")
        page.check("the singular values find the small variance", direct[2] / truth, equals: 1, within: 1e-6)
        page.check("the covariance does not", abs(squared[2] / truth - 1), atLeast: 0.5)
        /*:
         For pictures, whose pixels are known to 1 in 255, this is of no importance. For measurements in which a small
         difference of large numbers matters, it is the difference between an answer and noise.
         */
    }
}
