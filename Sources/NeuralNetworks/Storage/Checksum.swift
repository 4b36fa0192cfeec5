/// CRC-32 as in gzip and PNG (polynomial 0xEDB88320 reflected): notices every burst of up to 32 damaged bits.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes { crc = crcTable[Int((crc ^ UInt32(byte)) & 0xFF)] ^ crc >> 8 }
    return ~crc
}

private let crcTable: [UInt32] = (0..<256).map { index in
    var entry = UInt32(index)
    for _ in 0..<8 { entry = entry & 1 == 1 ? 0xEDB8_8320 ^ entry >> 1 : entry >> 1 }
    return entry
}
