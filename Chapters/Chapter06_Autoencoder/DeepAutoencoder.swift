import Autoencoders
import ChapterSupport
import NeuralNetworks
import Tensors
import Workbook

/// The chapter's deep autoencoder of a code size, trained, with what it makes of the test digits.
struct DeepAutoencoder {
    let autoencoder: Autoencoder
    let history: History
    /// The codes of the test digits, one a row.
    let codes: Tensor
    /// What it makes of the test digits, one a row.
    let reconstructions: Tensor
    /// ‖x̂ − x‖² in the mean over the test digits.
    let testError: Double

    /// 784 – 256 – 128 – k – 128 – 256 – 784.
    static func untrained(code k: Int, widths: [Int] = [256, 128], seed: UInt64) throws -> Autoencoder {
        // snippet.declaration
        try Autoencoder(input: 28 * 28, seed: seed) {
            for width in widths { Dense(width, .elu) }
            Dense(k)
        } decoder: {
            for width in widths.reversed() { Dense(width, .elu) }
            Dense(28 * 28, .sigmoid)
        }
        // snippet.end
    }

    /// The autoencoder with a code of k numbers, trained once a run on all training digits.
    static func trained(on page: Page, code k: Int) throws -> DeepAutoencoder {
        try page.once("autoencoder \(k)") {
            try Training(page, code: k).run(on: Digits.load(on: page), callbacks: [.progressBar])
        }
    }

    /// Those with codes of 2, 8 and 30 numbers, trained two at a time.
    static func trained(on page: Page) throws -> [DeepAutoencoder] {
        try page.once("autoencoders") {
            let digits = try Digits.load(on: page)
            let trainings = try [2, 8, 30].map { try Training(page, code: $0) }
            let (large, small) = try concurrently {
                try trainings[2].run(on: digits, callbacks: [.progressBar])
            } _: {
                try trainings[..<2].map { try $0.run(on: digits, callbacks: []) }
            }
            return try zip(trainings, small + [large]).map { training, trained in
                try page.once("autoencoder \(training.k)") { trained }
            }
        }
    }

    /// How one of them is trained.
    private struct Training {
        let k: Int
        let widths: [Int]
        let epochs: Int
        let schedule: any LearningRate
        let seed: UInt64
        let checkpoint: Checkpoint

        init(_ page: Page, code k: Int) throws {
            self.k = k
            widths = page.choose(quick: [64, 32], lecture: [256, 128], full: [512, 256])
            // The larger the code, the longer there is something to be learnt.
            epochs = page.epochs(quick: 3, lecture: k == 30 ? 14 : k == 2 ? 8 : 6, full: k == 30 ? 45 : 30)
            let rate = page.choose(quick: 0.004, lecture: 0.004, full: 0.003)
            // With a code of two numbers, full steps from the first batch on can drive all pixels to black for good.
            schedule =
                k == 2
                ? WarmUp(over: 0.5, then: .cosine(from: rate, over: Double(epochs) - 0.5))
                : .cosine(from: rate, over: Double(epochs))
            seed = page.seed
            checkpoint = Checkpoint(try page.checkpoint("autoencoder-\(k)"))
        }

        func run(on digits: Digits, callbacks: [any Callback]) throws -> DeepAutoencoder {
            // snippet.training
            let autoencoder = try untrained(code: k, widths: widths, seed: seed)
            let history = try autoencoder.fit(
                digits.training, optimizer: .adam(learningRate: schedule),
                epochs: epochs, batchSize: 64, metrics: [.reconstructionError], callbacks: callbacks,
                checkpoint: checkpoint)
            // snippet.end
            let codes = try autoencoder.encode(digits.testImages)
            let reconstructions = try autoencoder.decode(codes)
            return DeepAutoencoder(
                autoencoder: autoencoder, history: history, codes: codes, reconstructions: reconstructions,
                testError: reconstructionError(reconstructions, of: digits.testImages))
        }
    }

    /// Where the middle of the codes lies along a column: from the 25 % to the 85 % quantile, and a little more.
    func crowded(column: Int) -> ClosedRange<Double> {
        let (low, high) = (codes.column(column).quantile(percent: 25), codes.column(column).quantile(percent: 85))
        return low - 0.1 * (high - low)...high + 0.1 * (high - low)
    }
}
