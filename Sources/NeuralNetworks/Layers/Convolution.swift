import Tensors

/// The three products of a convolution, for batches: what ``Conv2D`` and ``ConvTranspose2D`` compute with.
///
/// A convolution with weights W (patch × filters) turns an *image* into a *map* of places × filters: with the patches of the
/// image as the rows of P,
/// - map = P W + b             (``apply(_:samples:weights:biases:maps:finish:)``),
/// - its adjoint, ∂L/∂P = ∂L/∂map Wᵀ, every patch then added where it came from
///   (``applyAdjoint(_:samples:weights:images:finish:)``),
/// - ∂L/∂W = Pᵀ ∂L/∂map        (``gradient(images:maps:samples:β:of:)``).
///
/// With stride 1 the adjoint is a convolution itself, of the padded map with the mirrored kernel. Threads share the samples;
/// each keeps a sum of its own for ∂L/∂W, and the sums are added in the order of the samples, so that every run gives the same
/// bits.
final class Convolution {
    let windows: Windows
    let filters: Int

    private let mirrored: Windows?
    private let tables: (own: PatchTable, mirrored: PatchTable?)
    /// W in panels, and for the adjoint mirrored and transposed in panels.
    private var panels = Tensor()
    private var mirroredWeights = Tensor()
    private var biasPanels = Tensor()
    /// For each thread padded images, and patches or maps.
    private var scratch = Tensor()
    /// For each thread its sum for ∂L/∂W.
    private var sums = Tensor()

    init(_ windows: Windows, filters: Int) {
        self.windows = windows
        self.filters = filters
        mirrored = windows.stride == 1 ? windows.mirrored(filters: filters) : nil
        tables = (windows.makeTable(), mirrored?.makeTable())
    }

    deinit {
        tables.own.deallocate()
        tables.mirrored?.deallocate()
    }

    /// Called for one image or map when it is computed and still in the cache, with its first number, where in all of them that
    /// stands, and how many there are.
    typealias Finish = (_ values: UnsafeMutablePointer<Float>, _ start: Int, _ count: Int) -> Void

    /// maps ← P W + b for each sample.
    func apply(
        _ images: UnsafePointer<Float>, samples: Int, weights: UnsafePointer<Float>, biases: UnsafePointer<Float>?,
        maps: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        apply(windows, tables.own, filters: filters, images, samples, weights, biases, maps, finish)
    }

    private func apply(
        _ windows: Windows, _ table: PatchTable, filters: Int, _ images: UnsafePointer<Float>, _ samples: Int,
        _ weights: UnsafePointer<Float>, _ biases: UnsafePointer<Float>?, _ maps: UnsafeMutablePointer<Float>,
        _ finish: Finish
    ) {
        let width = ConvolutionKernels.panelWidth
        let count = (filters + width - 1) / width
        let panelSize = windows.patch * width
        panels.reserve([count, panelSize])
        biasPanels.reserve([count * width])
        panels.withUnsafeMutableBufferPointer { panels in
            biasPanels.withUnsafeMutableBufferPointer { start in
                let (panels, start) = (panels.baseAddress!, start.baseAddress!)
                ConvolutionKernels.makePanels(weights, rows: windows.patch, columns: filters, into: panels)
                start.update(repeating: 0, count: count * width)
                if let biases { start.update(from: biases, count: filters) }
                inParallel(windows, samples) { _, samples, own in
                    forEachGroup(windows, samples, images, own) { group, padded in
                        // A panel stays in the cache for all images of a group.
                        for panel in 0..<count {
                            for sample in group {
                                ConvolutionKernels.apply(
                                    table, padded + (sample - group.lowerBound) * windows.paddedCount,
                                    panel: panels + panel * panelSize, biases: start + panel * width,
                                    map: maps + sample * windows.places * filters + panel * width, filters: filters,
                                    width: min(width, filters - panel * width))
                            }
                        }
                        for sample in group {
                            let start = sample * windows.places * filters
                            finish(maps + start, start, windows.places * filters)
                        }
                    }
                }
            }
        }
    }

    /// images ← the sum of the patches of maps Wᵀ, each where it belongs.
    func applyAdjoint(
        _ maps: UnsafePointer<Float>, samples: Int, weights: UnsafePointer<Float>,
        images: UnsafeMutablePointer<Float>, finish: Finish
    ) {
        guard let mirrored else { return scatter(maps, samples, weights, images, finish) }
        // W′ with W′_{a, b, f, c} = W_{k − 1 − a, k − 1 − b, c, f}
        mirroredWeights.reserve([windows.patch * filters])
        mirroredWeights.withUnsafeMutableBufferPointer { target in
            let (kernel, channels) = (windows.size * windows.size, windows.channels)
            for ab in 0..<kernel {
                let source = weights + (kernel - 1 - ab) * channels * filters
                for f in 0..<filters {
                    let row = target.baseAddress! + (ab * filters + f) * channels
                    for c in 0..<channels { row[c] = source[c * filters + f] }
                }
            }
            apply(
                mirrored, tables.mirrored!, filters: windows.channels, maps, samples,
                UnsafePointer(target.baseAddress!), nil, images,
                finish)
        }
    }

