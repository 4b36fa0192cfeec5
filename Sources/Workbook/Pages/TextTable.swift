/// A table for the terminal: columns as wide as their widest cell, one rule under the header.
public struct TextTable: CustomStringConvertible {
    private let columns: [String]
    private let alignments: [TableRecord.Alignment]
    private let rows: [[String]]
    private let caption: String

    /// Columns whose cells are all numbers stand at the right.
    public init(columns: [String], rows: [[String]], caption: String = "") {
        self.columns = columns
        self.rows = rows
        self.caption = caption
        alignments = Self.alignments(columns, rows)
    }

    init(_ record: TableRecord) {
        (columns, rows, alignments, caption) = (record.columns, record.rows, record.alignments, record.caption)
    }

    public var description: String {
        let widths = columns.indices.map { column in
            (rows.map { $0[column].count } + [columns[column].count]).max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.indices.map { pad(cells[$0], to: widths[$0], alignments[$0]) }
            var line = "  " + padded.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        let rule = "  " + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
        return ([line(columns), rule] + rows.map(line) + (caption.isEmpty ? [] : ["  " + caption]))
            .joined(separator: "\n")
    }

    private func pad(_ text: String, to width: Int, _ alignment: TableRecord.Alignment) -> String {
        let missing = max(0, width - text.count)
        let left =
            switch alignment {
            case .left: 0
            case .right: missing
            case .center: missing / 2
            }
        return String(repeating: " ", count: left) + text + String(repeating: " ", count: missing - left)
    }

    static func alignments(_ columns: [String], _ rows: [[String]]) -> [TableRecord.Alignment] {
        columns.indices.map { column in
            let cells = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "–" && $0 != "—" }
            return !cells.isEmpty && cells.allSatisfy(isNumber) ? .right : .left
        }
    }

    /// 0.98, −3, 97.5 %, 1.2e-05, 12 ± 3
    private static func isNumber(_ cell: String) -> Bool {
        guard cell.contains(where: \.isNumber) else { return false }
        return cell.unicodeScalars.allSatisfy {
            ("0"..."9").contains($0) || " .,+-−±×%eE⁰¹²³⁴⁵⁶⁷⁸⁹⁻∞\u{A0}\u{202F}".unicodeScalars.contains($0)
        }
    }
}
