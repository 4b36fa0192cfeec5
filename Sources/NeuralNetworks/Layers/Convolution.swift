import Tensors

/// The three products of a convolution, for batches: what ``Conv2D`` and ``ConvTranspose2D`` compute with.
///
/// A convolution with weights W (patch × filters) turns an *image* into a *map* of places × filters: with the patches of the
/// image as the rows of P,
/// - map = P W                 (``apply(_:samples:weights:maps:finish:)``),
/// - its adjoint, ∂L/∂P = ∂L/∂map Wᵀ, every patch then added where it came from
///   (``applyAdjoint(_:samples:weights:images:finish:)``),
/// - ∂L/∂W = Pᵀ ∂L/∂map        (``gradient(images:maps:samples:β:of:)``).
///
/// P is never there as a whole: it is gathered in pieces that stay in the cache. Threads share the samples; each keeps a sum
/// of its own for ∂L/∂W, and the sums are added in the order of the samples, so that every run gives the same bits.
final class Convolution {
    let windows: Windows
    let filters: Int

    /// For each thread a padded image and a piece of P.
    private var scratch = Tensor()
    /// For each thread its sum for ∂L/∂W.
    private var sums = Tensor()

    init(_ windows: Windows, filters: Int) {
        self.windows = windows
        self.filters = filters
    }

    typealias Finish = (_ values: UnsafeMutablePointer<Float>, _ start: Int, _ count: Int) -> Void

    /// maps ← P W for each sample.
    ///
    /// - Parameter finish: called for each piece of the maps when it is computed and still in the cache, with its first number,
    ///   where in all maps that stands, and how many there are.
    func apply(
        _ images: UnsafePointer<Float>, samples: Int, weights: UnsafePointer<Float>,
        maps: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        inParallel(samples) { _, samples, padded, patches in
            forEachPiece(of: samples) { piece in
                gather(images, piece, padded, patches)
                let start = piece.start * filters
                MatrixProduct.gemm(
                    m: piece.places, n: filters, k: windows.patch, patches, strideA: windows.patch, weights,
                    strideB: filters, maps + start, strideC: filters)
                finish(maps + start, start, piece.places * filters)
            }
        }
    }

    /// images ← the sum of the patches of maps Wᵀ, each where it belongs.
    ///
    /// - Parameter finish: called for each image when it is computed, with its first number, where in all images that stands,
    ///   and how many there are.
    func applyAdjoint(
        _ maps: UnsafePointer<Float>, samples: Int, weights: UnsafePointer<Float>,
        images: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        inParallel(samples) { _, samples, padded, patches in
            forEachPiece(of: samples) { piece in
                MatrixProduct.gemm(
                    m: piece.places, n: windows.patch, k: filters, maps + piece.start * filters, strideA: filters,
                    weights, strideB: filters, transposedB: true, patches, strideC: windows.patch)
                for sample in piece.samples {
                    let part = patches + (sample - piece.samples.lowerBound) * windows.places * windows.patch
                    if piece.rows.lowerBound == 0 { padded.update(repeating: 0, count: windows.paddedCount) }
                    windows.scatter(part, rows: piece.rows, into: padded)
                    if piece.rows.upperBound == windows.rows {
                        let start = sample * windows.pixels
                        windows.unpad(padded, into: images + start)
                        finish(images + start, start, windows.pixels)
                    }
                }
            }
        }
    }

    /// ∂L/∂W ← Pᵀ ∂L/∂map + β ∂L/∂W, summed over the samples.
    func gradient(
        images: UnsafePointer<Float>, maps: UnsafePointer<Float>, samples: Int, β: Float,
        of weights: UnsafeMutablePointer<Float>
    ) {
        let count = windows.patch * filters
        let parts = Threads.parts(of: samples)
        sums.reserve([parts, count])
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = sums.baseAddress!
            inParallel(samples) { part, samples, padded, patches in
                var isFirst = true
                forEachPiece(of: samples) { piece in
                    gather(images, piece, padded, patches)
                    MatrixProduct.gemm(
                        m: windows.patch, n: filters, k: piece.places, patches, strideA: windows.patch,
                        transposedA: true, maps + piece.start * filters, strideB: filters, β: isFirst ? 0 : 1,
                        sums + part * count, strideC: filters)
                    isFirst = false
                }
            }
            VectorKernels.columnSums(sums, rows: parts, columns: count, β: β, weights)
        }
    }

    // MARK: Pieces

    /// Some rows of places of one sample, or all places of several.
    private struct Piece {
        var samples: Range<Int>
        var rows: Range<Int>
        /// The first place, counted over all samples.
        var start: Int
        /// How many places.
        var places: Int
    }

    /// How many rows of P are worked on at once: as many as fit into the second cache, but enough that a product is worth
    /// rearranging W for it.
    private var placesOfPiece: Int { max(128, (1 << 16) / windows.patch) }

    private func forEachPiece(of samples: Range<Int>, _ body: (Piece) -> Void) {
        let (places, most) = (windows.places, placesOfPiece)
        if places > most {
            let step = max(1, most / windows.columns)
            for sample in samples {
                for row in stride(from: 0, to: windows.rows, by: step) {
                    let rows = row..<min(row + step, windows.rows)
                    body(
                        Piece(
                            samples: sample..<sample + 1, rows: rows, start: sample * places + row * windows.columns,
                            places: rows.count * windows.columns))
                }
            }
        } else {
            let step = most / places
            for sample in stride(from: samples.lowerBound, to: samples.upperBound, by: step) {
                let group = sample..<min(sample + step, samples.upperBound)
                body(
                    Piece(
                        samples: group, rows: 0..<windows.rows, start: sample * places, places: group.count * places))
            }
        }
    }

    /// The numbers that the patches of a piece take at most.
    private var sizeOfPiece: Int {
        let (places, most) = (windows.places, placesOfPiece)
        let rows = places > most ? max(1, most / windows.columns) * windows.columns : most / places * places
        return rows * windows.patch
    }

    private func gather(
        _ images: UnsafePointer<Float>, _ piece: Piece, _ padded: UnsafeMutablePointer<Float>,
        _ patches: UnsafeMutablePointer<Float>
    ) {
        for sample in piece.samples {
            let image = images + sample * windows.pixels
            let part = patches + (sample - piece.samples.lowerBound) * windows.places * windows.patch
            if windows.needsNoPadding {
                windows.gather(image, rows: piece.rows, into: part)
            } else {
                if piece.rows.lowerBound == 0 { windows.pad(image, into: padded) }
                windows.gather(padded, rows: piece.rows, into: part)
            }
        }
    }

    private func inParallel(
        _ samples: Int,
        _ body: (
            _ part: Int, _ samples: Range<Int>, _ padded: UnsafeMutablePointer<Float>,
            _ patches: UnsafeMutablePointer<Float>
        ) -> Void
    ) {
        let (paddedCount, patchCount) = (wholeLines(windows.paddedCount), wholeLines(sizeOfPiece))
        scratch.reserve([Threads.parts(of: samples), paddedCount + patchCount])
        scratch.withUnsafeMutableBufferPointer { scratch in
            let scratch = scratch.baseAddress!
            parallel(samples) { part, samples in
                let own = scratch + part * (paddedCount + patchCount)
                body(part, samples, own, own + paddedCount)
            }
        }
    }
}

/// Rounded up to whole cache lines, so that two threads never write to one.
private func wholeLines(_ count: Int) -> Int { (count + 15) / 16 * 16 }
