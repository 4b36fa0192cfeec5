import ArgumentParser
import Foundation
import Workbook

/// `workbook book`: all chapters as one book.
struct MakeBook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book",
        abstract: "Make a book of the chapters' pages: a web site, an EPUB or a PDF.",
        discussion: "Needs Pandoc; the PDF also needs Chromium. Nothing is run: the book shows the last runs' results.")

    @Option(help: ArgumentHelp("The folder that the book is written to.", valueName: "folder"))
    var output: String

    @Option(help: "html, epub or pdf.")
    var format: Workbook.Book.Format = .html

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output must not be empty.") }
    }

    func run() throws {
        let root = try PackageRoot.find()
        let folder = try FileArgument.url(output, of: "--output")
        try FileArgument.requireWritable(folder.appendingPathComponent("index.html"))
        let file = try Workbook.Book(root: root).write(to: folder, as: format)
        Terminal.standard.print("The book is \(root.display(file)).")
    }
}

extension Workbook.Book.Format: ExpressibleByArgument {}
