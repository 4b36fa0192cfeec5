import Datasets

/// IDX files in gzip (RFC 1952): members of compressed blocks with checksums.
struct GZipFormat: FuzzedFormat {
    let name = "gzip"
    private let idx = IDXFormat()

    func seeds() -> [[UInt8]] {
        let plain = idx.seeds()
        let large = [0, 0, 8, 2] + bigEndian(100) + bigEndian(100) + [UInt8](repeating: 7, count: 10_000)
        var seeds = plain.enumerated().map { deflated($1, gzip: true, level: Int32($0 % 10)) }
        seeds.append(deflated(large, gzip: true, level: 9))
        seeds.append(
            deflated(Array(plain[4][..<7]), gzip: true) + deflated(Array(plain[4][7...]), gzip: true, level: 0))
        seeds.append(deflated(plain[5], gzip: true) + [UInt8](repeating: 0, count: 512))
        // A header with all that it may have: extra field, name, comment, header checksum left out.
        var full = deflated(plain[6], gzip: true)
        full[3] = 0b1_1100
        full.insert(contentsOf: [3, 0, 1, 2, 3] + Array("name\0comment\0".utf8), at: 10)
        seeds.append(full)
        return seeds
    }

    func damage(_ file: [UInt8], with random: inout FuzzRandom) -> [UInt8] {
        var plain = random.pick(idx.seeds())
        switch random.below(6) {
        case 0: return deflated(idx.damage(plain, with: &random), gzip: true, level: Int32(random.below(10)))
        case 1:
            Damage.once(&plain, others: [[0]], with: &random)
            return deflated(plain, gzip: true, level: Int32(random.below(10)))
        case 2:  // cut into members, with zeros or anything between them
            let cut = random.below(plain.count + 1)
            let between = (0..<random.below(5)).map { _ in random.oneIn(8) ? random.byte() : 0 }
            return deflated(Array(plain[..<cut]), gzip: true) + between + deflated(Array(plain[cut...]), gzip: true)
        case 3:  // the flags of the header
            guard file.count > 3 else { return file }
            var file = file
            file[3] = UInt8(random.below(64))
            return file
        case 4:  // the checksum and the length
            guard file.count > 8 else { return file }
            var file = file
            file[file.count - 1 - random.below(8)] = random.byte()
            return file
        default:  // a small file with large contents, as promised or not
            let (rows, columns) = (random.below(400), random.below(400))
            let count = random.oneIn(2) ? rows * columns : random.below(160_000)
            return deflated(
                [0, 0, 8, 2] + bigEndian(rows) + bigEndian(columns) + [UInt8](repeating: 0, count: count), gzip: true,
                level: 1)
        }
    }

    func read(_ file: [UInt8]) throws { try idx.read(file) }
    func isRefusal(_ error: any Error) -> Bool { idx.isRefusal(error) }
    func memory(forFileOf size: Int) -> Int { idx.memory(forFileOf: size) }
}
