import Foundation

/// Markdown to HTML and to EPUB by Pandoc, which the book needs and nothing else does.
struct Pandoc {
    /// GitHub's Markdown as far as Pandoc knows it, with what the typesetter of the book writes.
    static let dialect =
        "commonmark_x-smart-implicit_figures-emoji-subscript-superscript-raw_tex-yaml_metadata_block-definition_lists"
        + "-fancy_lists-implicit_header_references"

    let executable: URL

    /// - Throws: ``WorkbookError`` that names the package if it is not installed.
    init() throws {
        guard let executable = Program.find("pandoc") else {
            throw WorkbookError(
                "the book is made by Pandoc, which is not installed: apt install pandoc (Debian, Ubuntu) "
                    + "or brew install pandoc (macOS)")
        }
        self.executable = executable
    }

    /// HTML with MathML.
    /// - Throws: ``WorkbookError`` with Pandoc's words if it fails or cannot read a formula.
    func html(_ markdown: String, name: String) throws -> String {
        try convert(markdown, name: name, to: "html5", ["--mathml"]) { String(decoding: $0, as: UTF8.self) }
    }

    /// - Parameter resources: The folder that paths of images begin at.
    func epub(_ markdown: String, style: String, resources: URL, to file: URL) throws {
        let folder = try TemporaryFolder()
        let css = folder.url.appendingPathComponent("book.css")
        try Weaver.write(style, to: css)
        try convert(
            markdown, name: "The book", to: "epub3",
            [
                "--mathml", "--toc", "--toc-depth=2", "--metadata=title:\(BookPage.bookTitle)", "--metadata=lang:en",
                "--css", css.path, "--resource-path", resources.path,
            ]
        ) { data in
            try Weaver.write(data, to: file)
        }
    }

    private func convert<Result>(
        _ markdown: String, name: String, to format: String, _ options: [String], _ read: (Data) throws -> Result
    ) throws -> Result {
        let folder = try TemporaryFolder()
        let (input, output) = (folder.url.appendingPathComponent("in.md"), folder.url.appendingPathComponent("out"))
        try Weaver.write(markdown, to: input)
        var child = ChildProcess(
            executable,
            ["-f", Self.dialect, "-t", format, "--wrap=preserve"] + options + ["-o", output.path, input.path])
        child.errors = folder.url.appendingPathComponent("errors")
        let ending = try child.run()
        let errors = (try? String(contentsOf: folder.url.appendingPathComponent("errors"), encoding: .utf8)) ?? ""
        guard ending == .exited(0) else { throw WorkbookError("Pandoc cannot read \(name): \(errors)") }
        // A formula that Pandoc cannot read would stand on the page as TeX.
        if let warning = errors.firstRange(of: "Could not convert TeX math ") {
            let words = errors[warning.upperBound...].prefix(400).replacing("\n", with: " ")
            throw WorkbookError("\(name) has a formula that Pandoc cannot read: \(words)")
        }
        return try read(Data(contentsOf: output))
    }
}

enum Program {
    /// The first of some programs that the search path holds.
    static func find(_ names: String...) -> URL? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        for name in names {
            let candidates = name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
            if let path = candidates.first(where: FileManager.default.isExecutableFile) {
                return URL(fileURLWithPath: path)
            }
        }
        return nil
    }
}
