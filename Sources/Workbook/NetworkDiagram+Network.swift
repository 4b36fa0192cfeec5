import NeuralNetworks
import Plotting

extension NetworkDiagram {
    /// A diagram of a network as it is: nothing is typed in twice.
    ///
    /// An activation or normalisation of its own goes to the layer before it; what changes no size and has no weights (dropout,
    /// noise) is written between two layers. Networks of images are drawn as boxes if the style is automatic, as not every
    /// pixel is connected with every other. Where the network gives back as many numbers as it takes, its narrowest layer inside is
    /// marked as the code.
    public init(
        _ title: String = "", network: Network, groups: [Group] = [], style: Style = .automatic
    ) {
        self.init(title, summary: network.summary, groups: groups, style: style)
    }

    /// A diagram of a network's summary.
    public init(_ title: String = "", summary: Summary, groups: [Group] = [], style: Style = .automatic) {
        let worksOnImages = summary.rows.contains { $0.outputShape.rank == 3 && $0.kind != "Reshape" }
        self.init(
            title, layers: Self.layers(of: summary), groups: groups,
            style: style == .automatic && worksOnImages ? .boxes : style)
    }

    private static func layers(of summary: Summary) -> [Layer] {
        let inputs = summary.inputShape.elementCount
        var layers = [Layer("input", units: inputs, size: "\(summary.inputShape)", kind: .input)]
        var units = inputs
        for (index, row) in summary.rows.enumerated() where row.depth == 0 {
            let isBlock = index + 1 < summary.rows.count && summary.rows[index + 1].depth > 0
            let changesNothing = row.parameters == 0 && row.outputShape.elementCount == units && !isBlock
            let normalises = row.kind == "BatchNorm" || row.kind == "LayerNorm"
            if normalises, let last = layers.last, last.kind == .hidden {
                layers[layers.count - 1].detail = joined(last.detail, row.kind.lowercased())
            } else if changesNothing, let activation = row.activation, let last = layers.last, last.kind == .hidden {
                layers[layers.count - 1].detail = joined(last.detail, activation)
            } else if changesNothing || normalises {
                layers.append(.operation(row.activation ?? row.name.lowercased()))
            } else {
                let detail = isBlock ? "x + F(x)" : row.activation ?? ""
                units = row.outputShape.elementCount
                layers.append(Layer(row.kind.lowercased(), units: units, size: "\(row.outputShape)", detail: detail))
            }
        }
        closeEnd(of: &layers)
        if units == inputs { markCode(of: &layers) }
        return layers
    }

    /// The last layer is the output; operations after it become a part of its description.
    private static func closeEnd(of layers: inout [Layer]) {
        guard let output = layers.lastIndex(where: { $0.kind == .hidden }) else { return }
        for operation in layers[(output + 1)...] {
            layers[output].detail = joined(layers[output].detail, operation.name)
        }
        layers.removeSubrange((output + 1)...)
        layers[output].kind = .output
    }

    private static func markCode(of layers: inout [Layer]) {
        let inside = layers.indices.filter { layers[$0].kind == .hidden }
        guard let narrowest = inside.min(by: { layers[$0].units < layers[$1].units }),
            inside.count(where: { layers[$0].units == layers[narrowest].units }) == 1,
            layers[narrowest].units < layers[0].units
        else { return }
        layers[narrowest].kind = .code
    }

    private static func joined(_ first: String, _ second: String) -> String {
        first.isEmpty ? second : "\(first), \(second)"
    }
}
