/// Damage that needs no knowledge of the format.
enum Damage {
    /// Numbers at which readers of lengths and counts err.
    static let awkward: [UInt64] = [
        0, 1, 2, 7, 8, 9, 127, 128, 255, 256, 257, 32767, 32768, 65535, 65536, 1 << 24, 1 << 26, 0x7fff_ffff,
        0x8000_0000, 0xffff_fffe, 0xffff_ffff, 1 << 32, 1 << 62, .max >> 1, .max,
    ]

    /// One change: bits, bytes, a number, a piece cut, doubled, moved or taken from another file.
    static func once(_ file: inout [UInt8], others: [[UInt8]], with random: inout FuzzRandom) {
        guard !file.isEmpty else {
            file = random.pick(others)
            return
        }
        let place = random.oneIn(3) ? random.below(min(32, file.count)) : random.below(file.count)
        let length = min(1 + random.below(random.oneIn(4) ? file.count : 8), file.count - place)
        switch random.below(11) {
        case 0, 1: file[place] ^= 1 << UInt8(random.below(8))
        case 2: file[place] = random.byte()
        case 3: file[place] = random.pick([0, 1, 0x7f, 0x80, 0xff, 0x20, 0x0a, 0x2d, 0x30])
        case 4: for i in place..<place + length { file[i] = random.byte() }
        case 5: number(&file, at: place, with: &random)
        case 6: file.removeSubrange(place..<place + length)
        case 7: file.insert(contentsOf: file[place..<place + length], at: random.below(file.count + 1))
        case 8: file.removeLast(1 + random.below(random.oneIn(2) ? min(16, file.count) : file.count))
        case 9: file += (0..<1 + random.below(16)).map { _ in random.oneIn(2) ? 0 : random.byte() }
        default:
            let other = random.pick(others)
            file = Array(file[..<place]) + other[random.below(other.count)...]
        }
    }

    /// An awkward number of 1, 2, 4 or 8 bytes in either order, or the one there changed by little.
    private static func number(_ file: inout [UInt8], at place: Int, with random: inout FuzzRandom) {
        let size = min(random.pick([1, 2, 4, 8]), file.count - place)
        let isBig = random.oneIn(2)
        func shift(_ i: Int) -> UInt64 { UInt64(8 * (isBig ? size - 1 - i : i)) }
        var value = (0..<size).reduce(0 as UInt64) { $0 | UInt64(file[place + $1]) << shift($1) }
        value = random.oneIn(2) ? random.pick(awkward) : value &+ UInt64(random.below(9)) &- 4
        for i in 0..<size { file[place + i] = UInt8(truncatingIfNeeded: value >> shift(i)) }
    }
}
