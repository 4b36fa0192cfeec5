import ChapterSupport
import Plotting

/// ∫ f by Simpson's rule on an even number of equal steps.
func integral(over range: ClosedRange<Double>, steps: Int = 2_000, _ f: (Double) -> Double) -> Double {
    let h = (range.upperBound - range.lowerBound) / Double(steps)
    var sum = f(range.lowerBound) + f(range.upperBound)
    for i in 1..<steps { sum += (i % 2 == 1 ? 4 : 2) * f(range.lowerBound + Double(i) * h) }
    return sum * h / 3
}

/// The mean of numbers, and its standard error.
func meanAndError(_ x: [Double]) -> (mean: Double, error: Double) {
    let mean = x.mean
    return (mean, (Moments(x, x).variances.x / Double(x.count - 1)).squareRoot())
}

/// Panels that need some reckoning first.
func panels(_ make: () throws -> Panels) rethrows -> Panels { try make() }
