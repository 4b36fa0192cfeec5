import CZlib

/// A number of 32 bits, the highest byte first; higher bits are dropped.
func bigEndian(_ number: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

/// The bytes compressed by zlib: as a zlib stream, or as a gzip member.
func deflated(_ bytes: [UInt8], gzip: Bool = false, level: Int32 = 6) -> [UInt8] {
    var stream = z_stream()
    // 15: the largest window; +16: with gzip's header and checksum.
    deflateInit2_(
        &stream, level, Z_DEFLATED, gzip ? 31 : 15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var result = [UInt8](repeating: 0, count: Int(deflateBound(&stream, uLong(bytes.count))) + 32)
    input.withUnsafeMutableBufferPointer { input in
        result.withUnsafeMutableBufferPointer { output in
            (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
            (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
            deflate(&stream, Z_FINISH)
        }
    }
    result.removeLast(Int(stream.avail_out))
    return result
}
