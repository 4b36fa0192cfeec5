import ChapterSupport
import NeuralNetworks
import Workbook

/// The four combinations of a series of runs.
struct LectureRuns {
    let sgdMSE, adamMSE, sgdCE, adamCE: DigitsExperiment

    var all: [DigitsExperiment] { [sgdMSE, adamMSE, sgdCE, adamCE] }

    /// At the slides' step sizes, divided by the batch size as the lecture's program does.
    static func make(on page: Page) throws -> LectureRuns {
        try page.once("lecture") {
            try LectureRuns(sgdMSE: 1.0 / 50, sgdCE: 1.0 / 50, adam: 0.1 / 50, on: page)
        }
    }

    /// With good step sizes that fall to zero.
    static func tuned(on page: Page) throws -> LectureRuns {
        let epochs = Double(Self.epochs(on: page))
        return try page.once("tuned") {
            try LectureRuns(
                sgdMSE: CosineDecay(from: 1, over: epochs), sgdCE: CosineDecay(from: 0.2, over: epochs),
                adam: CosineDecay(from: 0.002, over: epochs), on: page)
        }
    }

    static func epochs(on page: Page) -> Int { page.epochs(quick: 2, lecture: 10, full: 10) }

    private init(sgdMSE η1: any LearningRate, sgdCE η2: any LearningRate, adam η3: any LearningRate, on page: Page)
        throws
    {
        let digits = try Digits.load(on: page)
        let epochs = Self.epochs(on: page)
        func run(_ name: String, _ loss: some Loss, _ optimizer: some Optimizer) throws -> DigitsExperiment {
            try .run(name, loss: loss, optimizer: optimizer, digits: digits, epochs: epochs, seed: page.seed)
        }
        sgdMSE = try run("SGD + MSE", .meanSquaredError, .sgd(learningRate: η1))
        adamMSE = try run("Adam + MSE", .meanSquaredError, .adam(learningRate: η3))
        sgdCE = try run("SGD + CE", .crossEntropy, .sgd(learningRate: η2))
        adamCE = try run("Adam + CE", .crossEntropy, .adam(learningRate: η3))
    }
}
