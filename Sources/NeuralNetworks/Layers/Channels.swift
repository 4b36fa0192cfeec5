import Tensors

/// Loops over a matrix with a row for each sample (of images: each pixel) and a column for each channel, eight channels at a
/// time: what normalising layers share. A place is given by its number i in the matrix and its channel c.

extension Construction {
    /// The number of channels of the input: its last dimension.
    func channels() throws -> Int {
        guard input.rank > 0, input.elementCount > 0 else { throw misfit("it needs at least one number") }
        return input[input.rank - 1]
    }
}

/// target[i] ← f(i, c) for every place, the rows divided between the threads.
@inline(__always)
func forEachChannel(
    _ rows: Int, _ channels: Int, into target: UnsafeMutablePointer<Float>, _ f: (_ i: Int, _ c: Int) -> Lanes,
    single: (_ i: Int, _ c: Int) -> Float
) {
    parallel(rows, atLeast: max(1, 16384 / channels)) { _, rows in
        for row in rows {
            let start = row * channels
            var c = 0
            while c + 8 <= channels {
                UnsafeMutableRawPointer(target + start + c).storeBytes(of: f(start + c, c), as: Lanes.self)
                c += 8
            }
            while c < channels {
                target[start + c] = single(start + c, c)
                c += 1
            }
        }
    }
}

/// Sums over the rows, one for each channel. Rows are added in blocks, in Float within a block and in Double over the blocks:
/// exact enough for any number of rows, and the same bits whatever the number of threads.
struct ChannelSums {
    private var blocks = Tensor()

    private static let rowsOfBlock = 128

    /// Calls `result` for each channel with Σ f(i, c) over all rows.
    @inline(__always)
    mutating func add(
        _ rows: Int, _ channels: Int, _ f: (_ i: Int, _ c: Int) -> Lanes, single: (_ i: Int, _ c: Int) -> Float,
        into result: (_ c: Int, _ sum: Double) -> Void
    ) {
        let rowsOfBlock = ChannelSums.rowsOfBlock
        let count = (rows + rowsOfBlock - 1) / rowsOfBlock
        blocks.reserve([count, channels])
        blocks.withUnsafeMutableBufferPointer { sums in
            let sums = sums.baseAddress!
            parallel(count, atLeast: max(1, 256 / channels)) { _, blocks in
                for block in blocks {
                    let rows = block * rowsOfBlock..<min((block + 1) * rowsOfBlock, rows)
                    var c = 0
                    while c + 8 <= channels {
                        var sum = Lanes.zero
                        for row in rows { sum += f(row * channels + c, c) }
                        UnsafeMutableRawPointer(sums + block * channels + c).storeBytes(of: sum, as: Lanes.self)
                        c += 8
                    }
                    while c < channels {
                        var sum: Float = 0
                        for row in rows { sum += single(row * channels + c, c) }
                        sums[block * channels + c] = sum
                        c += 1
                    }
                }
            }
            for c in 0..<channels {
                var sum = 0.0
                for block in 0..<count { sum += Double(sums[block * channels + c]) }
                result(c, sum)
            }
        }
    }
}

extension UnsafePointer<Float> {
    /// The eight numbers from place i.
    @inline(__always)
    func lanes(_ i: Int) -> Lanes { UnsafeRawPointer(self + i).loadUnaligned(as: Lanes.self) }
}

extension UnsafeMutablePointer<Float> {
    /// The eight numbers from place i.
    @inline(__always)
    func lanes(_ i: Int) -> Lanes { UnsafeRawPointer(self + i).loadUnaligned(as: Lanes.self) }
}
