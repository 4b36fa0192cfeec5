import Foundation

/// CelebA's list of attributes: the number of pictures, the attributes' names, then a line for each picture with its file's
/// name and 1 or −1 for each attribute.
package struct AttributeList {
    package let names: [String]
    package let rows: [(file: String, values: [Bool])]

    static let fileName = "list_attr_celeba.txt"
    /// CelebA's own list has 27 million bytes.
    private static let maximumSize = 1 << 28

    init(path: String) throws(DatasetError) {
        let file = try FileReader(path: path)
        guard file.size <= Self.maximumSize else {
            throw DatasetError(path: path, problem: .largerThanLimit(dimensions: [file.size], limit: Self.maximumSize))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(file.size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(into: buffer)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        try self.init(bytes: bytes, path: path)
    }

    /// The list in a file's bytes; `path` is what messages call it.
    package init(bytes: [UInt8], path: String = "the list") throws(DatasetError) {
        try self.init(text: String(decoding: bytes, as: UTF8.self), path: path)
    }

    init(text: String, path: String) throws(DatasetError) {
        /// A text's beginning; a single character can be as long as the file.
        func excerpt(_ text: some StringProtocol, _ count: Int) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.prefix(count)))
        }
        func wrong(_ line: Int, _ reason: String) -> DatasetError {
            DatasetError(path: path, problem: .wrongAttributeList(line: line, reason: reason))
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let first = lines.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        guard let count = Int(first), count > 0 else {
            throw wrong(1, "should hold the number of pictures, but is “\(excerpt(first, 40))”")
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
            guard !words[0].utf8.contains(0), !words[0].contains("/"), words[0] != "..", words[0] != "." else {
                throw wrong(index + 1, "names the file “\(excerpt(words[0], 60))”, which is not in the folder itself")
            }
            var values: [Bool] = []
            for word in words.dropFirst() {
                guard word == "1" || word == "-1" else {
                    throw wrong(index + 1, "has the value “\(excerpt(word, 20))”, which is neither 1 nor -1")
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
