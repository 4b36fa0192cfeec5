import Tensors

/// The two inner loops of convolutions, on padded images in memory as they are: P, the matrix of patches, is never made, as its
/// rows are runs of the image. Both keep 6 × 16 sums in registers, which is what it takes to have two multiplications and
/// additions of eight numbers in each cycle; the second operand is read 16 columns at a time, a *panel*.
enum ConvolutionKernels {
    /// The columns of a panel.
    static let panelWidth = 16
    /// The rows that are computed at once.
    fileprivate static let tileHeight = 6

    /// map ← P W + b for one padded image, 16 columns.
    ///
    /// - Parameters:
    ///   - panel: these columns of W, patch × 16.
    ///   - biases: 16 numbers with which the sums begin.
    ///   - map: the first of these columns in the map.
    ///   - width: how many of the 16 columns there are.
    static func apply(
        _ table: PatchTable, _ padded: UnsafePointer<Float>, panel: UnsafePointer<Float>, biases: UnsafePointer<Float>,
        map: UnsafeMutablePointer<Float>, width: Int
    ) {
        let places = table.places.count
        let isDirect = width == panelWidth && places >= tileHeight
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tileHeight * panelWidth) { tile in
            var first = 0
            while first < places {
                // The last tile overlaps the one before, rather than be smaller.
                let start = max(0, min(first, places - tileHeight))
                @inline(__always)
                func patch(_ i: Int) -> UnsafePointer<Float> {
                    padded + Int(table.places[min(start + i, places - 1)])
                }
                @inline(__always)
                func target(_ i: Int) -> UnsafeMutablePointer<Float> {
                    isDirect ? map + Int(table.targets[start + i]) : tile.baseAddress! + i * panelWidth
                }
                applyTile(
                    patch(0), patch(1), patch(2), patch(3), patch(4), patch(5), table.numbers, panel, biases,
                    target(0), target(1), target(2), target(3), target(4), target(5))
                if !isDirect {
                    for i in 0..<min(tileHeight, places) {
                        (map + Int(table.targets[start + i])).update(
                            from: tile.baseAddress! + i * panelWidth, count: width)
                    }
                }
                first += tileHeight
            }
        }
    }

    /// sums ← sums + Pᵀ ∂L/∂map over several padded images, 16 filters.
    ///
    /// - Parameters:
    ///   - padded: the images, one after another, each of `size` numbers.
    ///   - maps: ∂L/∂map of the first image, for the first of these filters.
    ///   - stride: the way from one place of the maps to the next.
    ///   - sums: patch × filters, from the first of these filters.
    ///   - width: how many of the 16 filters there are.
    static func gradient(
        _ table: PatchTable, _ padded: UnsafePointer<Float>, size: Int, samples: Int,
        maps: UnsafePointer<Float>, stride: Int,
        sums: UnsafeMutablePointer<Float>, filters: Int, width: Int
    ) {
        let patch = table.numbers.count
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tileHeight * panelWidth) { tile in
            for first in Swift.stride(from: 0, to: patch, by: tileHeight) {
                @inline(__always)
                func column(_ i: Int) -> UnsafePointer<Float> {
                    padded + Int(table.numbers[min(first + i, patch - 1)])
                }
                tile.update(repeating: 0)
                for sample in 0..<samples {
                    let image = sample * size
                    gradientTile(
                        column(0) + image, column(1) + image, column(2) + image, column(3) + image, column(4) + image,
                        column(5) + image, table.places, maps + sample * table.places.count * stride, stride: stride,
                        tile.baseAddress!)
                }
                for i in 0..<min(tileHeight, patch - first) {
                    let target = sums + (first + i) * filters
                    let source = tile.baseAddress! + i * panelWidth
                    if width == panelWidth {
                        store(load(target) + load(source), target)
                        store(load(target + 8) + load(source + 8), target + 8)
                    } else {
                        for j in 0..<width { target[j] += source[j] }
                    }
                }
            }
        }
    }

    /// The same for at most three filters, with 32 numbers of a patch in registers instead of 16 filters.
    ///
    /// - Parameter run: how many numbers of a patch stand side by side, at least 32.
    static func narrowGradient(
        _ table: PatchTable, run: Int, _ padded: UnsafePointer<Float>, size: Int, samples: Int,
        maps: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>, filters: Int, width: Int
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: narrowWidth * narrowRun) { tile in
            for row in stride(from: 0, to: table.numbers.count, by: run) {
                for first in stride(from: 0, to: run, by: narrowRun) {
                    // The last tile overlaps the one before.
                    let start = min(first, run - narrowRun)
                    let number = Int(table.numbers[row + start])
                    tile.update(repeating: 0)
                    for sample in 0..<samples {
                        let g = maps + sample * table.places.count * filters
                        narrowGradientTile(
                            padded + sample * size + number, table.places, g, g + min(1, width - 1),
                            g + min(2, width - 1), stride: filters, tile.baseAddress!)
                    }
                    for j in first - start..<narrowRun {
                        let target = sums + (row + start + j) * filters
                        for f in 0..<width { target[f] += tile[f * narrowRun + j] }
                    }
                }
            }
        }
    }

    /// The filters and the numbers of a tile for few filters.
    static let (narrowWidth, narrowRun) = (3, 32)
}