    /// The adjoint with any stride: patches by a matrix product, then one by one to their places.
    private func scatter(
        _ maps: UnsafePointer<Float>, _ samples: Int, _ weights: UnsafePointer<Float>,
        _ images: UnsafeMutablePointer<Float>, _ finish: Finish
    ) {
        let (places, patch, paddedCount) = (windows.places, windows.patch, windows.paddedCount)
        // Several images at once where they are small, for a product that is worth rearranging W for.
        let group = max(1, 128 / places)
        inParallel(windows, samples, more: group * places * patch) { _, samples, own in
            let (padded, patches) = (own, own + wholeLines(paddedCount * windows.imagesOfGroup))
            for first in stride(from: samples.lowerBound, to: samples.upperBound, by: group) {
                let part = first..<min(first + group, samples.upperBound)
                MatrixProduct.gemm(
                    m: part.count * places, n: patch, k: filters, maps + first * places * filters, strideA: filters,
                    weights, strideB: filters, transposedB: true, patches, strideC: patch)
                for sample in part {
                    padded.update(repeating: 0, count: paddedCount)
                    windows.scatter(patches + (sample - first) * places * patch, into: padded)
                    let start = sample * windows.pixels
                    windows.unpad(padded, into: images + start)
                    finish(images + start, start, windows.pixels)
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
        let width = ConvolutionKernels.panelWidth
        let rest = filters % width
        let parts = Threads.parts(of: samples)
        let mapsOfGroup = windows.imagesOfGroup * windows.places
        sums.reserve([parts, count])
        sums.withUnsafeMutableBufferPointer { sums in
            let sums = sums.baseAddress!
            inParallel(windows, samples, more: rest > 0 ? mapsOfGroup * width : 0) { part, samples, own in
                let (sum, narrow) = (sums + part * count, own + wholeLines(windows.paddedCount * windows.imagesOfGroup))
                sum.update(repeating: 0, count: count)
                forEachGroup(windows, samples, images, own) { group, padded in
                    let g = maps + group.lowerBound * windows.places * filters
                    for first in stride(from: 0, to: filters - rest, by: width) {
                        ConvolutionKernels.gradient(
                            tables.own, padded, size: windows.paddedCount, samples: group.count, maps: g + first,
                            stride: filters,
                            sums: sum + first, filters: filters, width: width)
                    }
                    // The filters that do not fill a panel, with zeros beside them.
                    if rest > 0 {
                        let first = filters - rest
                        for place in 0..<group.count * windows.places {
                            for j in 0..<width {
                                narrow[place * width + j] = j < rest ? g[place * filters + first + j] : 0
                            }
                        }
                        ConvolutionKernels.gradient(
                            tables.own, padded, size: windows.paddedCount, samples: group.count, maps: narrow,
                            stride: width,
                            sums: sum + first,
                            filters: filters, width: rest)
                    }
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
        _ windows: Windows, _ samples: Int, more: Int = 0,
        _ body: (_ part: Int, _ samples: Range<Int>, _ own: UnsafeMutablePointer<Float>) -> Void
    ) {
        let size = wholeLines(windows.paddedCount * windows.imagesOfGroup) + wholeLines(more)
        scratch.reserve([Threads.parts(of: samples), size])
        scratch.withUnsafeMutableBufferPointer { scratch in
            let scratch = scratch.baseAddress!
            parallel(samples) { part, samples in body(part, samples, scratch + part * size) }
        }
    }
}

extension Windows {
    /// How many padded images are worked on at once: 128 KB, a part of the second cache, but at least one.
    fileprivate var imagesOfGroup: Int { max(1, (1 << 15) / paddedCount) }

    fileprivate func makeTable() -> PatchTable {
        func table(_ numbers: [Int32]) -> UnsafeBufferPointer<Int32> {
            let copy = UnsafeMutableBufferPointer<Int32>.allocate(capacity: numbers.count)
            _ = copy.initialize(from: numbers)
            return UnsafeBufferPointer(copy)
        }
        let run = size * channels
        return PatchTable(
            places: table(
                (0..<places).map { Int32(stride * ($0 / columns * paddedRow + $0 % columns * channels)) }),
            numbers: table((0..<patch).map { Int32($0 / run * paddedRow + $0 % run) }))
    }
}

/// Rounded up to whole cache lines, so that two threads never write to one.
private func wholeLines(_ count: Int) -> Int { (count + 15) / 16 * 16 }
