import Foundation
import Graphics
import Tensors
import Testing

@testable import Datasets

@Suite struct FaceFolderTests {
    private func folder(_ list: String, images: [String: Image] = [:]) throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(list.utf8).write(to: url.appendingPathComponent("list_attr_celeba.txt"))
        for (name, image) in images { try PNG.write(image, to: url.appendingPathComponent(name)) }
        return url
    }

    @Test func readsCropsAndScales() throws {
        // A picture of CelebA's size: the square of 150 pixels at its middle is red, the rest blue.
        var picture = try Image(width: 178, height: 218, format: .rgb, filledWith: Color(red: 0, green: 0, blue: 1))
        for y in 34..<184 { for x in 14..<164 { picture.set(Color(red: 1, green: 0, blue: 0), x: x, y: y) } }
        let url = try folder(
            "2\nSmiling Young\n000001.jpg  1 -1\n000002.png -1  1\n",
            images: ["000001.png": picture, "000002.png": try Image(width: 64, height: 64, format: .grey)])
        defer { try? FileManager.default.removeItem(at: url) }
        let faces = try Faces(directory: url)
        #expect(faces.attributes == ["Smiling", "Young"])
        #expect(faces.holds("Smiling") == [true, false] && faces.places("Young") == [1])
        let pixels = faces.samples.input(0)
        #expect(pixels.count == 64 * 64 * 3)
        #expect(stride(from: 0, to: pixels.count, by: 3).allSatisfy { pixels[$0] == 1 && pixels[$0 + 2] == 0 })
    }

    @Test func averagesAreas() throws {
        // Columns alternately black and white, two to a pixel.
        var picture = try Image(width: 128, height: 128, format: .grey)
        for y in 0..<128 { for x in stride(from: 0, to: 128, by: 2) { picture.set(.white, x: x, y: y) } }
        #expect(try FaceScaling.bytes(PNG.encode(picture)).allSatisfy { $0 == 128 })
    }

    /// Areas by their definition, in exact fractions: target pixel i covers the pixels from i·side/64 to (i + 1)·side/64.
    @Test(arguments: [(1, 1), (64, 64), (50, 50), (65, 40), (178, 218), (200, 130), (1, 90)])
    func meansOverAreas(width: Int, height: Int) throws {
        var picture = try Image(width: width, height: height, format: .rgba)
        var state: UInt64 = 5
        for y in 0..<height {
            for x in 0..<width {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let bytes = (0..<4).map { Double(state >> (32 + 8 * UInt64($0)) & 255) / 255 }
                picture.set(Color(red: bytes[0], green: bytes[1], blue: bytes[2], alpha: bytes[3]), x: x, y: y)
            }
        }
        let flat = picture.converted(to: .rgb)
        let shorter = min(width, height)
        let square = width == height ? shorter : max(1, (shorter * 150 + 89) / 178)
        let (left, top) = ((width - square) / 2, (height - square) / 2)
        /// 64ths of a pixel that the target covers.
        func overlap(_ target: Int, _ pixel: Int) -> Int {
            max(0, min((target + 1) * square, 64 * (pixel + 1)) - max(target * square, 64 * pixel))
        }
        let found = try FaceScaling.bytes(PNG.encode(picture))
        for y in stride(from: 0, to: 64, by: 7) {
            for x in 0..<64 {
                for c in 0..<3 {
                    var sum = 0
                    for py in 0..<square where overlap(y, py) > 0 {
                        for px in 0..<square where overlap(x, px) > 0 {
                            sum += overlap(y, py) * overlap(x, px) * Int(flat[left + px, top + py].dropFirst(c).first!)
                        }
                    }
                    let mean = Double(sum) / Double(square * square)
                    #expect(abs(Double(found[(y * 64 + x) * 3 + c]) - mean) <= 0.5 + 1e-9)
                }
            }
        }
    }

    @Test func emptyFolderSaysWhatIsMissing() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        let error = try #require(throws: DatasetError.self) { try Faces(directory: url) }
        #expect(
            error.description
                == "The folder \(url.path) holds no faces: it lacks the list of their attributes list_attr_celeba.txt, "
                + "beside which their PNG files stand.")
    }

    @Test func controlCharactersFromListsAreEscaped() throws {
        for (list, message) in [
            ("1\nA\na\u{1B}[31m.png 1\n", "a\\u{1B}[31m.png"),
            ("1\nA\na.png \u{7}\u{202E}\n", "“\\u{7}\\u{202E}”"),
            ("\u{1B}]0;x\nA\na.png 1\n", "“\\u{1B}]0;x”"),
            ("1\nA\na\u{0}b.png 1\n", "which is not in the folder itself"),
            ("e" + String(repeating: "\u{301}", count: 5000) + "\nA\na.png 1\n", "line 1 should hold"),
        ] {
            let url = try folder(list)
            defer { try? FileManager.default.removeItem(at: url) }
            let error = try #require(throws: DatasetError.self) { try Faces(directory: url) }
            #expect(error.description.contains(message), "\(error.description)")
            #expect(error.description.unicodeScalars.count < 400)
            #expect(error.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }

    #if os(Linux)
        /// A picture of 8192 × 8192 pixels in some 8 kB takes no more memory than its rows, plain or in Adam7's passes.
        @Test(arguments: [false, true]) func largePicturesTakeLittleMemory(interlaced: Bool) async throws {
            // In a process of its own, where no other test takes memory.
            await #expect(processExitsWith: .success) { [interlaced = interlaced as Bool] in
                func peak() throws -> Int {
                    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
                    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
                    return try #require(Int(line.split(whereSeparator: \.isWhitespace)[1])) << 10
                }
                let file = try hugePNG(side: 8192, interlaced: interlaced)
                try #require(file.count < 30_000)
                let before = try peak()
                try #require(FaceScaling.bytes(file).allSatisfy { $0 == 255 })
                try #require(peak() - before < 16 << 20)
            }
        }
    #endif

    @Test(arguments: [
        ("", "line 1 should hold the number of pictures"),
        ("-3\nA\n", "line 1 should hold the number of pictures"),
        ("99999999999999999999\nA\n", "line 1 should hold the number of pictures"),
        ("1\n", "line 2 should hold the attributes' names"),
        ("1\nA A\na.png 1 1\n", "line 2 should hold the attributes' names"),
        ("1\nA B\na.png 1\n", "line 3 has 1 values for 2 attributes"),
        ("1\nA B\na.png 1 0\n", "line 3 has the value “0”"),
        ("3\nA\na.png 1\n", "line 1 promises 3 pictures, but 1 follow"),
        ("1\nA\n../a.png 1\n", "line 3 names the file “../a.png”"),
    ])
    func wrongListsAreNamed(_ list: String, _ message: String) throws {
        let url = try folder(list)
        defer { try? FileManager.default.removeItem(at: url) }
        let error = try #require(throws: DatasetError.self) { try Faces(directory: url) }
        #expect(error.description.contains(message) && error.description.contains("list_attr_celeba.txt"))
    }

    @Test func missingAndDamagedFilesAreNamed() throws {
        let nowhere = URL(fileURLWithPath: "/nowhere/faces")
        #expect(throws: DatasetError(path: "/nowhere/faces", problem: .noSuchFolder)) {
            try Faces(directory: nowhere)
        }
        let url = try folder("1\nA\na.png 1\n")
        defer { try? FileManager.default.removeItem(at: url) }
        let missing = try #require(throws: DatasetError.self) { try Faces(directory: url) }
        #expect(missing.problem == .noSuchFile && missing.path.hasSuffix("a.png"))
        try Data("no picture".utf8).write(to: url.appendingPathComponent("a.png"))
        let damaged = try #require(throws: DatasetError.self) { try Faces(directory: url) }
        #expect(damaged.description.contains("a.png cannot be used as a face"))
    }
}