/// Where a window's numbers stand in a padded image, `places[p] + numbers[k]` for the k-th number in the p-th place, and where
/// what is computed from it begins, `targets[p]`.
final class PatchTable {
    let places: UnsafeBufferPointer<Int32>
    let numbers: UnsafeBufferPointer<Int32>
    let targets: UnsafeBufferPointer<Int32>

    init(places: [Int], numbers: [Int], targets: [Int]) {
        func table(_ numbers: [Int]) -> UnsafeBufferPointer<Int32> {
            let copy = UnsafeMutableBufferPointer<Int32>.allocate(capacity: numbers.count)
            _ = copy.initialize(from: numbers.lazy.map { Int32($0) })
            return UnsafeBufferPointer(copy)
        }
        (self.places, self.numbers, self.targets) = (table(places), table(numbers), table(targets))
    }

    deinit {
        places.deallocate()
        numbers.deallocate()
        targets.deallocate()
    }
}

/// 6 × 16 sums, a pair of registers a row.
private struct Tile {
    var (b0, b1, b2, b3, b4, b5): (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)
    var (d0, d1, d2, d3, d4, d5): (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)

    /// Each row ← b.
    @inline(__always)
    init(rows b: UnsafePointer<Float>) {
        let (b, d) = (load(b), load(b + 8))
        (b0, b1, b2, b3, b4, b5) = (b, b, b, b, b, b)
        (d0, d1, d2, d3, d4, d5) = (d, d, d, d, d, d)
    }

    @inline(__always)
    init(_ source: UnsafeMutablePointer<Float>) {
        (b0, b1, b2) = (load(source), load(source + 16), load(source + 32))
        (b3, b4, b5) = (load(source + 48), load(source + 64), load(source + 80))
        (d0, d1, d2) = (load(source + 8), load(source + 24), load(source + 40))
        (d3, d4, d5) = (load(source + 56), load(source + 72), load(source + 88))
    }

    /// Adds the products of each row's number at every offset with 16 numbers, of which the next 16 stand `stride` further on.
    ///
    /// One loop over a table of offsets: with rows and columns, the compiler finds no room for all sums in registers.
    @inline(__always)
    mutating func add(
        _ p0: UnsafePointer<Float>, _ p1: UnsafePointer<Float>, _ p2: UnsafePointer<Float>,
        _ p3: UnsafePointer<Float>, _ p4: UnsafePointer<Float>, _ p5: UnsafePointer<Float>,
        at offsets: UnsafeBufferPointer<Int32>, times w: UnsafePointer<Float>, stride: Int
    ) {
        var w = w
        for offset in offsets {
            let k = Int(offset)
            let (w0, w1) = (load(w), load(w + 8))
            w += stride
            var x = Lanes(repeating: p0[k])
            b0.addProduct(x, w0)
            d0.addProduct(x, w1)
            x = Lanes(repeating: p1[k])
            b1.addProduct(x, w0)
            d1.addProduct(x, w1)
            x = Lanes(repeating: p2[k])
            b2.addProduct(x, w0)
            d2.addProduct(x, w1)
            x = Lanes(repeating: p3[k])
            b3.addProduct(x, w0)
            d3.addProduct(x, w1)
            x = Lanes(repeating: p4[k])
            b4.addProduct(x, w0)
            d4.addProduct(x, w1)
            x = Lanes(repeating: p5[k])
            b5.addProduct(x, w0)
            d5.addProduct(x, w1)
        }
    }
}

