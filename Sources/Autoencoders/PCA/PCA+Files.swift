import Foundation
import NeuralNetworks

extension PCA {
    private static let kind = "principal component analysis"

    /// Writes mean, components and variances to a file, which is replaced as a whole.
    ///
    /// - Throws: `NetworkError` if the file cannot be written.
    public func write(to url: URL) throws {
        try ModelFile(
            kind: Self.kind, networks: [],
            numbers: ["total variance": totalVariance, "samples": Double(sampleCount)],
            arrays: [
                "mean": mean.values.map(Double.init), "components": preciseComponents, "variances": variances,
            ]
        ).write(to: url)
    }

    /// The components in a file that ``write(to:)`` wrote, exactly as they were.
    ///
    /// - Throws: `NetworkError` that says what is wrong with the file.
    public init(contentsOf url: URL) throws {
        let file = try ModelFile(contentsOf: url, kind: Self.kind)
        guard let mean = file.arrays["mean"], let components = file.arrays["components"],
            let variances = file.arrays["variances"], let total = file.numbers["total variance"],
            let samples = file.numbers["samples"].flatMap(Int.init(exactly:)), !variances.isEmpty, !mean.isEmpty,
            components.count == mean.count * variances.count
        else { throw NetworkError.file(path: url.path, reason: "its numbers are not those of principal components") }
        self.init(
            mean: mean, components: components, variances: variances, totalVariance: total, sampleCount: samples)
    }
}
