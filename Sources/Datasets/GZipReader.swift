import CZlib

/// A file's content as a stream of bytes: unpacked on the way if the file is gzipped, as it stands otherwise.
///
/// The first two bytes decide, not the file's name. A gzip file may consist of several members (RFC 1952), whose
/// contents follow one another; zeros between them and at the end, with which tapes and downloads pad, are skipped, as
/// gzip does. The reader holds one small buffer: how much is unpacked is for the caller to limit,
/// who asks for a piece at a time. A member's checksum is compared when its end is read; so whoever needs to be sure
/// of the bytes reads until 0 comes back.
final class GZipReader {
    private let file: any ByteSource
    private let input: UnsafeMutableRawBufferPointer
    /// zlib keeps this address.
    private let stream: UnsafeMutablePointer<z_stream>
    private let isGZip: Bool
    private var isBetweenMembers = true
    private var members = 0
    /// Bytes taken from the file so far, those still waiting in `input` included.
    private var bytesRead = 0

    private static let bufferSize = 64 << 10

    init(_ file: any ByteSource) throws(DatasetError) {
        self.file = file
        input = .allocate(byteCount: Self.bufferSize, alignment: 16)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window; +16: gzip only.
        let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: no memory, or a library unlike its header")

        var filled = 0
        do {
            // A read may return less than asked for; two bytes are needed for the decision.
            while filled < 2 {
                let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input[filled...]))
                if count == 0 { break }
                filled += count
            }
        } catch {
            isGZip = false
            throw error
        }
        isGZip = filled >= 2 && input[0] == 0x1f && input[1] == 0x8b
        bytesRead = filled
        supply(filled)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    /// Fills the buffer with the next bytes; returns how many, fewer than its size only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        precondition(buffer.count <= Int(UInt32.max), "zlib counts in 32 bits")
        return isGZip ? try unpack(into: buffer) : try copy(into: buffer)
    }

    private func unpack(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(buffer.count)
        while stream.pointee.avail_out > 0 {
            if stream.pointee.avail_in == 0 { try refill() }
            if isBetweenMembers {
                if members > 0 { try skipZeros() }
                if stream.pointee.avail_in == 0 { break }  // The file ends where a member ended: all is well.
                guard members == 0 || stream.pointee.next_in.pointee == 0x1f else {
                    throw DatasetError(path: file.path, problem: .trailingBytesAfterGZip)
                }
                inflateReset(stream)
                isBetweenMembers = false
            }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK:
                break
            case Z_STREAM_END:
                isBetweenMembers = true
                members += 1
            case Z_BUF_ERROR:
                // No progress was possible, although there is room: the input has come to its end.
                throw DatasetError(path: file.path, problem: .truncatedGZip(size: bytesRead))
            default:
                throw DatasetError(path: file.path, problem: damage())
            }
        }
        return buffer.count - Int(stream.pointee.avail_out)
    }

    private func copy(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
        var filled = 0
        while filled < buffer.count {
            if stream.pointee.avail_in == 0 { try refill() }
            let count = min(buffer.count - filled, Int(stream.pointee.avail_in))
            if count == 0 { break }
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(
                from: UnsafeRawBufferPointer(start: stream.pointee.next_in, count: count))
            stream.pointee.next_in += count
            stream.pointee.avail_in -= UInt32(count)
            filled += count
        }
        return filled
    }

    private func skipZeros() throws(DatasetError) {
        while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
            stream.pointee.next_in += 1
            stream.pointee.avail_in -= 1
            if stream.pointee.avail_in == 0 { try refill() }
        }
    }

    private func refill() throws(DatasetError) {
        let count = try file.read(into: input)
        bytesRead += count
        supply(count)
    }

    private func supply(_ count: Int) {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
    }

    /// What zlib found wrong, in the reader's terms.
    private func damage() -> DatasetError.Problem {
        let offset = bytesRead - Int(stream.pointee.avail_in)
        switch stream.pointee.msg.map({ String(cString: $0) }) {
        case "incorrect data check", "incorrect length check":
            return .wrongGZipChecksum(offset: offset)
        case "incorrect header check" where members > 0:
            return .trailingBytesAfterGZip
        case let message:
            return .damagedGZip(offset: offset, reason: message ?? "zlib gives no reason")
        }
    }
}
