import Foundation
import Tensors
import Testing

@testable import NeuralNetworks

/// Files with a right checksum that ask for the impossible: one sentence, at once, and no memory.
@Suite struct ForgedFileTests {
    /// A file with this header and so many zeros as weights.
    private func file(_ header: String, weights: Int = 0, claimed: UInt64? = nil) -> [UInt8] {
        var bytes = Array("NEURALNW".utf8) + [2, 0, 0, 0]
        let length = header.utf8.count
        bytes += (0..<4).map { UInt8(length >> (8 * $0) & 255) }
        bytes += (0..<8).map { UInt8((claimed ?? UInt64(weights)) >> (8 * UInt64($0)) & 255) }
        bytes += Array(header.utf8) + [UInt8](repeating: 0, count: 4 * weights)
        let sum = crc32(bytes)
        return bytes + (0..<4).map { UInt8(sum >> (8 * $0) & 255) }
    }

    private func header(input: String, layers: String, parameters: String = "[]", more: String = #""arrays":[]"#)
        -> String
    {
        #"{"kind":"network","numbers":{},"words":{},\#(more),"networks":[{"name":"network","input":\#(input),"seed":1,"#
            + #""layers":[\#(layers)],"parameters":\#(parameters)}]}"#
    }

    private func convolution(_ filters: Int, kernel: Int = 1, kind: String = "Conv2D", padding: String = "same")
        -> String
    {
        #"{"kind":"\#(kind)","numbers":{"filters":\#(filters),"kernel":\#(kernel),"stride":1,"bias":0},"#
            + #""words":{"initializer":"zeros","padding":"\#(padding)"},"activation":{"name":"identity","constants":{}}}"#
    }

    private func dense(_ units: Int) -> String {
        #"{"kind":"Dense","numbers":{"units":\#(units),"bias":0},"words":{"initializer":"zeros"},"#
            + #""activation":{"name":"identity","constants":{}}}"#
    }

    private func plain(_ kind: String, _ name: String? = nil, _ value: Int = 0, inside: String? = nil) -> String {
        #"{"kind":"\#(kind)","numbers":{\#(name.map { "\"\($0)\":\(value)" } ?? "")},"words":{}"#
            + (inside.map { #","layers":[\#($0)]"# } ?? "") + "}"
    }

    /// The most memory that this process has had, in KB.
    private var peak: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    private func refusal(_ bytes: [UInt8]) -> String {
        do {
            _ = try ModelFile(bytes: bytes, path: "forged")
            return "accepted"
        } catch NetworkError.file(let path, let reason) {
            return "\(path): \(reason)"
        } catch { return "another error: \(error)" }
    }

    @Test func theForgerCanWriteARightFile() throws {
        let bytes = file(
            header(input: "[3]", layers: dense(2), parameters: #"[{"name":"1.weights","shape":[3,2]}]"#), weights: 6)
        #expect(try ModelFile(bytes: bytes, path: "right").network("network").outputShape == [2])
    }

    @Test func filesThatAskForTooMuchAreRefused() {
        let before = peak
        let nested = { (kind: String, depth: Int) in
            (0..<depth).reduce(self.plain("Flatten")) { inside, _ in self.plain(kind, inside: inside) }
        }
        let cases: [(String, [UInt8])] = [
            ("a convolution's tables", file(header(input: "[1,1,65536]", layers: convolution(65536)))),
            (
                "wide windows",
                file(header(input: "[4096,4096,1]", layers: convolution(1, kernel: 4096, padding: "valid")))
            ),
            (
                "a transposed one",
                file(header(input: "[1,1,65536]", layers: convolution(65536, kind: "ConvTranspose2D")))
            ),
            ("weights above 2³¹", file(header(input: "[1,1,16777216]", layers: convolution(16_777_216, kernel: 4096)))),
            ("a dense layer", file(header(input: "[16777216]", layers: dense(16_777_216)))),
            (
                "places of new pixels",
                file(
                    header(
                        input: "[16777216,1,1]", layers: plain("BilinearUpsampling2D", "factor", 16) + "," + dense(1)))
            ),
            (
                "channels that double",
                file(header(input: "[3]", layers: (0..<100).map { _ in nested("Skip", 1) }.joined(separator: ",")))
            ),
            ("an input too large", file(header(input: "[4000000,4000000]", layers: dense(1)))),
            ("an input that overflows", file(header(input: "[9223372036854775807,3]", layers: dense(1)))),
            ("a negative input", file(header(input: "[-3]", layers: dense(1)))),
            ("no input", file(header(input: "[]", layers: dense(1)))),
            ("five dimensions", file(header(input: "[1,1,1,1,1]", layers: dense(1)))),
            ("deep layers", file(header(input: "[3]", layers: nested("Residual", 100_000)))),
            ("deep brackets", file(String(repeating: "[", count: 200_000))),
            (
                "a negative shape",
                file(header(input: "[3]", layers: dense(1), parameters: #"[{"name":"1.weights","shape":[-3,-1]}]"#))
            ),
            (
                "a shape that overflows",
                file(
                    header(
                        input: "[3]", layers: dense(1),
                        parameters: #"[{"name":"1.weights","shape":[4611686018427387904,4]}]"#))
            ),
            (
                "a negative array",
                file(header(input: "[3]", layers: plain("Flatten"), more: #""arrays":[{"name":"x","count":-1}]"#))
            ),
            (
                "a large array",
                file(
                    header(
                        input: "[3]", layers: plain("Flatten"),
                        more: #""arrays":[{"name":"x","count":9223372036854775807}]"#))
            ),
            (
                "too few weights",
                file(
                    header(input: "[3]", layers: dense(1), parameters: #"[{"name":"1.weights","shape":[3,1]}]"#),
                    weights: 2)
            ),
            (
                "too many weights",
                file(
                    header(input: "[3]", layers: dense(1), parameters: #"[{"name":"1.weights","shape":[3,1]}]"#),
                    weights: 4)
            ),
            ("more weights than bytes", file(header(input: "[3]", layers: dense(1)), claimed: 1 << 62)),
            (
                "weights that are others",
                file(
                    header(input: "[3]", layers: dense(1), parameters: #"[{"name":"weights","shape":[3,1]}]"#),
                    weights: 3)
            ),
            ("no layers", file(header(input: "[3]", layers: ""))),
            ("an unknown layer", file(header(input: "[3]", layers: plain("Telepathy")))),
            ("a Beside without input", file(header(input: "[3]", layers: plain("Beside")))),
            ("a Dropout of 1", file(header(input: "[3]", layers: plain("Dropout", "probability", 1)))),
            ("an empty Residual", file(header(input: "[3]", layers: plain("Residual")))),
            ("no JSON", file("no JSON")),
        ]
        for (name, bytes) in cases {
            let sentence = refusal(bytes)
            #expect(
                sentence.hasPrefix("forged: it") && !sentence.contains("\n") && sentence.count < 400,
                "\(name): \(sentence)")
        }
        #expect(
            refusal(file(header(input: "[3]", layers: plain("Telepathy")))).contains("the layer Telepathy is neither"))
        // Other tests take memory meanwhile, but not gigabytes.
        #expect(peak - before < 500_000, "\(peak - before) KB")
    }

    /// Bytes that change, come and go in a right file, with the checksum made right again: an error or a network, and no trap.
    @Test func mutatedFilesNeverTrap() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "mutated-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        try Network(input: [4, 4, 2], beside: [3], seed: 1) {
            Beside()
            Conv2D(2, kernel: 3, .leakyReLU)
            BatchNorm()
            Skip { MaxPool2D(1) }
            Residual { LayerNorm() }
            BilinearUpsampling2D(2)
            Flatten()
            Dropout(0.1)
            Dense(2, .softmax)
        }.write(to: url)
        let bytes = [UInt8](try Data(contentsOf: url))
        let length = Int(bytes[12]) | Int(bytes[13]) << 8
        var random = RandomGenerator(seed: 1)
        var (refused, accepted) = (0, 0)
        for _ in 0..<3000 {
            var header = Array(bytes[24..<24 + length])
            for _ in 0...random.integer(below: 3) {
                let place = random.integer(below: header.count)
                switch random.integer(below: 4) {
                case 0: header[place] = UInt8(random.integer(below: 256))
                case 1: header[place] = UInt8(48 + random.integer(below: 10))
                case 2: header.remove(at: place)
                default: header.insert(contentsOf: Array("999".utf8), at: place)
                }
            }
            var forged = Array(bytes[..<12]) + (0..<4).map { UInt8(header.count >> (8 * $0) & 255) }
            forged += bytes[16..<24] + header + bytes[(24 + length)..<(bytes.count - 4)]
            let sum = crc32(forged)
            let sentence = refusal(forged + (0..<4).map { UInt8(sum >> (8 * $0) & 255) })
            if sentence == "accepted" { accepted += 1 } else { refused += 1 }
            #expect(sentence == "accepted" || sentence.hasPrefix("forged: it"), "\(sentence)")
        }
        #expect(refused > 1000 && accepted > 10)
    }
}
