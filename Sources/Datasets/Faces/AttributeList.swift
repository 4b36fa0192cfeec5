import Foundation

/// CelebA's list of attributes: the number of pictures, the attributes' names, then a line for each picture with its file's
/// name and 1 or −1 for each attribute.
struct AttributeList {
    let names: [String]
    let rows: [(file: String, values: [Bool])]

    static let fileName = "list_attr_celeba.txt"
    /// CelebA's own list has 27 million bytes.
    private static let maximumSize = 1 << 28

    init(path: String) throws(DatasetError) {
        let file = try FileReader(path: path)
        guard file.size <= Self.maximumSize else {
            throw DatasetError(path: path, problem: .largerThanLimit(dimensions: [file.size], limit: Self.maximumSize))
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: file.size, alignment: 16)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < buffer.count {
            let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            if count == 0 { break }
            filled += count
        }
        try self.init(text: String(decoding: buffer[..<filled], as: UTF8.self), path: path)
    }

    init(text: String, path: String) throws(DatasetError) {
        func wrong(_ line: Int, _ reason: String) -> DatasetError {
            DatasetError(path: path, problem: .wrongAttributeList(line: line, reason: reason))
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let first = lines.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        guard let count = Int(first), count > 0 else {
            throw wrong(1, "should hold the number of pictures, but is “\(first.prefix(40))”")
        }
        names = lines.count > 1 ? lines[1].split(separator: " ").map(String.init) : []
        guard !names.isEmpty, Set(names).count == names.count else {
            throw wrong(2, "should hold the attributes' names, each once")
        }
        var rows: [(file: String, values: [Bool])] = []
        for (index, line) in lines.enumerated().dropFirst(2) where !line.allSatisfy(\.isWhitespace) {
            let words = line.split(separator: " ")
            guard words.count == names.count + 1 else {
                throw wrong(index + 1, "has \(words.count - 1) values for \(names.count) attributes")
            }
            guard !words[0].contains("/"), words[0] != ".." else {
                throw wrong(index + 1, "names the file “\(words[0].prefix(60))”, which is not in the folder itself")
            }
            var values: [Bool] = []
            for word in words.dropFirst() {
                guard word == "1" || word == "-1" else {
                    throw wrong(index + 1, "has the value “\(word.prefix(20))”, which is neither 1 nor -1")
                }
                values.append(word == "1")
            }
            rows.append((String(words[0]), values))
        }
        guard rows.count == count else {
            throw wrong(1, "promises \(count) pictures, but \(rows.count) follow")
        }
        self.rows = rows
    }
}
