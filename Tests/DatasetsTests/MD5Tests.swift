import Testing

@testable import Datasets

@Suite struct MD5Tests {
    /// RFC 1321, appendix A.5.
    static let published: [(String, String)] = [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "d174ab98d277d9f5a5611c2c9f419d9f"
        ),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "57edf4a22be3c955ac49da2e2107b67a"
        ),
    ]

    @Test(arguments: published) func publishedSums(message: String, sum: String) {
        var md5 = MD5()
        md5.update(Array(message.utf8))
        #expect(md5.digest == sum)
    }

    /// Sums by coreutils' md5sum of so many times "a": around the lengths where padding needs another block.
    @Test(arguments: [
        (55, "ef1772b6dff9a122358552954ad0df65"), (56, "3b0c8ac703f828b04c6c197006d17218"),
        (57, "652b906d60af96844ebd21b674f35e93"), (63, "b06521f39153d618550606be297466d5"),
        (64, "014842d480b571495a4a0363793f7367"), (65, "c743a45e0d2e6a95cb859adae0248435"),
        (119, "8a7bd0732ed6a28ce75f6dabc90e1613"), (120, "5f61c0ccad4cac44c75ff505e1f1e537"),
        (128, "e510683b3f5ffe4093d021808bc6ff70"), (1_000_000, "7707d6ae4e027c70eea2a935c2296f21"),
    ])
    func padding(length: Int, sum: String) {
        var md5 = MD5()
        md5.update([UInt8](repeating: 0x61, count: length))
        #expect(md5.digest == sum)
    }

    /// However the bytes are cut into pieces, the sum is the same, and asking for it on the way changes nothing.
    @Test(arguments: [1, 3, 63, 64, 65, 200]) func pieces(size: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var whole = MD5()
        whole.update(bytes)
        var pieces = MD5()
        let background = BackgroundMD5()
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            pieces.update(piece)
            background.update(piece)
            _ = pieces.digest
        }
        #expect(pieces.digest == whole.digest)
        #expect(background.digest == whole.digest)
    }
}
