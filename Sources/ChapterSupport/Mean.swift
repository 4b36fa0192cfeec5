extension Collection<Double> {
    /// 1/n Σ xᵢ; NaN if there are none.
    public var mean: Double { reduce(0, +) / Double(count) }
}
