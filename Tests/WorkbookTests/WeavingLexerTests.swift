import Testing

@testable import Workbook

@Suite("Lexing Swift")
struct WeavingLexerTests {
    /// Comments and literals found, each as kind and text.
    private func tokens(_ source: String) -> [String] {
        let lexer = SwiftLexer(source)
        return lexer.tokens.map { token in
            let kind =
                switch token.kind {
                case .lineComment: "line"
                case .blockComment: "block"
                case .literal: "literal"
                }
            return "\(kind) \(lexer.text(of: token.range))"
        }
    }

    @Test(
        "tells comments from literals",
        arguments: [
            ("let a = 1 // one\nlet b", ["line // one"]),
            ("a /* b /* c */ d */ e", ["block /* b /* c */ d */"]),
            ("/**/x/***/", ["block /**/", "block /***/"]),
            (#"let s = "// no comment""#, [#"literal "// no comment""#]),
            (#"let s = "/* no comment" // yes"#, [#"literal "/* no comment""#, "line // yes"]),
            (#"let s = "a \" // b" + c"#, [#"literal "a \" // b""#]),
            (#"let s = "\\" // c"#, [#"literal "\\""#, "line // c"]),
            ("// say \"hello\nlet s", ["line // say \"hello"]),
            ("/* \"*/ let s = \"*/\"", ["block /* \"*/", "literal \"*/\""]),
            ("let s = #\"a \" // b \\\"#//c", ["literal #\"a \" // b \\\"#", "line //c"]),
            ("let s = ##\"a \"# b\"## // c", ["literal ##\"a \"# b\"##", "line // c"]),
            ("let s = #\"\"\"# // c", ["literal #\"\"\"#", "line // c"]),
            (#"let s = "" // c"#, [#"literal """#, "line // c"]),
            (
                "let s = \"\"\"\n  /*: no prose */ \"quoted\" \\\"\"\"\n  \"\"\" // c",
                [
                    "literal \"\"\"\n  /*: no prose */ \"quoted\" \\\"\"\"\n  \"\"\"", "line // c",
                ]
            ),
            ("let s = #\"\"\"\n \"\"\" // in\n \"\"\"#//c", ["literal #\"\"\"\n \"\"\" // in\n \"\"\"#", "line //c"]),
            (#"let s = "a \(f("b)", /* ) */ (1))) d" // e"#, [#"literal "a \(f("b)", /* ) */ (1))) d""#, "line // e"]),
            ("let s = #\"a \\(no) \\#(f(\")\")) b\"# // c", ["literal #\"a \\(no) \\#(f(\")\")) b\"#", "line // c"]),
            ("let s = \"open\nlet t = \"closed\"", ["literal \"open", "literal \"closed\""]),
            ("let r = /a\"b\\/c/ // d", ["literal /a\"b\\/c/", "line // d"]),
            ("f(/[/\"]+/, x)", ["literal /[/\"]+/"]),
            ("xs.map { x in /\"/ }", ["literal /\"/"]),
            ("let q = a / b / c // d", ["line // d"]),
            ("let q = a/b/c", []),
            ("let q = (a)/b/\"c\"", ["literal \"c\""]),
            ("let r = #/ a \" /* / b /# // c", ["literal #/ a \" /* / b /#", "line // c"]),
            ("let r = #/\n  \" // x\n/# // c", ["literal #/\n  \" // x\n/#", "line // c"]),
            ("#if DEBUG // a\n#else\n#endif", ["line // a"]),
            ("let ü = \"é // 🙂\" // 日本", ["literal \"é // 🙂\"", "line // 日本"]),
            ("", []),
        ])
    func kinds(source: String, expected: [String]) {
        #expect(tokens(source) == expected)
    }

    @Test("reads Windows and old Mac line ends as newlines")
    func lineEnds() {
        #expect(tokens("a // b\r\nc // d\re") == ["line // b", "line // d"])
        #expect(SwiftLexer("a\r\nb\rc\nd").lines == ["a", "b", "c", "d"])
        #expect(SwiftLexer("a\r\n\r\nb").lines == ["a", "", "b"])
    }

    @Test("names the beginning of a comment that never ends")
    func unterminated() {
        let lexer = SwiftLexer("let a = 1\n  /* b /* c */")
        #expect(lexer.unterminatedComment.map(lexer.line(of:)) == 2)
        #expect(SwiftLexer("/* a */").unterminatedComment == nil)
        #expect(SwiftLexer("\"/* a\"").unterminatedComment == nil)
    }

    @Test("survives a source cut off anywhere")
    func truncated() {
        let source = Array(
            "let s = #\"a \\#(\"b\" + /* c */ #/d/#)\"# // e\nlet t = \"\"\"\n f\\(g)\n \"\"\"".unicodeScalars)
        for length in 0...source.count {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: source[..<length])
            let lexer = SwiftLexer(String(text))
            #expect(lexer.tokens.allSatisfy { $0.range.upperBound <= lexer.bytes.count })
            #expect(
                zip(lexer.tokens, lexer.tokens.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound })
        }
    }
}

@Suite("Fingerprints of code")
struct WeavingSourceCodeTests {
    private let source = "import A\n\n/*: prose */\nlet a = 1  // why\n  let b = \"x\"\n"

    @Test(
        "stay when only comments, blank lines and indentation change",
        arguments: [
            "import A\n/*: other\n\n prose */\nlet a = 1\n\n\nlet b = \"x\"",
            "import A\r\n//: prose\r\n  let a = 1 /* because */\r\nlet b = \"x\"\r\n",
        ])
    func same(other: String) {
        #expect(SourceCode(source).fingerprint == SourceCode(other).fingerprint)
        #expect(SourceCode(source).lineMap.line(ofCodeLine: 3) != nil)
        #expect(SourceCode(other).lineMap.line(ofCodeLine: 3) != nil)
        #expect(SourceCode(other).lineMap.line(ofCodeLine: 4) == nil)
    }

    @Test(
        "change with the code",
        arguments: [
            "import A\nlet a = 2\nlet b = \"x\"", "import A\nlet a = 1\nlet b = \"x \"", "import A\nlet a = 1",
            "import A\nlet a = 1 let b = \"x\"", "import A\nlet b = \"x\"\nlet a = 1",
        ])
    func different(other: String) {
        #expect(SourceCode(source).fingerprint != SourceCode(other).fingerprint)
    }

    @Test("hold the space within multi-line literals")
    func literals() {
        let one = SourceCode("let a = \"\"\"\n    x\n      y // z\n    \"\"\"")
        let other = SourceCode("let a = \"\"\"\n    x\n     y // z\n    \"\"\"")
        #expect(one.fingerprint != other.fingerprint)
        #expect((1...4).map { one.lineMap.line(ofCodeLine: $0) } == [1, 2, 3, 4])
    }

    @Test("find a line again after prose has grown")
    func codeLines() throws {
        let before = SourceCode(source).lineMap
        let after = SourceCode("/*: more\n and more */\n" + source).lineMap
        let codeLine = try #require(before.codeLine(of: 5))
        #expect(after.line(ofCodeLine: codeLine) == 7)
        #expect(before.line(ofCodeLine: 0) == nil)
        #expect(before.line(ofCodeLine: 4) == nil)
    }
}
