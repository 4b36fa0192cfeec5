import ChapterSupport
import Foundation
import Tensors

/// Where codes lie: their mean and standard deviation by component, and how near to each other they are.
struct CodeCloud {
    let codes: Tensor
    let mean: [Double]
    let deviation: [Double]

    init(_ codes: Tensor) {
        self.codes = codes
        let columns = (0..<codes.columns).map(codes.column)
        mean = columns.map(\.mean)
        deviation = columns.map { Moments($0, $0).variances.x.squareRoot() }
    }

    /// Codes from independent normal laws with the cloud's means and deviations.
    func draw(_ count: Int, seed: UInt64) -> Tensor {
        var random = RandomGenerator(seed: seed)
        var z = Tensor.normal([count, codes.columns], using: &random)
        for i in 0..<count {
            for j in 0..<codes.columns { z[i, j] = Float(mean[j] + deviation[j] * Double(z[i, j])) }
        }
        return z
    }

    /// The squared distance to the nearest code, in units of the deviations; `except` is not looked at.
    func squaredDistance(_ z: [Float], except: Int? = nil) -> Double {
        var nearest = Double.infinity
        codes.withUnsafeBufferPointer { codes in
            let k = z.count
            for i in 0..<codes.count / k where i != except {
                var sum = 0.0
                for j in 0..<k {
                    let e = Double(codes[i * k + j] - z[j]) / deviation[j]
                    sum += e * e
                }
                nearest = min(nearest, sum)
            }
        }
        return nearest
    }

    /// 99 % of the codes have a neighbour nearer than this; judged by every fifth.
    private var reach: Double {
        stride(from: 0, to: codes.rows, by: 5).map { squaredDistance(codes.row($0).values, except: $0) }
            .quantile(percent: 99)
    }

    /// How often a random code is farther from every code than 99 % of the codes are from their neighbour.
    func shareFarFromEveryCode(draws: Int, seed: UInt64) -> Double {
        let (z, reach) = (draw(draws, seed: seed), reach)
        return Double((0..<draws).count { squaredDistance(z.row($0).values) > reach }) / Double(draws)
    }

    /// Random codes that are as far as possible from every code and from each other.
    func holes(count: Int, seed: UInt64) -> Tensor {
        // Within 1.5 deviations of the mean, so that they lie inside the cloud.
        let z = draw(1_500, seed: seed)
        let inside = (0..<z.rows).filter { i in
            mean.indices.allSatisfy { abs(Double(z[i, $0]) - mean[$0]) < 1.5 * deviation[$0] }
        }
        let far = inside.sorted { squaredDistance(z.row($0).values) > squaredDistance(z.row($1).values) }
        var chosen: [Int] = []
        for i in far where chosen.count < count {
            let isNew = chosen.allSatisfy { other in
                mean.indices.reduce(0) { sum, j in
                    let e = Double(z[i, j] - z[other, j]) / deviation[j]
                    return sum + e * e
                } > 0.3
            }
            if isNew { chosen.append(i) }
        }
        return z.gatheringRows(chosen)
    }
}
