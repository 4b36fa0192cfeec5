import Autoencoders
import ChapterSupport
import Derivations
import NeuralNetworks
import Tensors
import Workbook

struct LinearError: Section {
    static let title = "What if nothing bends?"

    func run(on page: Page) throws {
        /*:
         Before the deep one, the smallest. Take all activations away: the encoder is a matrix $A$ of $k$ rows, the decoder a
         matrix $B$ of $k$ columns, and $\hat x = B A x$ (for data with mean zero; else biases take care of the mean). PCA also
         gives a code that is linear in $x$, found by solving an eigenproblem. Here gradient descent is given the same freedom
         and told nothing of eigenvectors. Does it find the same?

         The error of $\hat x = BAx$ can be written down.
         */
        page.show(Derivation.linearAutoencoderError)
        /*:
         Only $\Sigma$ is left of the data. Two data sets with the same covariance are the same to a linear autoencoder, be
         they digits or noise: whatever is in a digit beyond correlations of pairs of pixels, it cannot see. Does the
         library agree? Take digits less their mean, an untrained linear autoencoder, and compute its error both
         ways: by pushing the digits through it, and from $\Sigma$ alone.
         */
        let x = centred(try Digits.load(on: page).test.prefix(1_000).inputTensor)
        let Σ = try Tensor(Covariance(x).matrix.map { Float($0) }, shape: [784, 784])
        let linear = try Autoencoder(input: 784, seed: page.seed) {
            Dense(8, bias: false)
        } decoder: {
            Dense(784, bias: false)
        }
        // A layer's weights W stand as x ↦ xW, with samples as rows: A and B are their transposes.
        let (encoder, decoder) = (linear.network[0].weights, linear.network[1].weights)
        let A = encoder.value.transposed
        let B = decoder.value.transposed
        // snippet.hide
        page.value("linear.untrained.error", try errorFromCovariance(A, B, Σ))
        page.value("linear.parameters", linear.network.parameterCount)
        // snippet.show
        let measured = reconstructionError(try linear.reconstruct(x), of: x)
        page.check(
            "the autoencoder's error is tr((I − BA) Σ (I − BA)ᵀ)", measured / (try errorFromCovariance(A, B, Σ)),
            equals: 1, within: 1e-5)
        /*:
         ## The decoder's share

         Training moves $A$ and $B$ together. Let us hold the encoder for a moment and ask for the best decoder.
         */
        page.show(Derivation.linearAutoencoderDecoder)
        /*:
         Production code computes this gradient by backpropagation, knowing nothing of covariances. With the loss being half of
         the error, it must be half of the derived one. And for the decoder $B^\ast = \Sigma A^\top (A \Sigma A^\top)^{-1}$ it
         must vanish.
         */
        let loss = MeanSquaredError()
        let ΣAᵀ = try Σ.times(A, transposingOther: true)
        let AΣAᵀ = try A.times(ΣAᵀ)
        func backpropagated() throws -> Tensor {
            _ = try linear.network.backward(loss.gradient(linear.network.forward(x), targets: x))
            return decoder.gradient.transposed
        }
        let derived = try B.times(AΣAᵀ) - ΣAᵀ
        let difference = try backpropagated() - derived
        page.check(
            "the gradient that training takes is the derived one (the largest relative difference)",
            difference.norm / derived.norm, atMost: 1e-5)
        decoder.value = try ΣAᵀ.times(inverse(of: AΣAᵀ)).transposed
        let best = reconstructionError(try linear.reconstruct(x), of: x)
        page.check(
            "at the best decoder it is zero, to Float's precision",
            try backpropagated().norm / derived.norm, atMost: 1e-4)
        // snippet.hide
        page.value("linear.bestDecoder.error", best)
        page.value("linear.mean.error", try Covariance(x).total)
        // snippet.show
        /*:
         The untrained pair costs {{linear.untrained.error, fixed 1}}. The best decoder for the same random encoder brings it down
         to {{linear.bestDecoder.error, fixed 1}}, where the mean digit alone costs {{linear.mean.error, fixed 1}}: eight
         random sums of pixels already tell something, if they are read well. What remains is a problem for the
         encoder: *which* eight sums?
         */
    }

    private func centred(_ x: Tensor) -> Tensor {
        var centred = x
        let mean = x.columnMeans
        for row in 0..<x.rows {
            for column in 0..<x.columns { centred[row, column] -= mean[flat: column] }
        }
        return centred
    }

    /// tr((I − BA) Σ (I − BA)ᵀ)
    private func errorFromCovariance(_ A: Tensor, _ B: Tensor, _ Σ: Tensor) throws -> Double {
        var R = -(try B.times(A))
        for i in 0..<R.rows { R[i, i] += 1 }
        return try (R.times(Σ) * R).sum
    }

    /// The inverse of a symmetric matrix from its eigenvalues, Q Λ⁻¹ Qᵀ.
    private func inverse(of matrix: Tensor) throws -> Tensor {
        let eigen = try SymmetricEigen(matrix)
        let Qᵀ = eigen.vectors
        var scaled = Qᵀ
        for i in 0..<scaled.rows {
            for j in 0..<scaled.columns { scaled[i, j] /= Float(eigen.values[i]) }
        }
        return try Qᵀ.times(scaled, transposingSelf: true)
    }
}
