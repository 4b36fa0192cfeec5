import Foundation

/// An array of numbers in the IDX format, in which MNIST and its relatives are published.
///
/// The format (LeCun, Cortes, Burges, *The MNIST database*): two zero bytes, a byte for the elements' type, a byte for
/// the number of dimensions, each dimension as a big-endian 32-bit number, then the elements, the last index running
/// fastest, in big-endian order.
public struct IDX: Equatable, Sendable {
    public enum ElementType: UInt8, CaseIterable, Sendable {
        case uint8 = 0x08
        case int8 = 0x09
        case int16 = 0x0b
        case int32 = 0x0c
        case float32 = 0x0d
        case float64 = 0x0e

        /// The size of an element in bytes.
        public var size: Int {
            switch self {
            case .uint8, .int8: 1
            case .int16: 2
            case .int32, .float32: 4
            case .float64: 8
            }
        }
    }

    public let elementType: ElementType
    /// The array's extents, at least one; an extent may be 0.
    public let dimensions: [Int]
    /// The elements as they stand in the file: big-endian.
    public let bytes: [UInt8]

    /// Reads a file, gzipped or not (its content decides, not its name), and makes sure that it is whole: exactly as
    /// many bytes as the header promises, and the right checksum in a gzip file.
    ///
    /// The memory taken stays in proportion to the file, whatever its header says.
    ///
    /// - Parameters:
    ///   - path: a file's path.
    ///   - expectedMD5: the MD5 sum of the unpacked file in lower-case hexadecimal digits, if it is to be checked.
    ///   - limit: the largest size of the elements to accept, in bytes.
    /// - Throws: `DatasetError`, which names the path and what is wrong.
    public init(path: String, expectedMD5: String? = nil, limit: Int = 1 << 30) throws(DatasetError) {
        try self.init(FileReader(path: path), expectedMD5: expectedMD5, limit: limit)
    }

    /// The same for a file's bytes in memory.
    /// - Parameter path: what messages call them.
    public init(
        bytes: [UInt8], path: String = "the data", expectedMD5: String? = nil, limit: Int = 1 << 30
    ) throws(DatasetError) {
        try self.init(BytesReader(bytes, path: path), expectedMD5: expectedMD5, limit: limit)
    }

    private init(_ file: any ByteSource, expectedMD5: String?, limit: Int) throws(DatasetError) {
        let reader = try GZipReader(file)
        let sum = expectedMD5.map { _ in BackgroundMD5() }

        /// The next bytes; fewer than asked for only at the end of the file.
        func next(_ count: Int) throws(DatasetError) -> [UInt8] {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
            defer { buffer.deallocate() }
            let piece = [UInt8](buffer.prefix(try reader.read(into: buffer)))
            sum?.update(piece)
            return piece
        }
        func failure(_ problem: DatasetError.Problem) -> DatasetError {
            DatasetError(path: file.path, problem: problem)
        }

        let magic = try next(4)
        guard magic.prefix(2).allSatisfy({ $0 == 0 }) else { throw failure(.wrongMagic(found: magic)) }
        guard magic.count == 4 else { throw failure(.truncatedHeader(found: magic.count, needed: 4)) }
        guard let elementType = ElementType(rawValue: magic[2]) else {
            throw failure(.unknownElementType(code: magic[2]))
        }
        let rank = Int(magic[3])
        guard rank > 0 else { throw failure(.noDimensions) }
        let extents = try next(4 * rank)
        guard extents.count == 4 * rank else {
            throw failure(.truncatedHeader(found: 4 + extents.count, needed: 4 + 4 * rank))
        }
        let dimensions = (0..<rank).map { axis in
            extents[axis * 4..<axis * 4 + 4].reduce(0) { $0 << 8 | Int($1) }
        }

        // A forged header must not make us reserve what the file cannot hold: deflate packs at most 1032 bytes into
        // one, and the array below grows with what is really there.
        let size = dimensions.reduce(elementType.size as Int?) { product, extent in
            let (result, overflow) = (product ?? 0).multipliedReportingOverflow(by: extent)
            return product == nil || overflow ? nil : result
        }
        guard let size, size / 1032 <= file.size else {
            throw failure(.largerThanFile(dimensions: dimensions, size: file.size))
        }
        guard size <= limit else { throw failure(.largerThanLimit(dimensions: dimensions, limit: limit)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(size, 8 * file.size))
        while bytes.count < size {
            let piece = try next(min(size - bytes.count, 256 << 10))
            if piece.isEmpty {
                throw failure(.truncatedBody(found: bytes.count, dimensions: dimensions, needed: size))
            }
            bytes.append(contentsOf: piece)
        }
        // The end must be here; reading it also compares the gzip checksum.
        guard try next(1).isEmpty else { throw failure(.trailingBytes(dimensions: dimensions, needed: size)) }
        if let expectedMD5, let found = sum?.digest, found != expectedMD5 {
            throw failure(.wrongChecksum(found: found, expected: expectedMD5))
        }

        self.elementType = elementType
        self.dimensions = dimensions
        self.bytes = bytes
    }

    /// The elements as numbers, in the file's order; those of 32 and 64 bits are rounded.
    public func floats() -> [Float] {
        let size = elementType.size
        return stride(from: 0, to: bytes.count, by: size).map { start in
            let pattern = bytes[start..<start + size].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            return switch elementType {
            case .uint8: Float(UInt8(pattern))
            case .int8: Float(Int8(truncatingIfNeeded: pattern))
            case .int16: Float(Int16(truncatingIfNeeded: pattern))
            case .int32: Float(Int32(truncatingIfNeeded: pattern))
            case .float32: Float(bitPattern: UInt32(pattern))
            case .float64: Float(Double(bitPattern: pattern))
            }
        }
    }
}
