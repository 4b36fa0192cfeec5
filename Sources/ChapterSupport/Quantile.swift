extension Collection where Element: Comparable {
    /// The number that so many per cent of all are below.
    ///
    /// - Precondition: there is at least one.
    public func quantile(percent: Int) -> Element { sorted()[Swift.min(count * percent / 100, count - 1)] }
}
