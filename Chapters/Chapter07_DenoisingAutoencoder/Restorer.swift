import Autoencoders
import ChapterSupport
import Tensors
import Workbook

/// A way to clean images whose constants were chosen, for one kind and strength of noise, by training digits.
struct Restorer {
    let name: String
    /// The constant chosen, such as `3 × 3` or `k = 50`.
    let choice: String
    /// Its PSNR on the training digits by which it was chosen.
    let tuningPSNR: Double
    let restore: (Tensor) throws -> Tensor

    // snippet.correction
    /// Brightness and contrast put right after a filter: clip(α y + β), with the α and β of least squares on training digits.
    struct Correction {
        var α: Float = 1
        var β: Float = 0

        init() {}

        init(from y: Tensor, to x: Tensor) {
            let line = Moments(y.values.map(Double.init), x.values.map(Double.init)).regression
            (α, β) = (Float(line.slope), Float(line.intercept))
        }

        func callAsFunction(_ y: Tensor) -> Tensor {
            y.map { min(1, max(0, α * $0 + β)) }
        }
    }
    // snippet.end

    /// One of a family of restorers.
    typealias Candidate = (choice: String, restore: @Sendable (Tensor) throws -> Tensor)

    /// The best of a family on training digits, each with a correction of its own or with none.
    static func best(
        of name: String, _ family: [Candidate], corrected: Bool, on digits: Digits, noise: any Corruption, seed: UInt64
    ) throws -> Restorer {
        let x = digits.tuning
        let noisy = try noise(x, seed: seed &+ 1000)
        return try family.map { candidate in
            let y = try candidate.restore(noisy)
            let correction = corrected ? Correction(from: y, to: x) : Correction()
            return Restorer(
                name: name, choice: candidate.choice, tuningPSNR: peakSignalToNoiseRatio(correction(y), of: x),
                restore: { correction(try candidate.restore($0)) })
        }.max { $0.tuningPSNR < $1.tuningPSNR }!
    }

    static let medians: [Candidate] = (1...3).map { radius in
        let side = 2 * radius + 1
        return ("\(side) × \(side)", { try MedianFilter(radius: radius)($0, width: 28, height: 28) })
    }

    static let blurs: [Candidate] = stride(from: 4, through: 20, by: 2).map { tenths in
        let s = Double(tenths) / 10
        return ("s = \(s)", { try GaussianBlur(standardDeviation: s)($0, width: 28, height: 28) })
    }

    static func projections(on page: Page) throws -> [Candidate] {
        let pca = try Digits.components(on: page)
        return try [10, 20, 30, 40, 50, 70, 100, 150, 200].map { k in
            let part = try pca.keeping(k)
            return ("k = \(k)", { try part.reconstruct($0) })
        }
    }
}

extension Digits {
    /// A sixtieth of the training digits, by which the filters' constants are chosen.
    var tuning: Tensor { training.prefix(max(training.count / 60, 1)).inputTensor }
}
