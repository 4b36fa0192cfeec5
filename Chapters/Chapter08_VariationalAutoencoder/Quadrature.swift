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
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    return (mean, (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot())
}

/// Panels that need some reckoning first.
func panels(_ make: () throws -> Panels) rethrows -> Panels { try make() }
