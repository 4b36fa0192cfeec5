import Autoencoders
import ChapterSupport
import NeuralNetworks
import Plotting
import Tensors
import Workbook

struct CodeSize: Section {
    static let title = "How many numbers does a digit need?"

    func run(on page: Page) throws {
        /*:
         Between 2 and 30 the error falls, for both. Where does one more number cease to be worth while? PCA answers for all $k$ at once:
         its error is the sum of the variances left out. An autoencoder has to be trained anew for each. Seven code sizes, a
         network with a single hidden layer of 128 units on either side, {{codeSize.epochs}} epochs each: a small part of the work that went
         into the networks above, and the same for all.
         */
        let digits = try Digits.load(on: page)
        let components = try Digits.components(on: page).keeping(128)
        let sizes = [1, 2, 4, 8, 16, 32, 64]
        let epochs = page.epochs(quick: 1, lecture: 2, full: 20)
        func error(_ k: Int, callbacks: [any Callback]) throws -> Double {
            let autoencoder = try DeepAutoencoder.untrained(code: k, widths: [128], seed: page.seed)
            try autoencoder.fit(
                digits.training, optimizer: .adam(learningRate: .cosine(from: 0.004, over: Double(epochs))),
                epochs: epochs, batchSize: 64, callbacks: callbacks)
            return try autoencoder.reconstructionError(on: digits.test)
        }
        let (shorter, longer) = try concurrently {
            try sizes[..<4].map { try error($0, callbacks: [.progressBar]) }
        } _: {
            try sizes[4...].map { try error($0, callbacks: []) }
        }
        let errors = shorter + longer
        // What k components leave of x: ‖x − μ‖² less the squares of the first k numbers of its code.
        let x = digits.testImages
        let z = try components.transform(x)
        let mean = try Tensor(repeating: 1, shape: [x.rows, 1]).times(components.mean.viewed(as: [1, 784]))
        var linear = [reconstructionError(mean, of: x)]
        for j in 0..<components.count {
            linear.append(linear[j] - squaredNorm(z.column(j)) / Double(z.rows))
        }
        let deepSizes = [2, 8, 30]
        let deepErrors = try DeepAutoencoder.trained(on: page).map(\.testError)
        /// The number of components with which PCA is as good.
        func equivalent(_ error: Double) -> Int { linear.firstIndex { $0 <= error } ?? linear.count - 1 }
        // snippet.hide
        for (k, error) in zip(sizes, errors) { page.value("codeSize.error.k\(k)", error) }
        for (k, error) in zip(deepSizes, deepErrors) { page.value("codeSize.equivalent.k\(k)", equivalent(error)) }
        page.value("codeSize.epochs", epochs)
        page.value("codeSize.linear.k64", linear[64])
        page.value("codeSize.linear.k1", linear[1])
        page.figure(
            "code-size",
            caption:
                "Squared error on the test digits against the size of the code: PCA, autoencoders with one hidden layer in each half "
                + "after \(epochs) epochs, and the chapter's deep ones. Both axes are logarithmic.",
            slide: "Autoencoder",
            alternativeText:
                "Three falling series. PCA is highest throughout. The small autoencoders lie below it, the farther the longer the "
                + "code, and the three deep ones lie lowest.",
            trained: true, x: .log("numbers in the code", domain: 0.9...140), y: .log("error"), size: .init(520, 320)
        ) {
            LineMark(x: Array(1..<linear.count), y: Array(linear[1...]), series: "PCA")
            LineMark(x: sizes, y: errors, series: "one hidden layer")
            PointMark(x: sizes, y: errors, series: "one hidden layer")
            PointMark(x: deepSizes, y: deepErrors, series: "deep").symbol(.diamond, size: 9)
        }
        // snippet.show
        page.check(
            "with 4 to 64 numbers even the small autoencoder beats PCA",
            (2..<sizes.count).map { errors[$0] / linear[sizes[$0]] }.max()!, atMost: 1, from: .lecture)
        page.check(
            "the two ways to PCA's error agree", linear[30] / (try pcaError(30, digits, components)), equals: 1,
            within: 1e-4)
        /*:
         One number gains little by being bent: a curve that winds through 784 dimensions costs
         {{codeSize.error.k1, fixed 1}}, PCA's straight line {{codeSize.linear.k1, fixed 1}}. From then on the gap widens. At 64
         numbers even the small network has {{codeSize.error.k64, fixed 1}} where PCA has {{codeSize.linear.k64, fixed 1}}.

         In PCA's currency: the two numbers of the deep autoencoder are worth {{codeSize.equivalent.k2}} principal components, its
         eight {{codeSize.equivalent.k8}}, its thirty {{codeSize.equivalent.k30}}. But note the three diamonds below the curve of
         the small networks. PCA's curve belongs to the data; it is what it is. An autoencoder's belongs to the data, the
         network and the patience of whoever trains it. There is no bend from which one could read off how many numbers a
         digit *has*.
         */
    }

    private func pcaError(_ k: Int, _ digits: Digits, _ components: PCA) throws -> Double {
        reconstructionError(try components.keeping(k).reconstruct(digits.testImages), of: digits.testImages)
    }
}
