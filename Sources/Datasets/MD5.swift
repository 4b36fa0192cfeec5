import Dispatch
import Foundation
import Synchronization

/// The MD5 message digest (RFC 1321): tells whether a file is the one that was published.
///
/// It guards against damage and mix-ups, not against forgery: colliding files can be made.
struct MD5: Sendable {
    private var state: SIMD4<UInt32> = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
    private var length: UInt64 = 0
    /// The bytes of a block that is not complete yet.
    private var pending: [UInt8] = []

    mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let head = rest.prefix(64 - pending.count)
            pending.append(contentsOf: head)
            rest = rest.dropFirst(head.count)
            guard pending.count == 64 else { return }
            pending.withUnsafeBytes { Self.compress(&state, $0) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count & ~63
        Self.compress(&state, UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        pending.append(contentsOf: rest.dropFirst(whole))
    }

    /// The digest of all bytes so far, as 32 lower-case hexadecimal digits.
    var digest: String {
        // A one bit, zeros up to 56 modulo 64 bytes, then the length in bits.
        var padded = self
        let bits = length &* 8
        let zeros = (119 - Int(length % 64)) % 64
        padded.update([0x80] + [UInt8](repeating: 0, count: zeros))
        padded.update((0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) })
        return (0..<16).map { index in
            let byte = UInt8(truncatingIfNeeded: padded.state[index / 4] >> (UInt32(index % 4) * 8))
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// T[i] = ⌊2³² |sin(i + 1)|⌋
    private static let sines: [UInt32] = (0..<64).map { UInt32(abs(sin(Double($0 + 1))) * 4_294_967_296) }

    private static func compress(_ state: inout SIMD4<UInt32>, _ blocks: UnsafeRawBufferPointer) {
        guard let start = blocks.baseAddress else { return }
        sines.withUnsafeBufferPointer { sines in
            let t = sines.baseAddress!
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for offset in stride(from: 0, to: blocks.count, by: 64) {
                let block = start + offset
                let (a0, b0, c0, d0) = (a, b, c, d)

                /// a = b + ((a + f + X[k] + T[i]) <<< s)
                @inline(__always)
                func step(_ a: inout UInt32, _ b: UInt32, _ f: UInt32, _ k: Int, _ i: Int, _ s: UInt32) {
                    let x = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: (k & 15) * 4, as: UInt32.self))
                    let sum = a &+ x &+ t[i] &+ f
                    a = b &+ (sum &<< s | sum &>> (32 - s))
                }
                // F, G, H, I of RFC 1321, section 3.4
                for i in stride(from: 0, to: 16, by: 4) {
                    step(&a, b, d ^ (b & (c ^ d)), i, i, 7)
                    step(&d, a, c ^ (a & (b ^ c)), i + 1, i + 1, 12)
                    step(&c, d, b ^ (d & (a ^ b)), i + 2, i + 2, 17)
                    step(&b, c, a ^ (c & (d ^ a)), i + 3, i + 3, 22)
                }
                for i in stride(from: 16, to: 32, by: 4) {
                    step(&a, b, c ^ (d & (b ^ c)), 5 * i + 1, i, 5)
                    step(&d, a, b ^ (c & (a ^ b)), 5 * i + 6, i + 1, 9)
                    step(&c, d, a ^ (b & (d ^ a)), 5 * i + 11, i + 2, 14)
                    step(&b, c, d ^ (a & (c ^ d)), 5 * i + 16, i + 3, 20)
                }
                for i in stride(from: 32, to: 48, by: 4) {
                    step(&a, b, b ^ c ^ d, 3 * i + 5, i, 4)
                    step(&d, a, a ^ b ^ c, 3 * i + 8, i + 1, 11)
                    step(&c, d, d ^ a ^ b, 3 * i + 11, i + 2, 16)
                    step(&b, c, c ^ d ^ a, 3 * i + 14, i + 3, 23)
                }
                for i in stride(from: 48, to: 64, by: 4) {
                    step(&a, b, c ^ (b | ~d), 7 * i, i, 6)
                    step(&d, a, b ^ (a | ~c), 7 * i + 7, i + 1, 10)
                    step(&c, d, a ^ (d | ~b), 7 * i + 14, i + 2, 15)
                    step(&b, c, d ^ (c | ~a), 7 * i + 21, i + 3, 21)
                }
                (a, b, c, d) = (a &+ a0, b &+ b0, c &+ c0, d &+ d0)
            }
            state = [a, b, c, d]
        }
    }
}

/// An MD5 digest computed on a thread of its own, so that it costs no time beside the unpacking, which is slower.
final class BackgroundMD5: Sendable {
    private let queue = DispatchQueue(label: "MD5")
    private let sum = Mutex(MD5())

    func update(_ bytes: [UInt8]) {
        queue.async { self.sum.withLock { $0.update(bytes) } }
    }

    /// The digest of all bytes so far; waits until they are done.
    var digest: String {
        queue.sync { sum.withLock { $0.digest } }
    }
}
