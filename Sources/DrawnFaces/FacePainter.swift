import Foundation
import Graphics

/// Draws faces from their descriptions, layer upon layer: what lies behind, the neck, the head, its features, hair, and
/// what is worn. Keep one to draw many.
public final class FacePainter {
    let raster: SoftRaster
    var face: FaceDescription
    var colors: FaceColors
    var head: HeadSurface
    /// The direction to the light; its length is 1.
    var sun = Light(0, 0, 1)

    /// - Parameters:
    ///   - side: the pictures' side in pixels.
    ///   - oversampling: samples on a pixel's side; `side · oversampling` must be a multiple of 8.
    public init(side: Int = 64, oversampling: Int = 2) {
        raster = SoftRaster(side: side, oversampling: oversampling)
        face = FaceDescription(seed: 0, index: 0)
        colors = FaceColors(face)
        head = HeadSurface(face)
    }

    /// Draws a face into `side · side · 3` bytes.
    public func draw(_ face: FaceDescription, into bytes: UnsafeMutablePointer<UInt8>) {
        self.face = face
        colors = FaceColors(face)
        head = HeadSurface(face)
        let direction = Light(face.lightX, -face.lightY, 0.95)
        sun = direction / (direction * direction).sum().squareRoot()

        paintBackground()
        if !face.isBald && face.hairLength > 0.5 { paintHairBehind() }
        paintNeck()
        paintClothes()
        paintEars(near: false)
        paintHead()
        paintEars(near: true)
        for side: Float in [-1, 1] { paintEye(side) }
        paintMouthShadow()
        if face.hasBeard { paintBeard() }
        paintMouth()
        paintNostrils()
        for side: Float in [-1, 1] { paintBrow(side) }
        if !face.isBald { paintHair() }
        if face.eyewear != .none { paintEyewear() }
        if face.wearsHat { paintHat() }
        raster.write(into: bytes)
    }

    /// A face as an image.
    public func image(of face: FaceDescription) -> Image {
        let side = raster.side
        let bytes = [UInt8](unsafeUninitializedCapacity: side * side * 3) { buffer, count in
            draw(face, into: buffer.baseAddress!)
            count = side * side * 3
        }
        return try! Image(width: side, height: side, format: .rgb, bytes: bytes)
    }

    /// How much of a sample lies inside an outline with s = 1 on it, where s grows like a squared radius.
    @inline(__always)
    private func inside(_ s: Eight, radius: Float) -> Eight {
        ((1 - s) * (0.5 * radius * face.scale / raster.step) + 0.5).unit
    }

    private func paintBackground() {
        let (dx, dy) = (cos(face.backgroundAngle), sin(face.backgroundAngle))
        let (c0, c1) = colors.background
        // Two lights out of focus, at opposite sides.
        let (bx, by) = (0.75 * dx, 0.6 * dy)
        raster.paint { x, y in
            let t: Eight = ((x * dx + y * dy) * 0.5 + 0.5).ramp(-0.3, 1.3)
            let glow: Eight = (((x - bx).squares + (y - by).squares) * 2.2).hill * 0.55
            let rim: Eight = 1 - (x.squares + y.squares) * 0.16
            let m: Eight = (t + 0.35 * glow).unit
            return SoftRaster.Coat(
                cover: Eight(repeating: 1), red: m.mix(.init(repeating: c1.x), .init(repeating: c0.x)) * rim,
                green: m.mix(.init(repeating: c1.y), .init(repeating: c0.y)) * rim,
                blue: m.mix(.init(repeating: c1.z), .init(repeating: c0.z)) * rim)
        }
    }

