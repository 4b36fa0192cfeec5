/// Numbers the lines of a source that hold code, so that a record's place survives changes of the prose.
public struct CodeLineMap: Hashable, Sendable {
    /// For each line of the source, the number of lines with code up to and including it.
    private let counts: [Int]

    /// - Parameter holdsCode: For each line of the source whether it holds code.
    public init(holdsCode: [Bool]) {
        var count = 0
        counts = holdsCode.map { holds in
            if holds { count += 1 }
            return count
        }
    }

    /// The number, from 1, of the line with code at or above a line (from 1); nil if there is none.
    public func codeLine(of line: Int) -> Int? {
        guard counts.indices.contains(line - 1), counts[line - 1] > 0 else { return nil }
        return counts[line - 1]
    }

    /// The line, from 1, that holds the code line of this number; nil if there are fewer.
    public func line(ofCodeLine codeLine: Int) -> Int? {
        codeLine < 1 ? nil : counts.firstIndex { $0 == codeLine }.map { $0 + 1 }
    }
}
