import Foundation

/// The works that pages cite, in one file of CSL-JSON: `Chapters/bibliography.json`.
struct Bibliography {
    static let path = "Chapters/bibliography.json"

    private var entries: [String: BibliographyEntry] = [:]
    /// Letters that tell apart works of the same authors in the same year: 2014a, 2014b.
    private var suffixes: [String: String] = [:]

    init(_ list: [BibliographyEntry]) {
        for entry in list { entries[entry.id] = entry }
        let groups = Dictionary(grouping: list) { "\($0.shortAuthors) \($0.year)" }
        for group in groups.values where group.count > 1 {
            for (entry, letter) in zip(group.sorted { $0.id < $1.id }, "abcdefghij") {
                suffixes[entry.id] = String(letter)
            }
        }
    }

    /// Reads the file below a root; without one there is nothing to cite.
    /// - Throws: ``WorkbookError`` if it cannot be understood; ``Diagnostic`` if two works have one key.
    init(root: URL) throws {
        let file = root.appendingPathComponent(Self.path)
        guard FileManager.default.fileExists(atPath: file.path) else {
            self.init([])
            return
        }
        let list = try JSONFile.read([BibliographyEntry].self, from: file)
        let counts = Dictionary(grouping: list, by: \.id)
        if let twice = counts.values.first(where: { $0.count > 1 })?.first {
            throw Diagnostic(file: Self.path, line: 1, "Two works have the key “\(twice.id)”.")
        }
        self.init(list)
    }

    subscript(key: String) -> BibliographyEntry? { entries[key] }

    var keys: [String] { entries.keys.sorted() }

    func year(of entry: BibliographyEntry) -> String { entry.year + (suffixes[entry.id] ?? "") }

    /// `Kingma & Ba, 2015`, or `Kingma & Ba (2015)` as part of a sentence.
    func mark(for entry: BibliographyEntry, isParenthetical: Bool) -> String {
        let year = year(of: entry)
        return isParenthetical ? "\(entry.shortAuthors), \(year)" : "\(entry.shortAuthors) (\(year))"
    }

    /// A line of the list of references, as Markdown.
    func reference(_ entry: BibliographyEntry) -> String {
        var text = "\(entry.longAuthors) (\(year(of: entry))). *\(entry.title.markdownEscaped)*."
        var place = [entry.containerTitle.map(\.markdownEscaped), entry.volumeAndIssue, entry.page, entry.publisher]
            .compactMap { $0 }.joined(separator: ", ")
        if !place.isEmpty {
            place += place.hasSuffix(".") ? "" : "."
            text += " " + place
        }
        if let link = entry.link { text += " [\(link.text)](\(link.url))" }
        return text
    }
}

/// A work in CSL-JSON, as far as pages use it.
struct BibliographyEntry: Codable, Equatable {
    struct Name: Codable, Equatable {
        var family: String?
        var given: String?
        /// An author with one name, an institution for example.
        var literal: String?
    }

    struct Issued: Codable, Equatable {
        var dateParts: [[Int]]

        private enum CodingKeys: String, CodingKey { case dateParts = "date-parts" }
    }

    var id: String
    var type: String
    var title: String
    var author: [Name]
    var issued: Issued
    var containerTitle: String?
    var volume: String?
    var issue: String?
    var page: String?
    var publisher: String?
    var doi: String?
    var url: String?
    /// `arXiv:1412.6980`
    var number: String?

    private enum CodingKeys: String, CodingKey {
        case id, type, title, author, issued, volume, issue, page, publisher, number
        case containerTitle = "container-title"
        case doi = "DOI"
        case url = "URL"
    }

    var year: String { issued.dateParts.first?.first.map(String.init) ?? "n. d." }

    var shortAuthors: String {
        let names = author.map { $0.family ?? $0.literal ?? "" }
        return switch names.count {
        case 0: "Anonymous"
        case 1: names[0]
        case 2: "\(names[0]) & \(names[1])"
        default: "\(names[0]) et al."
        }
    }

    var longAuthors: String {
        let names = author.map { name in
            guard let family = name.family else { return name.literal ?? "" }
            guard let given = name.given else { return family }
            let initials = given.split(whereSeparator: { $0 == " " || $0 == "-" }).compactMap(\.first).map { "\($0)." }
            return "\(family), \(initials.joined(separator: " "))"
        }
        guard let last = names.last else { return "Anonymous" }
        return names.count == 1 ? last : names.dropLast().joined(separator: ", ") + " & " + last
    }

    var volumeAndIssue: String? { volume.map { $0 + (issue.map { "(\($0))" } ?? "") } }

    var link: (text: String, url: String)? {
        if let number, number.hasPrefix("arXiv:") {
            return (number, "https://arxiv.org/abs/\(number.dropFirst(6))")
        }
        if let doi { return ("doi:\(doi)", "https://doi.org/\(doi)") }
        return url.map { ($0.removingPrefix("https://"), $0) }
    }
}

extension String {
    /// Text that is to be read as it stands.
    var markdownEscaped: String {
        reduce(into: "") { text, character in
            if "\\`*_[]<>$|#".contains(character) { text += "\\" }
            text.append(character)
        }
    }
}
