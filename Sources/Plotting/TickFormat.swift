import Foundation

/// How numbers on an axis are written. Whatever the format, a label says the value of its tick, and ticks of different
/// values have different labels.
public enum TickFormat: Sendable {
    /// As many decimals as the step needs; very large and small numbers as m·10ⁿ.
    case automatic
    /// 0.25 as "25 %".
    case percent
    case custom(@Sendable (Double) -> String)

    /// What a number is multiplied by, and what follows it.
    private var unit: (factor: Double, suffix: String) {
        if case .percent = self { (100, " %") } else { (1, "") }
    }

    /// Labels on a linear axis, which share their number of decimals and their power of ten.
    /// - Parameter step: the distance of ticks at equal steps, which sets the decimals; nil if the values do.
    func labels(_ values: [Double], step: Double? = nil) -> [String] {
        if case .custom(let text) = self { return values.map(text) }
        let (factor, suffix) = unit
        let numbers = values.map { $0 * factor }
        let largest = numbers.map(abs).max() ?? 0
        let isPlain = largest < 1e6 && (largest >= 1e-3 || largest == 0)
        let exponent = isPlain ? 0 : max(-307, Int(log10(largest).rounded(.down)))
        let mantissas = isPlain ? numbers : numbers.map { $0 / pow(10, Double(exponent)) }
        let decimals =
            step.map { exponent + TickFormat.decimals(of: $0 * factor) } ?? TickFormat.decimals(of: mantissas)
        var labels = zip(numbers, mantissas).map { number, mantissa in
            let text = NumberText.fixed(mantissa, decimals)
            return (isPlain ? text : number == 0 ? "0" : "\(text)·10^{\(NumberText.integer(exponent))}") + suffix
        }
        if step == nil, decimals > 6 { labels = values.map(label) }
        // Ticks so close to each other, or so far from zero, that decimals cannot tell them apart.
        if Set(labels).count < Set(values).count { labels = numbers.map { NumberText.full($0) + suffix } }
        return labels
    }

    /// Labels on a logarithmic axis: powers of ten over many decades, else each number by itself.
    func logLabels(_ values: [Double]) -> [String] {
        let exponents = values.map { log10($0).rounded() }
        let areDecades = zip(values, exponents).allSatisfy { abs($0 / pow(10, $1) - 1) < 1e-9 }
        if areDecades, let first = exponents.first, let last = exponents.last, last - first > 2.5 {
            return exponents.map { decade(Int($0)) }
        }
        let labels = values.map(label)
        if case .custom = self { return labels }
        let (factor, suffix) = unit
        return Set(labels).count == values.count ? labels : values.map { NumberText.full($0 * factor) + suffix }
    }

    /// One number by itself, with the digits that it needs: 0.05, 12.5 %, 2·10^{−18}.
    func label(_ value: Double) -> String {
        if case .custom(let text) = self { return text(value) }
        let (factor, suffix) = unit
        return NumberText.needed(value * factor) + suffix
    }

    /// A power of ten among others.
    func decade(_ exponent: Int) -> String {
        guard case .automatic = self else { return label(pow(10, Double(exponent))) }
        return exponent == 0 ? "1" : exponent == 1 ? "10" : "10^{\(NumberText.integer(exponent))}"
    }

    /// The decimals that a step needs; negative for tens and more.
    private static func decimals(of step: Double) -> Int {
        step.isNormal && step > 0 ? -Int((log10(step) + 1e-9).rounded(.down)) : 0
    }

    /// The decimals that show all the numbers: exactly if few suffice (0.0625), else so that what is rounded off
    /// (of 1/3) is small beside each number and its distance from the next.
    private static func decimals(of numbers: [Double]) -> Int {
        let gap = zip(numbers, numbers.dropFirst()).map { $1 - $0 }.min() ?? .infinity
        return numbers.map { NumberText.decimals(of: $0, tolerance: gap / 500) }.max() ?? 0
    }
}
