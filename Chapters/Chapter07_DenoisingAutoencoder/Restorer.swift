import Autoencoders
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
            let (n, sums) = (Double(y.count), moments(y, x))
            let (ȳ, x̄) = (sums.y / n, sums.x / n)
            let slope = (sums.xy / n - x̄ * ȳ) / (sums.yy / n - ȳ * ȳ)
            (α, β) = (Float(slope), Float(x̄ - slope * ȳ))
        }

        func callAsFunction(_ y: Tensor) -> Tensor {
            Tensor(shape: y.shape) { z in
                y.withUnsafeBufferPointer { y in for i in z.indices { z[i] = min(1, max(0, α * y[i] + β)) } }
            }
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
        let pca = try page.once("pca") { try PCA(Digits.load(on: page).training, components: 200) }
        return try [10, 20, 30, 40, 50, 70, 100, 150, 200].map { k in
            let part = try pca.keeping(k)
            return ("k = \(k)", { try part.reconstruct($0) })
        }
    }
}

/// Σ y, Σ x, Σ y², Σ xy
private func moments(_ y: Tensor, _ x: Tensor) -> (y: Double, x: Double, yy: Double, xy: Double) {
    var sums = (y: 0.0, x: 0.0, yy: 0.0, xy: 0.0)
    y.withUnsafeBufferPointer { y in
        x.withUnsafeBufferPointer { x in
            for i in y.indices {
                let (a, b) = (Double(y[i]), Double(x[i]))
                sums.y += a
                sums.x += b
                sums.yy += a * a
                sums.xy += a * b
            }
        }
    }
    return sums
}
