/// Where the hair ends on the face: the border of the part of the face that it leaves open.
struct HairShape {
    let width, level, height, slope: Float
    let hasBangs: Bool

    init(_ face: FaceDescription) {
        hasBangs = face.hasBangs
        width = 0.40 + 0.02 * face.hairline
        level = face.hasBangs ? 0.10 : 0.12
        // A hat presses bangs down, so that they show below its brim.
        height = face.hasBangs ? (face.wearsHat ? 0.265 : 0.315) : 0.50 + 0.05 * face.hairline
        slope = face.hasBangs ? 0.10 * face.parting : 0.22 * face.parting
    }

    /// Below 1 in the open part of the face, seen from the front; 1 at the hair's border.
    @inline(__always)
    func opening(_ u: Eight, _ v: Eight) -> Eight {
        let U = (u * (1 / width)).squares
        let V = ((v - level + u * slope) * (1 / height)).atMost(0).squares
        // Bangs end in a nearly straight line, other hairlines in an arch.
        return hasBangs ? U * U + V * V : U * U + V
    }
}

extension FacePainter {
    private var grow: (x: Float, y: Float) { (1.07 + 0.09 * face.volume, 1.09 + 0.09 * face.volume) }

    /// How far down long hair falls, in units of the head's half height.
    private var fall: Float { 0.55 + 0.75 * (face.hairLength - 0.5) * 2 }

    /// Long hair behind the neck.
    func paintHairBehind() {
        let hair = colors.hair * (colors.ambient + colors.key * 0.2)
        let (a, b, fall) = (head.a * grow.x, head.b, fall)
        let sharp = face.scale / raster.step
        let (xs, ys) = head.box(p: -a * 1.15...a * 1.15, q: -0.1...b * (fall + 0.2))
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let n: Eight = place.p.magnitudes * (1 / (a * 1.02))
            let end: Eight = (b * fall) - 0.10 * n.squares.squares
            let (side, below) = ((1 - n) * (a * sharp), (end - place.q) * sharp)
            let cover: Eight = (side.replacing(with: below, where: below .< side) + 0.5).unit
            let shade = 0.55 + 0.25 * n
            return SoftRaster.Coat(cover: cover, red: hair.x * shade, green: hair.y * shade, blue: hair.z * shade)
        }
    }

    /// The hair on the head: all of the head's grown outline but the open part of the face, down to the ears or, if it is
    /// long, to the shoulders.
    func paintHair() {
        let face = face
        let (hair, key, ambient, sun) = (colors.hair, colors.key, colors.ambient, sun)
        let grow = grow
        let isLong = face.hairLength > 0.5
        let shape = HairShape(face)
        let (sharp, radius) = (face.scale / raster.step, 0.5 * head.a * face.scale / raster.step)
        let end = isLong ? head.b * fall : 0.00 + 0.12 * face.hairLength
        let comb: Float = isLong ? 1 : 3
        let curl = 2 + 3 * face.waves
        let gloss: Float = face.hairColor == .black ? 0.05 : 0.12
        let (a, b) = (head.a, head.b)
        let (xs, ys) = head.box(p: -a * 1.25...a * 1.25, q: -b * grow.y...max(end + 0.12, 0.2))
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y, growX: grow.x, growY: grow.y)
            let inner = head.at(x, y)
            // Below the ears long hair falls straight down instead of following the jaw.
            let X: Eight = place.p * (1 / (a * grow.x))
            let straight: Eight = X * X + place.Y.atMost(0).squares
            let s = isLong ? straight : place.s
            let outline: Eight = ((1 - s) * radius + 0.5).unit
            // Outside the head the front of the face is where the position is.
            let beyond: Eight = (inner.s - 1).ramp(-0.02, 0.06)
            let u: Eight = beyond.mix(inner.u, isLong ? inner.p * 1.12 : inner.p * 1.2)
            let opening: Eight = shape.opening(u, inner.v)
            let border: Eight = ((opening - 1) * (0.16 * sharp) + 0.5).unit
            let n: Eight = place.p.magnitudes * (1 / a)
            let wave: Eight = (place.q * curl + n)
            let bendy: Eight = (wave - wave.rounded(.toNearestOrEven)).magnitudes
            let lower: Eight =
                ((end - 0.06 * n.squares + 0.05 * bendy - place.q) * (isLong ? 0.5 * sharp : 0.22 * sharp) + 0.5).unit

            // Strands run with the head's curve; the light makes a band across them.
            let combed: Eight = inner.u * 9 + inner.p * 7 + bendy * 0.5 + inner.v * comb
            let strand: Eight = (combed - combed.rounded(.toNearestOrEven)).magnitudes
            let Z: Eight = (1 - s).atLeast(0).squareRoot()
            let cosine: Eight = (X * sun.x + place.Y.atMost(0.3) * sun.y + Z * sun.z).unit
            let band: Eight = ((place.Y + 0.62 + 0.2 * X * sun.x).squares * 12).hill * (0.6 + 0.8 * strand)
            let lit = (0.22 + 0.78 * cosine) * (0.78 + 0.44 * strand)
            let part: Eight =
                1 - 0.3 * ((place.p - face.parting * 0.18).squares * 900).hill * (place.Y + 0.62).ramp(0, -0.2)
            let edge: Eight = 0.72 + 0.28 * ((opening - 1) * 0.8).unit
            let gleam = band * gloss * (0.3 + cosine)
            let base = lit * part * edge
            return SoftRaster.Coat(
                cover: outline * border * lower, red: hair.x * (ambient.x + key.x * base) + gleam * (0.25 + hair.x),
                green: hair.y * (ambient.y + key.y * base) + gleam * (0.25 + hair.y),
                blue: hair.z * (ambient.z + key.z * base) + gleam * (0.25 + hair.z))
        }
    }
}
