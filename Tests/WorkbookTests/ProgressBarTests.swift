import Testing

@testable import NeuralNetworks

@Suite struct ProgressBarTests {
    private static let text = "epoch 3/10  loss 0.08127  12 s left"

    /// A line as wide as the terminal wraps on some, and then cannot be taken back.
    @Test(arguments: 0...120) func aLineFitsTheTerminal(columns: Int) {
        for share in [0, 0.33, 1] {
            let line = ProgressBar.line(share: share, Self.text, columns: columns)
            #expect(line.count < max(columns, 2))
            #expect(!line.contains("\n"))
        }
    }

    @Test func theBarGoesBeforeTheText() {
        let wide = String(repeating: "█", count: 15) + String(repeating: "░", count: 15) + " " + Self.text
        #expect(ProgressBar.line(share: 0.5, Self.text, columns: 80) == wide)
        #expect(ProgressBar.line(share: 0.5, Self.text, columns: Self.text.count + 12) == "█████░░░░░ " + Self.text)
        #expect(ProgressBar.line(share: 0.5, Self.text, columns: Self.text.count + 2) == Self.text)
        #expect(ProgressBar.line(share: 0.5, Self.text, columns: 11) == "epoch 3/10")
    }
}
