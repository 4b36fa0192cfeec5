import Workbook

/*:
 The tape of [](#sec:ReverseMode) is read from its end, and so each number is complete before it is handed on: whatever uses it
 was recorded after it. A graph from elsewhere comes in any order. Its nodes are numbered from 0; each has its parents with the
 local slopes, and nothing says that parents have the smaller numbers. Only circles there are none.

 Find $\partial y/\partial v$ for the node $y$ that is the result and every node $v$ of the graph, in the order of the
 numbers; 0 for those on which $y$ does not depend. The chain rule adds over all paths from $v$ to $y$, but do not walk them one
 by one: the last graph that you will be asked for has more than $10^{12}$.
 */
struct GoingBack: GraphSlopes {
    func slopes(of result: Int, in graph: [GraphNode]) throws -> [Double] {
        throw NotYetSolved("3.6")
    }
}

/// A value that was computed from its parents; those without parents are inputs.
struct GraphNode {
    /// The parents' numbers, and the slopes towards them.
    var parents: [(node: Int, slope: Double)] = []
}

// What follows asks and judges; there is nothing to be written below this line.

/// What Exercise 3.6 asks for.
protocol GraphSlopes {
    func slopes(of result: Int, in graph: [GraphNode]) throws -> [Double]
}

enum GoingBackExercise: Exercise {
    static let id = "3.6"
    static let title = "Going back in the right order"
    static let hints = [
        "A node may hand its slope on to its parents only when all nodes that use it, and on which y depends, have done so.",
        "Find an order first: visit y; to visit a node, visit its parents if they are new, and only then append it to a list. "
            + "Parents then stand before all that uses them.",
        "Go through that list from its end, as the tape does: slopes[parent] += slope * slopes[node], beginning with "
            + "slopes[result] = 1.",
    ]
    static var attempt: any GraphSlopes { GoingBack() }

    static func check(_ solution: any GraphSlopes) throws {
        // u = xy, v = tanh u, w = uv, f = w + x at (½, 2) as the section has it.
        let section = Trial(
            [[], [], [(0, 2), (1, 0.5)], [(2, 0.42)], [(2, 0.76), (3, 1)], [(4, 1), (0, 1)]], result: 5)
        let unequal = Trial([[], [(0, 2)], [(1, 3)], [(1, 1), (2, 1)]], result: 3)
        var diamonds: [[(Int, Double)]] = [[]]
        for top in stride(from: 0, to: 120, by: 3) {
            diamonds += [[(top, 0.5)], [(top, 0.75)], [(top + 1, 1), (top + 2, 1)]]
        }
        let trials: [Trial] = [
            Trial([[]], result: 0), Trial([[], [(0, 2)]], result: 1), Trial([[], [(0, 3), (0, 3)]], result: 1), unequal,
            unequal.backwards, Trial([[], [(0, 2)], [(0, 5), (1, 7)]], result: 1), section,
            section.backwards, Trial([[(2, 4)], [(2, 1), (3, 1)], [(3, -1)], []], result: 1),
            Trial(diamonds, result: 120), Trial(diamonds, result: 120).backwards,
        ]
        try compare(
            over: trials, tolerance: 1e-9, describe: \.description, expected: \.slopes
        ) { try solution.slopes(of: $0.result, in: $0.graph) }
    }

    private struct Trial {
        var graph: [GraphNode]
        var result: Int

        init(_ parents: [[(Int, Double)]], result: Int) {
            graph = parents.map { GraphNode(parents: $0.map { (node: $0.0, slope: $0.1) }) }
            self.result = result
        }

        /// The same graph, numbered from the other end.
        var backwards: Trial {
            let last = graph.count - 1
            var trial = self
            trial.result = last - result
            trial.graph = graph.reversed().map { node in
                GraphNode(parents: node.parents.map { (node: last - $0.node, slope: $0.slope) })
            }
            return trial
        }

        var description: String {
            guard graph.count < 10 else { return "y = node \(result) of a chain of 40 diamonds" }
            let nodes = graph.indices.map { i in
                let parents = graph[i].parents.map { "node \($0.node) with slope \($0.slope.told)" }
                return "node \(i) " + (parents.isEmpty ? "is an input" : "uses " + parents.joined(separator: " and "))
            }
            return "y = node \(result), where " + nodes.joined(separator: ", ")
        }

        /// From the other end: the slope of y with respect to v is what the users of v report, each asked once.
        var slopes: [Double] {
            var known = [Double?](repeating: nil, count: graph.count)
            func slope(_ v: Int) -> Double {
                if let slope = known[v] { return slope }
                var sum = v == result ? 1.0 : 0
                for user in graph.indices {
                    for parent in graph[user].parents where parent.node == v { sum += parent.slope * slope(user) }
                }
                known[v] = sum
                return sum
            }
            return graph.indices.map(slope)
        }
    }
}
