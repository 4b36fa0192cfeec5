import Datasets

/// Lists of attributes in CelebA's form: text in lines and words.
struct AttributeListFormat: FuzzedFormat {
    let name = "attributes"

    func seeds() -> [[UInt8]] {
        [
            "1\nSmiling\na.png 1\n",
            "2\nSmiling Young\n000001.jpg  1 -1\n000002.png -1  1\n",
            "3\r\nA B C\r\n1.jpg 1 1 1\r\n2.jpg -1 -1 -1\r\n3.jpg 1 -1 1\r\n",
            "1\nBärtig Größe\nä ö.png 1\n".replacing(" ö", with: "ö").replacing(" 1\n", with: " 1 -1\n"),
            "2\nA\n\nb.png 1\n\n  \nc.png -1",
        ].map { Array($0.utf8) }
    }

    /// Words and lines doubled, removed, exchanged, replaced.
    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] {
        var lines = file.split(separator: 0x0a, omittingEmptySubsequences: false).map { line in
            line.split(separator: 0x20, omittingEmptySubsequences: false).map(Array.init)
        }
        for _ in 0...random.below(3) {
            let i = random.below(lines.count)
            let j = random.below(lines[i].count)
            switch random.below(8) {
            case 0: lines.insert(lines[i], at: random.below(lines.count + 1))
            case 1: if lines.count > 1 { lines.remove(at: i) }
            case 2: lines.swapAt(i, random.below(lines.count))
            case 3: lines[i].insert(lines[i][j], at: random.below(lines[i].count + 1))
            case 4: if lines[i].count > 1 { lines[i].remove(at: j) }
            case 5: lines[0] = [Array("\(lines.count - 3 + random.below(3))".utf8)]
            case 6:  // consistent, but longer
                let copies = random.below(random.oneIn(10) ? 3000 : 20)
                lines += [[[UInt8]]](repeating: lines[i], count: copies)
            default:
                lines[i][j] = Array(
                    random.pick([
                        "1", "-1", "0", "+1", "01", "−1", "", "9223372036854775807", "9223372036854775808", "-5", "1e3",
                        "..", ".", "/", "a/b", "\u{0}", "\u{85}", "\u{2028}", "\u{B}", "\r", "\t", "\u{FEFF}",
                        "e\u{301}\u{301}\u{301}", "\u{1F469}\u{200D}\u{1F469}", "\u{1B}[2J", "\u{202E}", "A", "x.png",
                    ]).utf8)
            }
        }
        return Array(lines.map { Array($0.joined(separator: [0x20])) }.joined(separator: [0x0a]))
    }

    func read(_ file: [UInt8]) throws {
        let list = try AttributeList(bytes: file)
        guard !list.names.isEmpty, Set(list.names).count == list.names.count, !list.rows.isEmpty,
            list.rows.allSatisfy({ row in
                row.values.count == list.names.count && !row.file.isEmpty && !row.file.contains("/")
                    && !row.file.utf8.contains(0) && row.file != ".."
            })
        else { throw WrongResult(description: "a list of \(list.names) with \(list.rows.count) rows") }
    }

    func isRefusal(_ error: any Error) -> Bool { error is DatasetError }

    /// Text, lines and words of a few bytes each, as strings of their own.
    func memory(forFileOf size: Int) -> Int { 100 * size }
}
