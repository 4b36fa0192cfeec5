/// A short hash (FNV-1a, 64 bits, as 16 hexadecimal digits) that tells whether bytes have changed. It guards against
/// forgetting to run a chapter again, not against forgery.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}

    public init(_ bytes: some Sequence<UInt8>) { combine(bytes) }

    public init(_ text: String) { combine(text.utf8) }

    public mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state ^= UInt64(byte)
            state &*= 0x100_0000_01b3
        }
    }

    public var description: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
