/// The linear light of a colour, 0 to 1 each: red, green, blue.
typealias Light = SIMD3<Float>

/// The colours of a face, made from its description.
struct FaceColors {
    let skin, lips, hair, brows, beard: Light
    let iris, clothes, hat, hatBand, rim, lens: Light
    let background: (Light, Light)
    /// The main light and what comes from all sides.
    let key, ambient: Light

    init(_ face: FaceDescription) {
        let tones: [UInt32] = [0x5A3826, 0x7C4F35, 0x9E6B49, 0xBC8660, 0xD29E78, 0xDCAA86]
        let plain = Self.along(tones, face.tone)
        skin = face.isPale ? Self.along([0xF7DCCF, 0xFBE6DA, 0xF9DDCB], face.tone) : plain
        let red = Self.along([0xA8433F, 0xC2565A, 0xB0566A], face.lipColor)
        lips = Self.mix(skin, red * (0.45 + 0.55 * Self.brightness(skin)), 0.55)
        hair = Self.hair(face.hairColor, face.shade)
        brows = face.hairColor == .black ? hair : hair * (face.hairColor == .gray ? 0.35 : 0.45)
        beard = hair * (face.hairColor == .gray ? 0.75 : face.hairColor == .black ? 1 : 0.6)
        iris = Self.along([0x3B2412, 0x5A3A1B, 0x6B5A2A, 0x4F6B45, 0x4A78A0, 0x6B93B5], face.iris)
        clothes = Self.hue(face.clothesHue, saturation: 0.7 * face.clothesSaturation, light: face.clothesLight)
        hat = Self.hue(face.hatHue, saturation: 0.75 * face.hatSaturation, light: face.hatLight)
        hatBand = Self.hue(face.hatHue + 0.45, saturation: 0.3, light: face.hatLight > 0.4 ? 0.1 : 0.6)
        rim = Self.along([0x0E0E10, 0x15120F, 0x3A1D10, 0x5A1C1C, 0x1B2A4A], face.rimColor)
        lens = Self.along([0x0B0C10, 0x101418, 0x1C120C, 0x0C1A1C], face.lensHue)
        let light = face.backgroundLight
        background = (
            Self.hue(face.backgroundHue, saturation: 0.55 * face.backgroundSaturation, light: light),
            Self.hue(
                face.backgroundHue + face.backgroundShift, saturation: 0.65 * face.backgroundSaturation,
                light: light * 0.42)
        )
        let warm = Light(1 + 0.05 * face.warmth, 1, 1 - 0.08 * face.warmth)
        key = warm * (1.02 - 0.35 * face.softness)
        ambient = Light(0.93, 0.97, 1.05) * (0.12 + 0.42 * face.softness)
    }

    private static func hair(_ color: FaceDescription.HairColor, _ shade: Float) -> Light {
        switch color {
        case .black: along([0x0D0B0C, 0x151113, 0x1D1717], shade)
        case .brown: along([0x4B2B18, 0x5E3820, 0x7A4427, 0x84391E], shade)
        case .blond: along([0xC79A50, 0xDDB568, 0xEBD08A], shade)
        case .gray: along([0x96989C, 0xB4B6BA, 0xD8D9DC], shade)
        }
    }

    /// The colour at a place, 0 to 1, along a row of sRGB colours.
    private static func along(_ colors: [UInt32], _ place: Float) -> Light {
        let position = min(max(place, 0), 0.9999) * Float(colors.count - 1)
        let index = Int(position)
        return mix(linear(colors[index]), linear(colors[index + 1]), position - Float(index))
    }

    /// sRGB's curve is close to a square root.
    private static func linear(_ hex: UInt32) -> Light {
        let c = Light(Float(hex >> 16 & 255), Float(hex >> 8 & 255), Float(hex & 255)) / 255
        return c * c
    }

    /// A colour of the wheel (0 red, ⅓ green, ⅔ blue), in linear light.
    private static func hue(_ hue: Float, saturation: Float, light: Float) -> Light {
        let turn = 6 * (hue - hue.rounded(.down))
        func component(_ offset: Float) -> Float {
            let k = (offset + turn).truncatingRemainder(dividingBy: 6)
            return 1 - saturation * max(0, min(k, 4 - k, 1))
        }
        let c = Light(component(5), component(3), component(1)) * (0.25 + 0.75 * light)
        return c * c
    }

    static func brightness(_ c: Light) -> Float { 0.3 * c.x + 0.6 * c.y + 0.1 * c.z }
    static func mix(_ a: Light, _ b: Light, _ share: Float) -> Light { a + (b - a) * share }
}
