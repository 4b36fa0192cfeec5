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

    func run() throws {
        let root = try PackageRoot.find()
        let file = try Workbook.Book(root: root).write(to: URL(fileURLWithPath: output), as: format)
        Terminal.standard.print("The book is \(root.display(file)).")
    }
}

extension Workbook.Book.Format: ExpressibleByArgument {}
