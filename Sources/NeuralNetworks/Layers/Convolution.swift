import Tensors

/// The three products of a convolution, for batches: what ``Conv2D`` and ``ConvTranspose2D`` compute with.
///
/// A convolution with weights W (patch × filters) turns an *image* into a *map* of places × filters: with the patches of the
/// image as the rows of P,
/// - map = P W + b             (``apply(_:samples:isAdjoint:weights:biases:to:finish:)``),
/// - its adjoint, ∂L/∂P = ∂L/∂map Wᵀ, every patch then added where it came from (the same),
/// - ∂L/∂W = Pᵀ ∂L/∂map        (``gradient(images:maps:samples:β:of:)``).
///
/// The adjoint sums, too: no patch is added to others in memory, see ``WindowProduct``. Threads share the samples. For ∂L/∂W the
/// samples are cut into pieces, whose number depends on the sizes alone; each has a sum of its own, and these are added in the
/// order of the samples, so that the bits are the same for every number of threads.
final class Convolution {
    let windows: Windows
    let filters: Int

    // Made when they are first needed: a network may turn out not to fit its file before.
    private lazy var product = WindowProduct(windows, filters: filters)
    private lazy var adjoint = WindowProduct(adjointOf: windows, filters: filters)
    private lazy var table = PatchTable(
        places: (0..<windows.places).map {
            windows.stride * ($0 / windows.columns * windows.paddedRow + $0 % windows.columns * windows.channels)
        },
        numbers: (0..<windows.patch).map {
            $0 / (windows.size * windows.channels) * windows.paddedRow + $0 % (windows.size * windows.channels)
        }, targets: [])
    /// W in panels.
    private var panels = Tensor()
    private var biasPanels = Tensor()
    /// For each thread padded images, and patches or maps.
    private var scratch = Tensor()
    /// For each piece of the samples its sum for ∂L/∂W.
    private var sums = Tensor()

    init(_ windows: Windows, filters: Int) {
        self.windows = windows
        self.filters = filters
    }

    /// Called for one image or map when it is computed and still in the cache, with its first number, where in all of them that
    /// stands, and how many there are.
    typealias Finish = (_ values: UnsafeMutablePointer<Float>, _ start: Int, _ count: Int) -> Void

