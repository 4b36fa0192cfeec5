import Tensors

/// What normalising layers share: sums over a matrix with a row for each sample (of images: each pixel) and a column for each
/// channel.

extension Construction {
    /// The number of channels of the input: its last dimension.
    func channels() throws -> Int {
        guard input.rank > 0, input.elementCount > 0 else { throw misfit("it needs at least one number") }
        return input[input.rank - 1]
    }
}

/// Two sums over the rows for each channel, found in one pass over memory.
///
/// Rows are taken in blocks that fit into the first cache, and added in Float within a block and in Double over the blocks:
/// exact enough for any number of rows, and the same bits whatever the number of threads. From all rows of a block its first is
/// subtracted before they are added: what large numbers that differ little differ by is exact.
struct ChannelSums {
    private var blocks = Tensor()

    private static let rowsOfBlock = 128

    /// Calls `result` for each channel with its mean μ and with Σ (x − μ)².
    ///
    /// With the mean m and the squares q = Σ (x − m)² of each block of n rows, μ = Σ n m / Σ n, and
    /// Σ (x − μ)² = Σ (q + n (m − μ)²). Of a block is kept how far its mean lies from its first row.
    mutating func moments(
        _ x: UnsafePointer<Float>, _ rows: Int, _ channels: Int,
        into result: (_ c: Int, _ mean: Double, _ squares: Double) -> Void
    ) {
        forEachBlock(rows, channels) { block, means, squares in
            let n = Float(block.count)
            var c = 0
            while c + 8 <= channels {
                let first = load(x + (block.lowerBound * channels + c))
                var sum = Lanes.zero
                for row in block { sum += load(x + (row * channels + c)) - first }
                let mean = sum / n
                var square = Lanes.zero
                for row in block {
                    let d = load(x + (row * channels + c)) - first - mean
                    square.addProduct(d, d)
                }
                store(mean, means + c)
                store(square, squares + c)
                c += 8
            }
            while c < channels {
                let first = x[block.lowerBound * channels + c]
                var sum: Float = 0
                for row in block { sum += x[row * channels + c] - first }
                let mean = sum / n
                var square: Float = 0
                for row in block {
                    let d = x[row * channels + c] - first - mean
                    square.addProduct(d, d)
                }
                (means[c], squares[c]) = (mean, square)
                c += 1
            }
        }
        blocks.withUnsafeBufferPointer { blocks in
            for c in 0..<channels {
                func mean(of block: Int) -> Double {
                    Double(x[first(of: block) * channels + c]) + Double(blocks[2 * block * channels + c])
                }
                var sum = 0.0
                for block in 0..<count(rows) { sum += Double(size(of: block, rows)) * mean(of: block) }
                let μ = sum / Double(rows)
                var squares = 0.0
                for block in 0..<count(rows) {
                    let d = mean(of: block) - μ
                    squares += Double(blocks[(2 * block + 1) * channels + c]) + Double(size(of: block, rows)) * d * d
                }
                result(c, μ, squares)
            }
        }
    }

    /// Calls `result` for each channel with Σ g and Σ g (x − μ); without μ, with Σ g x.
    mutating func products(
        _ g: UnsafePointer<Float>, _ x: UnsafePointer<Float>, minus μ: UnsafePointer<Float>? = nil, _ rows: Int,
        _ channels: Int, into result: (_ c: Int, _ sum: Double, _ products: Double) -> Void
    ) {
        forEachBlock(rows, channels) { block, sums, products in
            var c = 0
            while c + 8 <= channels {
                let first = load(g + (block.lowerBound * channels + c))
                let mean = μ.map { load($0 + c) } ?? .zero
                var (sum, product) = (Lanes.zero, Lanes.zero)
                for row in block {
                    let gi = load(g + (row * channels + c))
                    sum += gi - first
                    product.addProduct(gi, load(x + (row * channels + c)) - mean)
                }
                store(sum, sums + c)
                store(product, products + c)
                c += 8
            }
            while c < channels {
                let first = g[block.lowerBound * channels + c]
                let mean = μ?[c] ?? 0
                var (sum, product): (Float, Float) = (0, 0)
                for row in block {
                    sum += g[row * channels + c] - first
                    product.addProduct(g[row * channels + c], x[row * channels + c] - mean)
                }
                (sums[c], products[c]) = (sum, product)
                c += 1
            }
        }
        blocks.withUnsafeBufferPointer { blocks in
            for c in 0..<channels {
                var (sum, products) = (0.0, 0.0)
                for block in 0..<count(rows) {
                    sum +=
                        Double(size(of: block, rows)) * Double(g[first(of: block) * channels + c])
                        + Double(blocks[2 * block * channels + c])
                    products += Double(blocks[(2 * block + 1) * channels + c])
                }
                result(c, sum, products)
            }
        }
    }

    /// The number of blocks.
    private func count(_ rows: Int) -> Int { (rows + ChannelSums.rowsOfBlock - 1) / ChannelSums.rowsOfBlock }

    /// The first row of a block.
    private func first(of block: Int) -> Int { block * ChannelSums.rowsOfBlock }

    private func size(of block: Int, _ rows: Int) -> Int {
        min(ChannelSums.rowsOfBlock, rows - first(of: block))
    }

    /// Two numbers a channel for each block of rows, the blocks divided between the threads.
    @inline(__always)
    private mutating func forEachBlock(
        _ rows: Int, _ channels: Int,
        _ body: (_ rows: Range<Int>, _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>) ->
            Void
    ) {
        let count = count(rows)
        blocks.reserve([2 * count, channels])
        blocks.withUnsafeMutableBufferPointer { sums in
            let sums = sums.baseAddress!
            parallel(count, atLeast: max(1, 256 / channels)) { _, blocks in
                for block in blocks {
                    let first = sums + 2 * block * channels
                    let start = block * ChannelSums.rowsOfBlock
                    body(start..<min(start + ChannelSums.rowsOfBlock, rows), first, first + channels)
                }
            }
        }
    }
}
