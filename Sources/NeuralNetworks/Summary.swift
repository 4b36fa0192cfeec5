import Tensors

/// What a network consists of: one row a layer. `print(network)` shows it as a table, diagrams are drawn from it.
public struct Summary: Sendable, CustomStringConvertible {
    public struct Row: Sendable, Equatable {
        /// The declaration, such as `Dense(100, relu)`; layers inside another one stand below it, indented.
        public let name: String
        /// The kind alone, such as `Dense`.
        public let kind: String
        /// The shape of one sample coming out.
        public let outputShape: Shape
        /// The number of weights; of a layer that contains others, zero: they have rows of their own.
        public let parameters: Int
        /// 0 for the network's own layers, 1 for layers inside one of these.
        public let depth: Int
        /// The activation's name, if the layer ends in one other than the identity.
        public let activation: String?
    }

    /// The shape of one sample going in.
    public let inputShape: Shape
    public let rows: [Row]

    /// The number of all weights.
    public var parameters: Int { rows.reduce(0) { $0 + $1.parameters } }

    public var description: String {
        var table = [["Layer", "Output", "Parameters"], ["Input", "\(inputShape)", ""]]
        for row in rows {
            table.append([
                String(repeating: "  ", count: row.depth) + row.name, "\(row.outputShape)", "\(row.parameters)",
            ])
        }
        table.append(["Total", "", "\(parameters)"])
        let widths = (0..<3).map { column in table.map { $0[column].count }.max()! }
        var lines = table.map { cells in
            cells[0] + String(repeating: " ", count: widths[0] - cells[0].count + 2)
                + cells[1] + String(repeating: " ", count: widths[1] - cells[1].count + 2)
                + String(repeating: " ", count: widths[2] - cells[2].count) + cells[2]
        }
        let rule = String(repeating: "─", count: widths.reduce(4, +))
        lines.insert(rule, at: 1)
        lines.insert(rule, at: lines.count - 1)
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }.joined(separator: "\n")
    }
}

extension Network {
    /// The network as a table: layer, output shape, number of parameters.
    public var summary: Summary {
        Summary(inputShape: inputShape, rows: layers.flatMap { rows(of: $0, depth: 0) })
    }

    private func rows(of layer: any Layer, depth: Int) -> [Summary.Row] {
        let inside = layer.sublayers
        let activation = (layer as? any ActivatedLayer)?.activation
        let kind = String(layer.name.prefix { $0 != "(" })
        let row = Summary.Row(
            name: inside.isEmpty ? layer.name : kind, kind: kind, outputShape: layer.outputShape,
            parameters: inside.isEmpty ? layer.parameters.reduce(0) { $0 + $1.count } : 0, depth: depth,
            activation: activation is Identity ? nil : activation?.label)
        return [row] + inside.flatMap { rows(of: $0, depth: depth + 1) }
    }
}
