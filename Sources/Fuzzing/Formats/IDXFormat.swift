import Datasets

/// IDX files: a header of type and extents, then the elements.
struct IDXFormat: FuzzedFormat {
    let name = "idx"

    func seeds() -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for (type, size) in [(0x08, 1), (0x09, 1), (0x0b, 2), (0x0c, 4), (0x0d, 4), (0x0e, 8)] {
            for dimensions in [[5], [2, 3], [2, 2, 2], [0, 28, 28]] {
                let body = (0..<dimensions.reduce(size, *)).map { UInt8(truncatingIfNeeded: $0 * 29) }
                seeds.append([0, 0, UInt8(type), UInt8(dimensions.count)] + dimensions.flatMap(bigEndian) + body)
            }
        }
        return seeds
    }

    /// Another type, rank or extent, sometimes with as many elements as it asks for.
    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] {
        guard file.count >= 4 else { return file }
        var file = file
        switch random.below(4) {
        case 0: file[2] = random.pick([8, 9, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f])
        case 1: file[3] = random.oneIn(2) ? UInt8(random.below(6)) : random.byte()
        case 2:
            let place = 4 + 4 * random.below(Int(file[3]))
            let extent = random.oneIn(2) ? random.below(70_000) : Int(truncatingIfNeeded: random.pick(Damage.awkward))
            if place + 4 <= file.count { file.replaceSubrange(place..<place + 4, with: bigEndian(extent)) }
        default:
            let rank = random.below(5)
            let extents = (0..<rank).map { _ in random.below(6) }
            let size = [8: 1, 9: 1, 0x0b: 2, 0x0c: 4, 0x0d: 4, 0x0e: 8][file[2]] ?? 1
            let body = (0..<extents.reduce(size, *)).map { _ in random.byte() }
            file = [0, 0, file[2], UInt8(rank)] + extents.flatMap(bigEndian) + body
        }
        return file
    }

    func read(_ file: [UInt8]) throws {
        let idx = try IDX(bytes: file)
        guard idx.dimensions.reduce(idx.elementType.size, *) == idx.bytes.count,
            idx.floats().count * idx.elementType.size == idx.bytes.count
        else { throw WrongResult(description: "\(idx.bytes.count) bytes for the extents \(idx.dimensions)") }
        // A plain file has no room to be wrong in: what is accepted is exactly what its header says.
        guard file.starts(with: [0x1f, 0x8b]) || file.count == 4 + 4 * idx.dimensions.count + idx.bytes.count else {
            throw WrongResult(description: "\(file.count) bytes are read as \(idx.dimensions)")
        }
    }

    func isRefusal(_ error: any Error) -> Bool { error is DatasetError }

    /// The elements, and each as a number of four bytes; a file may be gzipped, which makes at most 1032 bytes of one.
    func memory(forFileOf size: Int) -> Int { 5 * 1032 * size }
}