    /// results ← P W + b for each sample, or, of the adjoint, the sum of the patches of maps Wᵀ, each where it belongs, + b.
    func apply(
        _ images: UnsafePointer<Float>, samples: Int, isAdjoint: Bool, weights: UnsafePointer<Float>,
        biases: UnsafePointer<Float>?, to results: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        let product = isAdjoint ? adjoint : self.product
        let width = ConvolutionKernels.panelWidth
        panels.reserve([product.phases.reduce(0) { $0 + $1.panels * $1.panelSize }])
        biasPanels.reserve([product.phases.reduce(0) { $0 + $1.panels * width }])
        panels.withUnsafeMutableBufferPointer { panels in
            biasPanels.withUnsafeMutableBufferPointer { start in
                let (panels, start) = (panels.baseAddress!, start.baseAddress!)
                product.makePanels(weights, biases: biases, into: panels, biases: start)
                inParallel(product.source, samples) { samples, own in
                    forEachGroup(product.source, samples, images, own) { group, padded in
                        var (panel, start) = (panels, start)
                        for phase in product.phases {
                            for first in stride(from: 0, to: phase.columns, by: width) {
                                // A panel stays in the cache for all images of a group.
                                for sample in group {
                                    ConvolutionKernels.apply(
                                        phase.table,
                                        padded + (sample - group.lowerBound) * product.source.paddedCount,
                                        panel: panel, biases: start, map: results + sample * product.count + first,
                                        width: min(width, phase.columns - first))
                                }
                                panel += phase.panelSize
                                start += width
                            }
                        }
                        for sample in group {
                            finish(results + sample * product.count, sample * product.count, product.count)
                        }
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
        let pieces = SamplePieces.count(of: samples, sum: count)
        _ = table  // made before threads look at it
        sums.reserve([pieces, count])
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = sums.baseAddress!
            inParallel(windows, pieces, more: windows.imagesOfGroup * windows.places * ConvolutionKernels.panelWidth) {
                part, own in
                for piece in part {
                    setGradient(
                        images, maps, Threads.range(ofPart: piece, outOf: pieces, count: samples),
                        sums + piece * count, own)
                }
            }
            VectorKernels.columnSums(sums, rows: pieces, columns: count, β: β, weights)
        }
    }

    /// sum ← Pᵀ ∂L/∂map, over a range of the samples.
    private func setGradient(
        _ images: UnsafePointer<Float>, _ maps: UnsafePointer<Float>, _ samples: Range<Int>,
        _ sum: UnsafeMutablePointer<Float>, _ own: UnsafeMutablePointer<Float>
    ) {
        let width = ConvolutionKernels.panelWidth
        // The filters that do not fill a panel: few by a kernel of their own, more with zeros beside them.
        let (rest, few, run) = (
            filters % width, ConvolutionKernels.narrowWidth, windows.size * windows.channels
        )
        let isNarrow = rest <= 2 * few && run >= ConvolutionKernels.narrowRun
        let size = windows.paddedCount
        let filled = own + wholeLines(size * windows.imagesOfGroup)
        sum.update(repeating: 0, count: windows.patch * filters)
        forEachGroup(windows, samples, images, own) { group, padded in
            let g = maps + group.lowerBound * windows.places * filters
            let last = filters - rest
            for first in stride(from: 0, to: last, by: width) {
                ConvolutionKernels.gradient(
                    table, padded, size: size, samples: group.count, maps: g + first, stride: filters,
                    sums: sum + first, filters: filters, width: width)
            }
            if rest > 0, isNarrow {
                for first in stride(from: last, to: filters, by: few) {
                    ConvolutionKernels.narrowGradient(
                        table, run: run, padded, size: size, samples: group.count, maps: g + first,
                        sums: sum + first, filters: filters, width: min(few, filters - first))
                }
            } else if rest > 0 {
                for place in 0..<group.count * windows.places {
                    for j in 0..<width { filled[place * width + j] = j < rest ? g[place * filters + last + j] : 0 }
                }
                ConvolutionKernels.gradient(
                    table, padded, size: size, samples: group.count, maps: filled, stride: width, sums: sum + last,
                    filters: filters, width: rest)
            }
        }
    }

    // MARK: Groups

    /// Pads as many images at a time as the second cache has room for.
    private func forEachGroup(
        _ windows: Windows, _ samples: Range<Int>, _ images: UnsafePointer<Float>,
        _ padded: UnsafeMutablePointer<Float>, _ body: (_ group: Range<Int>, _ padded: UnsafePointer<Float>) -> Void
    ) {
        for first in stride(from: samples.lowerBound, to: samples.upperBound, by: windows.imagesOfGroup) {
            let group = first..<min(first + windows.imagesOfGroup, samples.upperBound)
            if windows.needsNoPadding {
                body(group, images + first * windows.pixels)
            } else {
                for sample in group {
                    windows.pad(
                        images + sample * windows.pixels, into: padded + (sample - first) * windows.paddedCount)
                }
                body(group, UnsafePointer(padded))
            }
        }
    }

    /// Divides samples, or pieces of them, between threads; each has memory for a group of padded images, and for `more` numbers
    /// behind it.
    private func inParallel(
        _ windows: Windows, _ items: Int, more: Int = 0,
        _ body: (_ items: Range<Int>, _ own: UnsafeMutablePointer<Float>) -> Void
    ) {
        let parts = Threads.parts(of: items)
        let size = wholeLines(windows.paddedCount * windows.imagesOfGroup) + wholeLines(more)
        scratch.reserve([parts, size])
        scratch.withUnsafeMutableBufferPointer { scratch in
            let scratch = scratch.baseAddress!
            parallel(items, parts: parts) { part, items in body(items, scratch + part * size) }
        }
    }
}

/// Samples cut into pieces for sums over all of them: each piece's sum is computed in order, and then the sums are added in order,
/// so that the result does not depend on how many threads share the pieces.
enum SamplePieces {
    /// - Parameter sum: how many numbers a sum has: of large ones there are fewer, as each has to be kept and added.
    static func count(of samples: Int, sum: Int) -> Int { max(1, min(samples, sum <= 1 << 16 ? 8 : 4)) }
}

extension Windows {
    /// How many padded images are worked on at once: 128 KB, a part of the second cache, but at least one.
    fileprivate var imagesOfGroup: Int { max(1, (1 << 15) / paddedCount) }
}

/// Rounded up to whole cache lines, so that two threads never write to one.
private func wholeLines(_ count: Int) -> Int { (count + 15) / 16 * 16 }
