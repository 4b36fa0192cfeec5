extension Collection<Double> {
    /// The middle one in order, or the mean of the two in the middle; NaN if there are none.
    public var median: Double {
        let sorted = sorted()
        return isEmpty ? .nan : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
