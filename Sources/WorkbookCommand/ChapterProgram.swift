import ArgumentParser
import Foundation
import Workbook

/// A chapter as this command knows it: a folder of sources and an executable beside its own.
struct ChapterProgram {
    /// `Chapter03_Optimizers`
    let name: String
    let executable: URL

    var number: Int { Int(name.dropFirst("Chapter".count).prefix { $0.isNumber }) ?? 0 }

    /// The chapters in the package's folder, in their order.
    /// - Throws: ``WorkbookError`` if one has not been built.
    static func all(in root: PackageRoot) throws -> [ChapterProgram] {
        let folder = root.appending("Chapters")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.wholeMatch(of: /Chapter[0-9]{2}_\w+/) != nil }.sorted()
        return try names.map { ChapterProgram(name: $0, executable: try BuiltProgram.locate($0)) }
    }

    /// Reads the numbers of chapters: `1,3`.
    /// - Throws: `ValidationError` at what is no number.
    static func numbers(_ text: String) throws -> [Int] {
        let numbers = try text.split(separator: ",").map { word in
            guard let number = Int(word.trimmingCharacters(in: .whitespaces)) else {
                throw ValidationError("--chapters takes numbers separated by commas, not “\(word)”.")
            }
            return number
        }
        guard !numbers.isEmpty else { throw ValidationError("--chapters must not be empty.") }
        return numbers
    }

    /// Runs the chapter with the terminal as its own.
    /// - Returns: Its exit code; 128 + the signal that ended it.
    func run(_ arguments: [String]) throws -> Int32 { try ChildProcess(executable, arguments).run().code }
}