/// Six rows of P, which begin at p0 ... p5, times a panel, with sums that begin with the biases.
private func applyTile(
    _ p0: UnsafePointer<Float>, _ p1: UnsafePointer<Float>, _ p2: UnsafePointer<Float>, _ p3: UnsafePointer<Float>,
    _ p4: UnsafePointer<Float>, _ p5: UnsafePointer<Float>, _ numbers: UnsafeBufferPointer<Int32>,
    _ panel: UnsafePointer<Float>, _ biases: UnsafePointer<Float>, _ t0: UnsafeMutablePointer<Float>,
    _ t1: UnsafeMutablePointer<Float>, _ t2: UnsafeMutablePointer<Float>, _ t3: UnsafeMutablePointer<Float>,
    _ t4: UnsafeMutablePointer<Float>, _ t5: UnsafeMutablePointer<Float>
) {
    var sums = Tile(rows: biases)
    sums.add(p0, p1, p2, p3, p4, p5, at: numbers, times: panel, stride: ConvolutionKernels.panelWidth)
    store(sums.b0, sums.d0, t0)
    store(sums.b1, sums.d1, t1)
    store(sums.b2, sums.d2, t2)
    store(sums.b3, sums.d3, t3)
    store(sums.b4, sums.d4, t4)
    store(sums.b5, sums.d5, t5)
}

/// tile ← tile + six columns of P, which begin at p0 ... p5, transposed, times 16 columns of the maps: sums over all places.
private func gradientTile(
    _ p0: UnsafePointer<Float>, _ p1: UnsafePointer<Float>, _ p2: UnsafePointer<Float>, _ p3: UnsafePointer<Float>,
    _ p4: UnsafePointer<Float>, _ p5: UnsafePointer<Float>, _ places: UnsafeBufferPointer<Int32>,
    _ maps: UnsafePointer<Float>, stride: Int, _ tile: UnsafeMutablePointer<Float>
) {
    var sums = Tile(tile)
    sums.add(p0, p1, p2, p3, p4, p5, at: places, times: maps, stride: stride)
    store(sums.b0, sums.d0, tile)
    store(sums.b1, sums.d1, tile + 16)
    store(sums.b2, sums.d2, tile + 32)
    store(sums.b3, sums.d3, tile + 48)
    store(sums.b4, sums.d4, tile + 64)
    store(sums.b5, sums.d5, tile + 80)
}

/// tile ← tile + 32 columns of P, which begin at p, times three columns of the maps: sums over all places.
private func narrowGradientTile(
    _ p: UnsafePointer<Float>, _ places: UnsafeBufferPointer<Int32>, _ g0: UnsafePointer<Float>,
    _ g1: UnsafePointer<Float>, _ g2: UnsafePointer<Float>, stride: Int, _ tile: UnsafeMutablePointer<Float>
) {
    var (a0, b0, c0, d0) = (load(tile), load(tile + 8), load(tile + 16), load(tile + 24))
    var (a1, b1, c1, d1) = (load(tile + 32), load(tile + 40), load(tile + 48), load(tile + 56))
    var (a2, b2, c2, d2) = (load(tile + 64), load(tile + 72), load(tile + 80), load(tile + 88))
    var i = 0
    for place in places {
        let x = p + Int(place)
        let (y0, y1, y2) = (Lanes(repeating: g0[i]), Lanes(repeating: g1[i]), Lanes(repeating: g2[i]))
        i += stride
        var v = load(x)
        a0.addProduct(v, y0)
        a1.addProduct(v, y1)
        a2.addProduct(v, y2)
        v = load(x + 8)
        b0.addProduct(v, y0)
        b1.addProduct(v, y1)
        b2.addProduct(v, y2)
        v = load(x + 16)
        c0.addProduct(v, y0)
        c1.addProduct(v, y1)
        c2.addProduct(v, y2)
        v = load(x + 24)
        d0.addProduct(v, y0)
        d1.addProduct(v, y1)
        d2.addProduct(v, y2)
    }
    store(a0, b0, tile)
    store(c0, d0, tile + 16)
    store(a1, b1, tile + 32)
    store(c1, d1, tile + 48)
    store(a2, b2, tile + 64)
    store(c2, d2, tile + 80)
}

@inline(__always)
private func store(_ left: Lanes, _ right: Lanes, _ target: UnsafeMutablePointer<Float>) {
    store(left, target)
    store(right, target + 8)
}
