import Tensors

/// How the pixels of one image are computed from windows over another, padded one: by a convolution, or by its adjoint.
///
/// Each pixel is a sum over *taps*, pixels at a fixed way from the window's first, each times a part of the kernel. For the
/// adjoint of a convolution with stride s these differ between pixels, but not between those with the same coordinates modulo
/// s: they fall into s² *phases*, each a convolution with a part of the kernel. So no product is wasted on zeros, and nothing
/// is added up in memory.
///
/// Where pixels have few channels, neighbours in a row are computed together like one pixel with more channels, as
/// ``ConvolutionKernels`` computes 16 at a time.
final class WindowProduct {
    /// The windows over the image that is read, for their padding.
    let source: Windows
    /// The numbers in an image that is computed.
    let count: Int
    /// The channels of a pixel that is computed.
    let channels: Int
    let phases: [Phase]

    /// The pixels that are computed alike.
    struct Phase {
        /// Where windows begin in the padded image, the taps' numbers in them, and where the results belong.
        let table: PatchTable
        /// For each of the taps' numbers and each column where the weight between the two stands; −1 where there is none.
        let weights: [Int32]
        /// The numbers that are computed together: channels × neighbours.
        let columns: Int

        /// In groups as wide as the kernels.
        var panels: Int { (columns + ConvolutionKernels.panelWidth - 1) / ConvolutionKernels.panelWidth }
        var panelSize: Int { table.numbers.count * ConvolutionKernels.panelWidth }
    }

    /// A convolution: maps of so many filters from images.
    convenience init(_ windows: Windows, filters: Int) {
        let (k, channels) = (windows.size, windows.channels)
        self.init(
            source: windows, rows: windows.rows, columns: windows.columns, channels: filters,
            weight: { a, b, from, to in ((a * k + b) * channels + from) * filters + to },
            rowPhases: Axis.windows(windows.rows, k, windows.stride, neighbours: 1),
            columnPhases: { Axis.windows(windows.columns, k, windows.stride, neighbours: $0) })
    }

    /// Its adjoint: images from maps of so many filters.
    convenience init(adjointOf windows: Windows, filters: Int) {
        let (k, s, channels) = (windows.size, windows.stride, windows.channels)
        self.init(
            source: windows.mirrored(filters: filters), rows: windows.height, columns: windows.width,
            channels: channels,
            weight: { a, b, from, to in ((a * k + b) * channels + to) * filters + from },
            rowPhases: Axis.adjoint(windows.height, k, s, padding: windows.top, neighbours: 1),
            columnPhases: { Axis.adjoint(windows.width, k, s, padding: windows.left, neighbours: $0) })
    }

    private init(
        source: Windows, rows: Int, columns: Int, channels: Int,
        weight: (_ a: Int, _ b: Int, _ from: Int, _ to: Int) -> Int, rowPhases: [Axis],
        columnPhases: (_ neighbours: Int) -> [Axis]
    ) {
        (self.source, self.channels) = (source, channels)
        count = rows * columns * channels
        let width = ConvolutionKernels.panelWidth
        // The number of neighbours with the least work, columns that only fill up a panel included.
        func work(_ axes: [Axis], _ neighbours: Int) -> Int {
            axes.reduce(0) { $0 + $1.places.count * $1.taps.count } * ((neighbours * channels + width - 1) / width)
        }
        var (best, least) = (columnPhases(1), 0)
        least = work(best, 1)
        for neighbours in 1...max(1, width / channels) where columns % neighbours == 0 {
            let axes = columnPhases(neighbours)
            if !axes.isEmpty, work(axes, neighbours) < least { (best, least) = (axes, work(axes, neighbours)) }
        }
        let columnPhases = best
        let pixels = source.channels
        phases = rowPhases.flatMap { vertical in
            columnPhases.map { horizontal in
                var (places, targets, numbers, weights): ([Int], [Int], [Int], [Int32]) = ([], [], [], [])
                for row in vertical.places {
                    for column in horizontal.places {
                        places.append(row.window * source.paddedRow + column.window * pixels)
                        targets.append((row.pixel * columns + column.pixel) * channels)
                    }
                }
                for row in vertical.taps {
                    for column in horizontal.taps {
                        for from in 0..<pixels {
                            numbers.append(row.way * source.paddedRow + column.way * pixels + from)
                            for b in column.kernel {
                                for to in 0..<channels {
                                    weights.append(b.map { Int32(weight(row.kernel[0]!, $0, from, to)) } ?? -1)
                                }
                            }
                        }
                    }
                }
                return Phase(
                    table: PatchTable(places: places, numbers: numbers, targets: targets), weights: weights,
                    columns: horizontal.neighbours * channels)
            }
        }
    }

