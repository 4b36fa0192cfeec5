import Foundation

/// Numbers with their history, from which all slopes follow: what the library's `Tape` does with tensors.
final class ScalarTape {
    // snippet.tape
    struct Node {
        let value: Double
        /// What the value was computed from, and how fast it moves if only that moves.
        let parents: [(index: Int, slope: Double)]
    }
    private(set) var nodes: [Node] = []

    func record(_ value: Double, from parents: [(index: Int, slope: Double)] = []) -> Traced {
        nodes.append(Node(value: value, parents: parents))
        return Traced(tape: self, index: nodes.count - 1)
    }
    // snippet.end

    /// How often a slope was multiplied with so far.
    private(set) var multiplications = 0

    // snippet.forwards
    /// ∂v/∂x for every value v on the tape and one input x.
    func slopes(withRespectTo x: Traced) -> [Double] {
        var v̇ = [Double](repeating: 0, count: nodes.count)
        v̇[x.index] = 1
        for (i, node) in nodes.enumerated() {
            for (parent, slope) in node.parents { v̇[i] += slope * v̇[parent] }
            multiplications += node.parents.count
        }
        return v̇
    }
    // snippet.end

    // snippet.backwards
    /// ∂y/∂v for one result y and every value v on the tape.
    func slopes(of y: Traced) -> [Double] {
        var v̄ = [Double](repeating: 0, count: nodes.count)
        v̄[y.index] = 1
        for (i, node) in nodes.enumerated().reversed() {
            // Whatever uses v was recorded after it and has been visited: v̄ is complete, and is handed on.
            for (parent, slope) in node.parents { v̄[parent] += slope * v̄[i] }
            multiplications += node.parents.count
        }
        return v̄
    }
    // snippet.end
}

/// A number on a tape.
struct Traced {
    let tape: ScalarTape
    let index: Int

    var value: Double { tape.nodes[index].value }
}

extension Traced {
    // snippet.rules
    static func + (a: Traced, b: Traced) -> Traced {
        a.tape.record(a.value + b.value, from: [(a.index, 1), (b.index, 1)])
    }

    static func * (a: Traced, b: Traced) -> Traced {
        a.tape.record(a.value * b.value, from: [(a.index, b.value), (b.index, a.value)])
    }

    func tanh() -> Traced {
        let v = Foundation.tanh(value)
        return tape.record(v, from: [(index, 1 - v * v)])
    }
    // snippet.end
}
