import Workbook

extension Page {
    /// Whether the run works on the workbook's own data: only of these do claims about numbers hold.
    public var hasItsOwnData: Bool { dataDirectory == nil }

    /// A seed of the run's for one purpose, so that different draws are independent.
    public func seed(for purpose: UInt64) -> UInt64 { seed &+ purpose }
}
