import Foundation
import NeuralNetworks
import Tensors

extension VariationalAutoencoder {
    private static let kind = "variational autoencoder"

    /// Writes both networks and what the reconstruction loss has learnt to one file, which is replaced as a whole.
    ///
    /// - Throws: `NetworkError` if the file cannot be written.
    public func write(to url: URL) throws {
        var numbers = ["code": Double(codeSize)]
        if let gaussian = reconstruction as? GaussianDecoder {
            numbers["logarithm of variance"] = Double(gaussian.logVariance)
            numbers["learns variance"] = gaussian.learnsVariance ? 1 : 0
        }
        try ModelFile(
            kind: Self.kind, networks: [("encoder", encoder), ("decoder", decoder)], numbers: numbers,
            words: ["reconstruction": reconstruction.name]
        ).write(to: url)
    }

    /// A variational autoencoder from a file that ``write(to:)`` wrote, exactly as it was.
    ///
    /// - Parameter reconstruction: the loss, where it is none of `.bernoulli` and `.gaussian`, which a file can describe.
    /// - Throws: `NetworkError` that says what is wrong with the file.
    public convenience init(contentsOf url: URL, reconstruction: (any Loss)? = nil) throws {
        let file = try ModelFile(contentsOf: url, kind: Self.kind)
        func failure(_ reason: String) -> NetworkError { .file(path: url.path, reason: reason) }
        let (encoder, decoder) = (try file.network("encoder"), try file.network("decoder"))
        guard let k = file.numbers["code"].flatMap(Int.init(exactly:)), k > 0, encoder.outputShape == [2 * k],
            decoder.inputShape == [k], decoder.outputShape == encoder.inputShape
        else { throw failure("its networks are not those of a variational autoencoder") }
        let loss: any Loss
        switch (reconstruction, file.words["reconstruction"]) {
        case (let given?, _): loss = given
        case (nil, BinaryCrossEntropy().name): loss = .bernoulli
        case (nil, GaussianDecoder(variance: 1).name):
            guard let λ = file.numbers["logarithm of variance"], exp(λ).isFinite, exp(λ) > 0 else {
                throw failure("it has no variance of its decoder")
            }
            loss = GaussianDecoder(
                logVariance: Float(λ), learnsVariance: file.numbers["learns variance"] == 1)
        case (nil, let name):
            throw failure("it was trained by \(name ?? "an unnamed loss"), which must be given as `reconstruction:`")
        }
        var random = RandomGenerator(seed: encoder.seed)
        try self.init(
            encoder: encoder, decoder: decoder, sampler: ReparametrisedSampler(codeSize: k, random: random.split()),
            random: random, reconstruction: loss)
    }
}