    /// W in panels for all phases, and the biases above each panel's columns.
    func makePanels(
        _ weights: UnsafePointer<Float>, biases: UnsafePointer<Float>?, into panels: UnsafeMutablePointer<Float>,
        biases panelBiases: UnsafeMutablePointer<Float>
    ) {
        let width = ConvolutionKernels.panelWidth
        var (target, biasTarget) = (panels, panelBiases)
        for phase in phases {
            let rows = phase.table.numbers.count
            phase.weights.withUnsafeBufferPointer { places in
                for first in stride(from: 0, to: phase.columns, by: width) {
                    let used = min(width, phase.columns - first)
                    for row in 0..<rows {
                        let source = places.baseAddress! + row * phase.columns + first
                        for j in 0..<used { target[j] = source[j] < 0 ? 0 : weights[Int(source[j])] }
                        for j in used..<width { target[j] = 0 }
                        target += width
                    }
                    for j in 0..<width {
                        biasTarget[j] = j < used ? biases?[(first + j) % channels] ?? 0 : 0
                    }
                    biasTarget += width
                }
            }
        }
    }
}

/// The phases of rows or of columns.
private struct Axis {
    /// Where a window begins, and the first of the pixels computed from it.
    var places: [(window: Int, pixel: Int)]
    /// How far a tap is from the window's begin, and which part of the kernel it meets for each of the pixels, if any.
    var taps: [(way: Int, kernel: [Int?])]
    /// How many pixels are computed together.
    var neighbours: Int

    /// Pixel i sees k places from i s on.
    static func windows(_ length: Int, _ k: Int, _ s: Int, neighbours n: Int) -> [Axis] {
        [
            Axis(
                places: stride(from: 0, to: length, by: n).map { ($0 * s, $0) },
                taps: (0..<k + (n - 1) * s).map { way in
                    (way, (0..<n).map { (0..<k).contains(way - $0 * s) ? way - $0 * s : nil })
                }, neighbours: n)
        ]
    }

    /// Pixel i with p pixels of padding before it is number (i + p) mod s + t s of window ⌊(i + p)/s⌋ − t, t = 0, 1, ...
    ///
    /// None if so many neighbours are not computed alike everywhere.
    static func adjoint(_ length: Int, _ k: Int, _ s: Int, padding p: Int, neighbours n: Int) -> [Axis] {
        if n > 1 && n % s != 0 { return [] }
        let reach = (k + s - 1) / s
        func window(_ i: Int) -> Int { (i + p) / s - p / s }
        return (0..<min(length, n > 1 ? 1 : s)).map { first in
            let taps = (0..<window(first + n - 1) - window(first) + reach).map { way in
                (
                    way,
                    (first..<first + n).map { i -> Int? in
                        let t = reach - 1 - (way - (window(i) - window(first)))
                        let part = (i + p) % s + t * s
                        return (0..<reach).contains(t) && part < k ? part : nil
                    }
                )
            }
            return Axis(
                places: stride(from: first, to: length, by: n > 1 ? n : s).map { (window($0), $0) },
                taps: taps.filter { $0.1.contains { $0 != nil } }, neighbours: n)
        }
    }
}
