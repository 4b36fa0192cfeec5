import ChapterSupport
import Foundation
import Testing

@Suite struct StatisticsTests {
    @Test func middles() {
        #expect([3.0, 1, 2].median == 2)
        #expect([4.0, 1, 2, 3].median == 2.5)
        #expect([Double]().median.isNaN)
        #expect([1.0, 2, 6].mean == 3)
        #expect((1...100).reversed().map(Double.init).quantile(percent: 25) == 26)
        #expect([5.0, 4].quantile(percent: 100) == 5)
    }

    /// y = 3 − 2 x, and with an error at right angles to x.
    @Test func moments() {
        let x = [0.0, 1, 2, 3]
        let line = Moments(x, x.map { 3 - 2 * $0 })
        #expect(abs(line.correlation + 1) < 1e-15)
        #expect(line.regression == (-2, 3))
        #expect(line.variances.x == 1.25)
        let errors = [1.0, -1, -1, 1]
        let bent = Moments(x, zip(x, errors).map { 3 - 2 * $0 + $1 })
        #expect(bent.regression == (-2, 3))
        #expect(abs(bent.correlation + (5.0 / 6).squareRoot()) < 1e-15)
        // What does not vary tells nothing.
        #expect(Moments([1, 1], [0, 5]).correlation == 0)
        #expect(Moments([1, 1], [0, 5]).regression == (0, 2.5))
    }

    @Test func angles() {
        #expect(abs(angle(between: [1, 0], and: [0, -3]) - .pi / 2) < 1e-15)
        #expect(abs(angle(between: [1, 1], and: [-2, 0]) - .pi / 4) < 1e-15)
        // A cosine would be 1.
        #expect(abs(angle(between: [1, 1e-12], and: [5, 0]) / 1e-12 - 1) < 1e-12)
        for θ in [-170.0, -45, 0, 30, 90] { #expect(abs(degrees(of: direction(degrees: θ)) - θ) < 1e-12) }
    }
}
