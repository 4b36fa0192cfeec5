import Foundation
import Graphics
import Testing

@testable import Plotting

@Suite("Panels")
struct PanelsTests {
    private func panels(_ count: Int, columns: Int, shared: Bool) -> Panels {
        Panels("All of them", columns: columns, sharedLegend: shared) {
            for i in 0..<count {
                Chart("part \(i)", size: Size(150, 100)) {
                    if i > 0 { LineMark(y: [1, 2], series: "only later") }
                    LineMark(y: [1, 3], series: "everywhere")
                }
            }
        }
    }

    @Test("panels are lettered and stand in a grid", arguments: [(1, 1), (3, 2), (4, 2), (5, 3)])
    func grid(count: Int, columns: Int) throws {
        let figure = panels(count, columns: columns, shared: false)
        let svg = try figure.svg()
        for i in 0..<count {
            let letter = ["a", "b", "c", "d", "e"][i]
            #expect(svg.contains(count > 1 ? ">(\(letter)) part \(i)<" : ">part 0<"))
        }
        #expect(figure.size.width >= 150 * Double(min(count, columns)))
        #expect(try figure.hasClearBorder())
    }

    @Test("a shared legend names every series once, each with one colour in all panels")
    func sharedLegend() throws {
        let svg = try panels(3, columns: 3, shared: true).svg()
        #expect(svg.components(separatedBy: ">only later<").count == 2)
        #expect(svg.components(separatedBy: ">everywhere<").count == 2)
        let separate = try panels(3, columns: 3, shared: false).svg()
        #expect(separate.components(separatedBy: ">everywhere<").count > 2)
        // "everywhere" is the first series of the first panel: three lines and one swatch have its colour.
        let hex = Palette.series[0].bytes.map { String(format: "%02x", $0) }.joined()
        #expect(svg.components(separatedBy: "stroke=\"#\(hex)\"").count == 5)
    }

    @Test("no panels are no trap")
    func empty() throws {
        #expect(try !Panels(columns: 2) {}.image().bytes.isEmpty)
    }
}

@Suite("Image grids")
struct ImageGridTests {
    @Test("every pixel of an image is a sharp square of one size")
    func crisp() throws {
        let values = (0..<784).map { Float($0 * 37 % 256) / 255 }
        let grid = ImageGrid(rows: [[try ImageGrid.Cell(values, width: 28, height: 28)]])
        let image = try grid.image()
        // Margin 10 points = 20 pixels; 56 points for 28 pixels = 4 pixels each.
        for y in 0..<112 {
            for x in 0..<112 {
                let expected = UInt8(Int(values[(y / 4) * 28 + x / 4] * 255 + 0.5))
                #expect(image[20 + x, 20 + y].allSatisfy { $0 == expected })
            }
        }
    }

    @Test("labels and captions are there and inside", arguments: [1, 3, 7])
    func labels(columns: Int) throws {
        let cell = try ImageGrid.Cell([Float](repeating: 0.5, count: 16), width: 4, height: 4, caption: "3 → 5")
        let grid = ImageGrid(
            "A title that is longer than the images", rows: [Array(repeating: cell, count: columns), [cell]],
            rowLabels: ["noisy\ndigits", "clean"], columnLabels: (0..<columns).map { "k = \($0)" })
        let svg = try grid.svg()
        for text in ["A title that is longer than the images", "noisy", "digits", "clean", "k = 0", "3 → 5"] {
            #expect(svg.contains(">\(text)<"))
        }
        #expect(try grid.hasClearBorder())
        #expect(svg.components(separatedBy: "<image").count - 1 == columns + 1)
    }

    @Test("weights: zero is white, signs have their sides, the scale is shared and symmetric")
    func weights() throws {
        let grid = try ImageGrid(weights: [[-2, 0], [1, 2]], width: 2, height: 1, columns: 2)
        let colors = grid.rows[0].map { [$0.image.color(x: 0, y: 0), $0.image.color(x: 1, y: 0)] }
        #expect(colors[0][1].red > 0.95 && colors[0][1].blue > 0.95)
        #expect(colors[0][0].blue > colors[0][0].red && colors[1][1].red > colors[1][1].blue)
        let half = ColorMap.diverging.color(0.75)
        #expect(abs(colors[1][0].red - half.red) < 0.01)
        for values in [[Float.nan, 1], [0, 0], [.infinity, 1]] as [[Float]] {
            #expect(try !ImageGrid(weights: [values], width: 2, height: 1, columns: 1).image().bytes.isEmpty)
        }
    }

    @Test("wrong counts are refused, no images are no trap")
    func edges() throws {
        #expect(throws: GraphicsError.self) { try ImageGrid.Cell([Float](repeating: 0, count: 5), width: 2, height: 2) }
        #expect(try !ImageGrid(rows: []).image().bytes.isEmpty)
        #expect(try !ImageGrid(rows: [[]]).image().bytes.isEmpty)
    }
}

@Suite("Diagrams")
struct DiagramTests {
    typealias Layer = NetworkDiagram.Layer

    @Test("larger layers are taller; up to ten units are all shown")
    func circles() {
        for units in 1...10 { #expect(NetworkDiagram.circles(for: units) == units) }
        let counts = [10, 32, 50, 100, 784, 10_000, 1_000_000].map(NetworkDiagram.circles)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 < $1 })
        #expect(counts.last! < 40)
    }

    @Test(
        "names, sizes, activations, groups and operations are there, inside",
        arguments: [NetworkDiagram.Style.neurons, .boxes])
    func texts(style: NetworkDiagram.Style) throws {
        let diagram = NetworkDiagram(
            "Autoencoder",
            layers: [
                Layer("input", units: 784, size: "28 × 28", kind: .input), .operation("noise"),
                Layer("dense", units: 50, detail: "ReLU"), Layer("code", units: 2, kind: .code),
                Layer("output", units: 784, detail: "sigmoid", kind: .output),
            ], groups: [.init("encoder", layers: 0...3), .init("decoder", layers: 3...4)], style: style)
        let svg = try diagram.svg()
        for text in ["Autoencoder", "28 × 28", "noise", "ReLU", "code", "2", "encoder", "decoder", "784"] {
            #expect(svg.contains(">\(text)<"))
        }
        #expect(try diagram.hasClearBorder())
    }

    @Test("no layers, one layer and operations alone are no trap")
    func edges() throws {
        for layers in [[], [Layer("input", units: 3)], [.operation("dropout")], [Layer("none", units: 0)]] {
            #expect(try !NetworkDiagram(layers: layers).image().bytes.isEmpty)
        }
    }

    @Test("an arrow ends outside its boxes; an unknown node is named")
    func blocks() throws {
        let nodes = [
            BlockDiagram.Node("x", column: 0, shape: .plain),
            BlockDiagram.Node("encoder\nq(z | x)", column: 1, id: "q"),
            BlockDiagram.Node("z", column: 2, row: 0.5, shape: .circle),
        ]
        let diagram = BlockDiagram(
            "VAE", nodes: nodes, edges: [.init("x", "q"), .init("q", "z", label: "μ, σ", dashed: true)])
        let svg = try diagram.svg()
        for text in ["VAE", "encoder", "q(z | x)", "z", "μ, σ"] { #expect(svg.contains(">\(text)<")) }
        #expect(try diagram.hasClearBorder())
        do {
            _ = try BlockDiagram(nodes: nodes, edges: [.init("x", "decoder")]).image()
            Issue.record("an unknown node was accepted")
        } catch {
            #expect("\(error)" == "the edge from x to decoder names a node that the diagram lacks")
        }
    }
}