    private func paintNeck() {
        let (skin, key, ambient, sun) = (colors.skin, colors.key, colors.ambient, sun)
        let (width, shift) = (face.width * 0.62, -0.18 * sin(face.yaw) * face.width)
        let middle = face.x * 0.8 + shift
        raster.paint(x: middle - 0.5...middle + 0.5, y: face.y + 0.2...1) { x, y in
            let place = head.at(x, y)
            let flare: Eight = ((y - 0.75) * 2).unit.squares * 0.12
            let n = (x - middle) / (width + flare)
            let nz: Eight = (1 - n * n).atLeast(0).squareRoot()
            let lit: Eight = ((n * sun.x + nz * sun.z) * 0.8 + 0.2).unit
            // The chin's shadow fades downwards.
            let shadow: Eight = 1 - 0.62 * (1 - (place.s - 1) * 0.9).unit
            let cover: Eight = ((1 - n.magnitudes) * (width / raster.step) + 0.5).unit
            return SoftRaster.Coat(
                cover: cover, red: skin.x * (ambient.x + key.x * lit) * shadow,
                green: skin.y * (ambient.y + key.y * lit) * shadow * (0.9 + 0.1 * shadow),
                blue: skin.z * (ambient.z + key.z * lit) * shadow * (0.86 + 0.14 * shadow))
        }
    }

    private func paintClothes() {
        let (cloth, key, ambient, sun) = (colors.clothes, colors.key, colors.ambient, sun)
        let middle = face.x * 0.6
        let (depth, isV) = (0.12 + 0.16 * face.neckline, face.neckline > 0.6)
        raster.paint(y: 0.5...1) { x, y in
            let dx = x - middle
            let edge: Eight = 0.80 + dx.squares * 0.22
            let opening: Eight =
                isV ? depth - 0.75 * dx.magnitudes : (depth * depth - dx.squares * 0.55).atLeast(0).squareRoot()
            let below = (y - edge - opening.atLeast(0)) * (1 / raster.step)
            let fold: Eight = (dx * 3 + y * 5)
            let wave: Eight = (fold - fold.rounded(.toNearestOrEven)).magnitudes
            let slope: Eight = ((dx.magnitudes - 0.55) * 1.2).atLeast(0)
            let lit: Eight = (0.775 + dx * (0.54 * sun.x) + 0.10 * wave - slope).unit
            let hem: Eight = 1 - 0.35 * (1 - below * (raster.step / 0.05)).unit
            return SoftRaster.Coat(
                cover: (below + 0.5).unit, red: cloth.x * (ambient.x + key.x * lit) * hem,
                green: cloth.y * (ambient.y + key.y * lit) * hem, blue: cloth.z * (ambient.z + key.z * lit) * hem)
        }
    }

    /// The ears stand at the outline; of a turned head the nearer one moves into the face.
    private func paintEars(near: Bool) {
        let turn = face.yaw
        for side: Float in [-1, 1] {
            let towards = -side * turn  // above 0 for the ear that comes nearer
            guard (towards > 0.04) == near else { continue }
            let p = side * (face.width * (1.02 - 0.42 * max(0, towards)) - max(0, -towards) * 0.3)
            let q = 0.06 - 0.5 * face.pitch * 0.5
            let (width, height) = (0.075 + 0.1 * max(0, towards), Float(0.135))
            let (xs, ys) = head.box(p: p - 0.2...p + 0.2, q: q - 0.2...q + 0.2)
            let (skin, key, ambient, sun) = (colors.skin, colors.key, colors.ambient, sun)
            raster.paint(x: xs, y: ys) { x, y in
                let place = head.at(x, y)
                let (dx, dy) = ((place.p - p) * (1 / width), (place.q - q) * (1 / height))
                let s: Eight = dx.squares + dy.squares + 0.35 * dx * dy * side
                let nz: Eight = (1 - s).atLeast(0).squareRoot()
                let lit: Eight = (dx * (0.7 * sun.x) + dy * (0.7 * sun.y) + nz * sun.z).unit
                let hollow: Eight = 1 - 0.42 * (((dx + side * 0.15).squares + (dy + 0.1).squares) * 2.2).hill
                return SoftRaster.Coat(
                    cover: inside(s, radius: width), red: skin.x * 1.03 * (ambient.x + key.x * lit) * hollow,
                    green: skin.y * 0.88 * (ambient.y + key.y * lit) * hollow,
                    blue: skin.z * 0.86 * (ambient.z + key.z * lit) * hollow)
            }
        }
    }
}
