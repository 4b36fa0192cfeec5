import Tensors

/// The three products of a convolution, for batches: what ``Conv2D`` and ``ConvTranspose2D`` compute with.
///
/// A convolution with weights W (patch × filters) turns an *image* into a *map* of places × filters: with the patches of the
/// image as the rows of P,
/// - map = P W + b             (``apply(_:samples:weights:biases:maps:finish:)``),
/// - its adjoint, ∂L/∂P = ∂L/∂map Wᵀ, every patch then added where it came from
///   (``applyAdjoint(_:samples:weights:biases:images:finish:)``),
/// - ∂L/∂W = Pᵀ ∂L/∂map        (``gradient(images:maps:samples:β:of:)``).
///
/// The adjoint sums, too: no patch is added to others in memory, see ``WindowProduct``. Threads share the samples;
/// each keeps a sum of its own for ∂L/∂W, and the sums are added in the order of the samples, so that every run gives the same
/// bits.
final class Convolution {
    let windows: Windows
    let filters: Int

    // Tables, made when they are first needed: a layer costs no memory before it is used.
    private lazy var product = WindowProduct(windows, filters: filters)
    private lazy var adjoint = WindowProduct(adjointOf: windows, filters: filters)
    private var patches: PatchTable?
    /// W in panels.
    private var panels = Tensor()
    private var biasPanels = Tensor()
    /// For each thread padded images, and patches or maps.
    private var scratch = Tensor()
    /// For each thread its sum for ∂L/∂W.
    private var sums = Tensor()

    init(_ windows: Windows, filters: Int) {
        self.windows = windows
        self.filters = filters
    }

    deinit { patches?.deallocate() }

    /// Where the patches begin in a padded image, and their numbers in them.
    private func patchTable() -> PatchTable {
        if let patches { return patches }
        let (run, row, columns, channels) = (
            windows.size * windows.channels, windows.paddedRow, windows.columns, windows.channels
        )
        let table = PatchTable(
            places: (0..<windows.places).map { windows.stride * ($0 / columns * row + $0 % columns * channels) },
            numbers: (0..<windows.patch).map { $0 / run * row + $0 % run }, targets: [])
        patches = table
        return table
    }

    /// Called for one image or map when it is computed and still in the cache, with its first number, where in all of them that
    /// stands, and how many there are.
    typealias Finish = (_ values: UnsafeMutablePointer<Float>, _ start: Int, _ count: Int) -> Void

    /// maps ← P W + b for each sample.
    func apply(
        _ images: UnsafePointer<Float>, samples: Int, weights: UnsafePointer<Float>, biases: UnsafePointer<Float>?,
        maps: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        compute(product, images, samples, weights, biases, maps, finish)
    }

    /// images ← the sum of the patches of maps Wᵀ, each where it belongs, + b.
    func applyAdjoint(
        _ maps: UnsafePointer<Float>, samples: Int, weights: UnsafePointer<Float>, biases: UnsafePointer<Float>?,
        images: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        compute(adjoint, maps, samples, weights, biases, images, finish)
    }

    private func compute(
        _ product: WindowProduct, _ images: UnsafePointer<Float>, _ samples: Int, _ weights: UnsafePointer<Float>,
        _ biases: UnsafePointer<Float>?, _ results: UnsafeMutablePointer<Float>, _ finish: Finish
    ) {
        let width = ConvolutionKernels.panelWidth
        panels.reserve([product.phases.reduce(0) { $0 + $1.panels * $1.panelSize }])
        biasPanels.reserve([product.phases.reduce(0) { $0 + $1.panels * width }])
        panels.withUnsafeMutableBufferPointer { panels in
            biasPanels.withUnsafeMutableBufferPointer { start in
                let (panels, start) = (panels.baseAddress!, start.baseAddress!)
                product.makePanels(weights, biases: biases, into: panels, biases: start)
                inParallel(product.source, samples, parts: Threads.parts(of: samples)) { _, samples, own in
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
        let (count, table) = (windows.patch * filters, patchTable())
        let width = ConvolutionKernels.panelWidth
        let rest = filters % width
        // The filters that do not fill a panel: few by a kernel of their own, more with zeros beside them.
        let run = windows.size * windows.channels
        let few = ConvolutionKernels.narrowWidth
        let isNarrow = rest <= 2 * few && run >= ConvolutionKernels.narrowRun
        let parts = Threads.parts(of: samples)
        let mapsOfGroup = windows.imagesOfGroup * windows.places
        sums.reserve([parts, count])
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = sums.baseAddress!
            inParallel(
                windows, samples, parts: parts, more: rest > 0 && !isNarrow ? mapsOfGroup * width : 0
            ) { part, samples, own in
                let (sum, filled) = (sums + part * count, own + wholeLines(windows.paddedCount * windows.imagesOfGroup))
                sum.update(repeating: 0, count: count)
                forEachGroup(windows, samples, images, own) { group, padded in
                    let g = maps + group.lowerBound * windows.places * filters
                    for first in stride(from: 0, to: filters - rest, by: width) {
                        ConvolutionKernels.gradient(
                            table, padded, size: windows.paddedCount, samples: group.count, maps: g + first,
                            stride: filters, sums: sum + first, filters: filters, width: width)
                    }
                    if rest == 0 { return }
                    let first = filters - rest
                    if isNarrow {
                        for first in stride(from: first, to: filters, by: few) {
                            ConvolutionKernels.narrowGradient(
                                table, run: run, padded, size: windows.paddedCount, samples: group.count,
                                maps: g + first, sums: sum + first, filters: filters, width: min(few, filters - first))
                        }
                        return
                    }
                    for place in 0..<group.count * windows.places {
                        for j in 0..<width {
                            filled[place * width + j] = j < rest ? g[place * filters + first + j] : 0
                        }
                    }
                    ConvolutionKernels.gradient(
                        table, padded, size: windows.paddedCount, samples: group.count, maps: filled, stride: width,
                        sums: sum + first, filters: filters, width: rest)
                }
            }
            VectorKernels.columnSums(sums, rows: parts, columns: count, β: β, weights)
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

    /// Divides the samples between threads; each has memory for a group of padded images, and for `more` numbers behind it.
    private func inParallel(
        _ windows: Windows, _ samples: Int, parts: Int, more: Int = 0,
        _ body: (_ part: Int, _ samples: Range<Int>, _ own: UnsafeMutablePointer<Float>) -> Void
    ) {
        let size = wholeLines(windows.paddedCount * windows.imagesOfGroup) + wholeLines(more)
        scratch.reserve([parts, size])
        scratch.withUnsafeMutableBufferPointer { scratch in
            let scratch = scratch.baseAddress!
            parallel(samples, parts: parts) { part, samples in body(part, samples, scratch + part * size) }
        }
    }
}

extension Windows {
    /// How many padded images are worked on at once: 128 KB, a part of the second cache, but at least one.
    fileprivate var imagesOfGroup: Int { max(1, (1 << 15) / paddedCount) }
}

/// Rounded up to whole cache lines, so that two threads never write to one.
private func wholeLines(_ count: Int) -> Int { (count + 15) / 16 * 16 }
