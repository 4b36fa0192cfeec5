import Foundation

/// Writes the history as a table with commas after every epoch: one row an epoch, from 0, and one column a metric and data set.
///
/// The file is replaced as a whole, so that it is complete whenever training is interrupted.
public struct CSVHistory: Callback {
    public let url: URL

    public init(_ url: URL) { self.url = url }

    public func trainingBegins(_ progress: TrainingProgress) throws { try write(progress.history) }
    public func epochEnds(_ progress: TrainingProgress) throws { try write(progress.history) }

    /// The table's text. Numbers are written in full.
    public static func text(_ history: History) -> String {
        let hasValidation = history.records.contains { !$0.validation.isEmpty }
        var lines = [
            (["epoch", "learning rate"] + history.metrics.map { "training \($0)" }
                + (hasValidation ? history.metrics.map { "validation \($0)" } : [])).map(quoted).joined(separator: ",")
        ]
        for record in history.records {
            var cells = ["\(record.epoch)", "\(record.learningRate)"]
            cells += history.metrics.map { record.training[$0].map { "\($0)" } ?? "" }
            if hasValidation { cells += history.metrics.map { record.validation[$0].map { "\($0)" } ?? "" } }
            lines.append(cells.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func write(_ history: History) throws {
        try writeWhole(Data(CSVHistory.text(history).utf8), to: url)
    }

    private static func quoted(_ cell: String) -> String {
        cell.contains { ",\"\n\r".contains($0) } ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}

extension Callback where Self == CSVHistory {
    /// Writes the history to a file after every epoch.
    public static func csv(_ url: URL) -> CSVHistory { CSVHistory(url) }
}
