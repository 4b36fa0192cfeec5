/// A Swift source cut into prose and code: the first stage of weaving.
///
/// - `/*: Markdown with $TeX$ */` and runs of `//:` lines are prose if nothing but space stands before them on their
///   line. Prose is dedented, wherever it stands. Empty prose cuts the code around it in two.
/// - All other comments are code.
/// - Within the braces of `run(on:)` code is shown. Outside of them it is shown if prose introduces it: from the prose
///   to the next prose or to the section's frame (see ``CodeStructure``), which is never shown.
/// - `// snippet.hide` and `// snippet.show`, each on a line of its own, overrule that up to the other or to the frame.
/// - Pieces that hold nothing but closing brackets are not shown.
struct SectionSource {
    enum Chunk: Equatable {
        case prose(Prose)
        case code(Code)
    }

    /// `lines[i]` stands in line `firstLine + i` of the file.
    struct Prose: Equatable {
        var lines: [String]
        var firstLine: Int

        var text: String { lines.joined(separator: "\n") }
    }

    /// `text` is what the reader sees, empty if that is nothing; `lines` are all lines of the piece, shown or not.
    struct Code: Equatable {
        var text: String
        var lines: Range<Int>
    }

    /// Relative to the package's root.
    let path: String
    private(set) var chunks: [Chunk] = []
    /// The lines of `run(on:)`'s body.
    private(set) var body: Range<Int>?
    private(set) var runLine: Int?
    private(set) var typeName: String?
    private enum Line {
        case prose(piece: Int)
        case marker(String)
        case blank
        case code
    }

    init(path: String, text: String) throws {
        self.path = path
        let lexer = SwiftLexer(text)
        let lines = lexer.lines
        if let offset = lexer.unterminatedComment {
            throw Diagnostic(file: path, line: lexer.line(of: offset), "This comment is never closed.")
        }
        let structure = CodeStructure(lexer)
        body = structure.body
        runLine = structure.runLine
        typeName = structure.typeName

        var (kinds, prose) = Self.classify(lines, lexer)
        Self.markBlank(&kinds, lines)
        cut(lines, kinds, &prose, structure)
    }

    /// The chunk of code that holds a line.
    func chunk(holding line: Int) -> Int? {
        chunks.firstIndex { if case .code(let code) = $0 { code.lines.contains(line) } else { false } }
    }

    // MARK: Lines

    private static func classify(_ lines: [String], _ lexer: SwiftLexer) -> ([Line], [Prose]) {
        var kinds = [Line](repeating: .code, count: lines.count)
        var prose: [Prose] = []
        for token in lexer.tokens where token.kind != .literal {
            let line = lexer.line(of: token.range.lowerBound)
            let column = token.range.lowerBound - lexer.lineStarts[line - 1]
            guard lines[line - 1].indentation >= column else { continue }
            let comment = lexer.text(of: token.range)
            if comment.hasPrefix("/*:") {
                let inner = Self.blockProse(comment)
                for covered in line..<line + inner.count { kinds[covered - 1] = .prose(piece: prose.count) }
                prose.append(Prose(lines: inner, firstLine: line))
            } else if comment.hasPrefix("//:") {
                let text = String(comment.dropFirst(3)).removingPrefix(" ").trimmingTrailingSpaces()
                if case .prose(let previous)? = line >= 2 ? kinds[line - 2] : nil, !prose[previous].isBlock(lines) {
                    kinds[line - 1] = .prose(piece: previous)
                    prose[previous].lines.append(text)
                } else {
                    kinds[line - 1] = .prose(piece: prose.count)
                    prose.append(Prose(lines: [text], firstLine: line))
                }
            } else if comment.hasPrefix("// snippet.") {
                kinds[line - 1] = .marker(comment.dropFirst(11).trimmingSpaces())
            }
        }
        return (kinds, prose)
    }

    /// The lines of a block comment without its marks, dedented by what its lines after the first have in common.
    private static func blockProse(_ comment: String) -> [String] {
        var lines = comment.dropFirst(3).dropLast(2).split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).trimmingTrailingSpaces() }
        let rest = lines.dropFirst().filter { !$0.isEmpty }
        let common = rest.map(\.indentation).min() ?? 0
        for index in lines.indices.dropFirst() { lines[index] = String(lines[index].dropFirst(common)) }
        lines[0] = lines[0].trimmingSpaces()
        return lines
    }

    private static func markBlank(_ kinds: inout [Line], _ lines: [String]) {
        for index in lines.indices {
            guard case .code = kinds[index], lines[index].trimmingSpaces().isEmpty else { continue }
            kinds[index] = .blank
        }
    }

    // MARK: Chunks

    private mutating func cut(_ lines: [String], _ kinds: [Line], _ prose: inout [Prose], _ structure: CodeStructure) {
        let bodyIndentation = indentation(of: structure.body ?? 0..<0, in: lines, kinds)
        var start: Int?
        var shown: [Int] = []
        var isIntroduced = false
        var overruled: Bool?

        func close(at line: Int, _ chunks: inout [Chunk]) {
            guard let first = start else { return }
            let isBody = structure.body.map { $0.contains(first) } ?? false
            let text = Self.text(of: shown, in: lines, dedentedBy: isBody ? bodyIndentation : nil)
            chunks.append(.code(Code(text: text, lines: first..<line)))
            start = nil
            shown = []
        }

        for line in 1..<lines.count + 1 {
            let isFrame = structure.frame.contains(line)
            let isBody = structure.body?.contains(line) ?? false
            if line == structure.body?.lowerBound || line == structure.body?.upperBound { close(at: line, &chunks) }
            if isFrame { (isIntroduced, overruled) = (false, nil) }
            switch kinds[line - 1] {
            case .prose(let piece):
                if prose[piece].firstLine == line {
                    close(at: line, &chunks)
                    chunks.append(.prose(prose[piece]))
                }
                if !isBody { isIntroduced = true }
                continue
            case .marker("hide"): overruled = false
            case .marker("show"): overruled = true
            case .marker: break
            case .blank, .code:
                let isHidden = isFrame || structure.imports.contains(line)
                let isShown = !isHidden && (overruled ?? (isBody || isIntroduced))
                if isShown { shown.append(line) }
            }
            start = start ?? line
        }
        close(at: lines.count + 1, &chunks)
    }

    private func indentation(of range: Range<Int>, in lines: [String], _ kinds: [Line]) -> Int {
        range.filter { line in
            guard case .code = kinds[line - 1] else { return false }
            return !lines[line - 1].hasPrefix("#")
        }.map { lines[$0 - 1].indentation }.min() ?? 0
    }

    private static func text(of shown: [Int], in lines: [String], dedentedBy given: Int?) -> String {
        let texts = shown.map { lines[$0 - 1].trimmingTrailingSpaces() }
        let common = given ?? texts.filter { !$0.isEmpty && !$0.hasPrefix("#") }.map(\.indentation).min() ?? 0
        var result: [String] = []
        for text in texts {
            if text.isEmpty, result.isEmpty || result.last == "" { continue }
            result.append(String(text.dropFirst(min(common, text.indentation))))
        }
        while result.last == "" { result.removeLast() }
        let closers: Set<Character> = ["}", ")", "]", ",", ";", " ", "\t"]
        return result.allSatisfy { $0.allSatisfy(closers.contains) } ? "" : result.joined(separator: "\n")
    }
}

extension SectionSource.Prose {
    fileprivate func isBlock(_ source: [String]) -> Bool {
        source[firstLine - 1].trimmingSpaces().hasPrefix("/*")
    }
}
