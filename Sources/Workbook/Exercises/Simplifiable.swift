/// An input that a check can simplify, so that a student sees the smallest case that fails.
public protocol Simplifiable {
    /// Simpler inputs of the same kind, the simplest first. Repeated simplification must end.
    var simpler: [Self] { get }

    /// The input in a message.
    var told: String { get }
}

extension Double: Simplifiable {
    /// Zero, one, the number without its sign, without its fraction, and half of it.
    public var simpler: [Double] {
        guard isFinite, self != 0 else { return [] }
        var simpler = [0.0]
        if abs(self) > 1 { simpler += [1, self < 0 ? -1 : 2].filter { abs($0) < abs(self) } }
        if self < 0 { simpler.append(-self) }
        let whole = rounded(.towardZero)
        if whole != self {
            if whole != 0 { simpler.append(whole) }
        } else if abs(self) >= 4 {
            simpler.append((self / 2).rounded(.towardZero))
        }
        return simpler
    }
}

extension Int: Simplifiable {
    public var simpler: [Int] {
        guard self != 0 else { return [] }
        var simpler = [0]
        if abs(self) > 1 { simpler += [self.signum(), self / 2, self - self.signum()] }
        if self < 0 { simpler.append(-self) }
        return simpler.filter { $0 != self }
    }
}

extension Array: Simplifiable where Element: Simplifiable & Answer {
    /// Fewer elements, then simpler ones. Never empty: an empty list is a case of its own, to be tried on purpose.
    public var simpler: [[Element]] {
        var simpler: [[Element]] = []
        if count > 1 {
            simpler.append(Array(prefix(count / 2)))
            simpler.append(Array(suffix(count / 2)))
            for index in indices.prefix(16) {
                var fewer = self
                fewer.remove(at: index)
                simpler.append(fewer)
            }
        }
        for index in indices.prefix(16) {
            for element in self[index].simpler {
                var changed = self
                changed[index] = element
                simpler.append(changed)
            }
        }
        return simpler
    }
}
