import Autoencoders
import ChapterSupport
import Datasets
import NeuralNetworks
import Tensors

/// Tells whether a picture shows one face: sharp or soft, but not many faces on top of one another, and not noise.
struct FaceDetector {
    /// One number a picture, the probability that it is a face.
    private let network: Network
    /// Above which it counts as one.
    private let limit: Float

    /// The share of pictures that are plausible faces.
    func share(of pictures: Tensor) throws -> Double {
        let p = try network.predict(pictures).values
        return Double(p.count { $0 > limit }) / Double(p.count)
    }

    /// Learns from faces, and from what it makes of them.
    static func trained(on faces: Samples, epochs: Int, seed: UInt64) throws -> FaceDetector {
        let network = try FaceModels.detector(seed: seed)
        try network.fit(
            try examples(from: faces, seed: seed), loss: .binaryCrossEntropy,
            optimizer: .adam(learningRate: .cosine(from: 0.003, over: Double(epochs))), epochs: epochs, batchSize: 24)
        // snippet.limit
        // Between one face, which passes, and six, which do not: nine in ten pictures of four faces do not pass either.
        var random = RandomGenerator(seed: seed &+ 1)
        let fours = (0..<500).flatMap { _ in blend(of: 4, faces, using: &random) }
        let p = try network.predict(Tensor(fours, shape: FaceModels.picture.prefixed(by: 500))).values
        return FaceDetector(network: network, limit: p.quantile(percent: 90))
        // snippet.end
    }

    // snippet.examples
    /// For each face a picture of it, with target 1, and one of no face, with target 0, both equally soft: eight in ten are
    /// six to twelve faces on top of one another, one is noise, one the face under noise.
    static func examples(from faces: Samples, seed: UInt64) throws -> Samples {
        var random = RandomGenerator(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * faces.count * FaceModels.picture.elementCount)
        for i in 0..<faces.count {
            let face = faces.input(i)
            let kind = random.uniform()
            let noFace =
                if kind < 0.8 {
                    blend(of: 6 + random.integer(below: 7), faces, using: &random)
                } else if kind < 0.9 {
                    face.map { _ in Float(random.uniform()) }
                } else {
                    face.map { $0 + Float(random.uniform()) - 0.5 }
                }
            let softness = 1.75 * random.uniform()
            for picture in [face, noFace] { bytes += try softened(picture, by: softness).map(byte) }
        }
        let targets = Tensor(shape: [2 * faces.count, 1]) { targets in
            for i in targets.indices { targets[i] = i % 2 == 0 ? 1 : 0 }
        }
        return try Samples(bytes: bytes, sampleShape: FaceModels.picture, targets: targets)
    }
    // snippet.end

    /// The mean of some faces, with weights that differ by a factor of three at most.
    static func blend(of count: Int, _ faces: Samples, using random: inout RandomGenerator) -> [Float] {
        let weights = (0..<count).map { _ in 0.5 + Float(random.uniform()) }
        let sum = weights.reduce(0, +)
        var blend = [Float](repeating: 0, count: FaceModels.picture.elementCount)
        for weight in weights {
            let face = faces.input(random.integer(below: faces.count))
            for i in blend.indices { blend[i] += weight / sum * face[i] }
        }
        return blend
    }

    /// A picture blurred with a deviation of s pixels, each colour by itself.
    static func softened(_ picture: [Float], by s: Double) throws -> [Float] {
        let side = Faces.side
        let colors = (0..<3).flatMap { color in
            stride(from: color, to: picture.count, by: 3).map { picture[$0] }
        }
        let soft = try GaussianBlur(standardDeviation: s)(
            Tensor(colors, shape: [3, side * side]), width: side, height: side
        ).values
        return picture.indices.map { soft[$0 % 3 * side * side + $0 / 3] }
    }

    private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value, 0), 1) * 255 + 0.5) }
}
