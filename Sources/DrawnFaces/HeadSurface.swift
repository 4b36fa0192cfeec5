import Foundation

/// The head as a surface: which point of the face, seen from the front, is at a position of the picture.
///
/// The head is an ellipsoid whose lower half narrows. A position (x, y) is taken back through lean, scale and shift to
/// (p, q), divided by the half axes to (X, Y), lifted to the surface, Z = √(1 − X² − Y²), and turned back by yaw and nod:
/// what comes out, (u, v) in units of half the picture, is where that point would be on a face that looks straight ahead.
/// So eyes, brows and mouth are drawn from the front, and the turn of the head comes by itself.
struct HeadSurface {
    /// The surface at eight positions.
    struct Place {
        /// Position in the head's upright frame.
        var p, q: Eight
        /// Position over half axes, and the height above the picture's plane (0 outside the head).
        var X, Y, Z: Eight
        /// X² + Y², squared off a little: 1 on the outline.
        var s: Eight
        /// Where the point is on the face seen from the front.
        var u, v: Eight
    }

    let a, b: Float
    /// How far an eye is from the middle of the face, and how far below it, seen from the front.
    let eyeDistance: Float
    static let eyeLevel: Float = -0.015
    private let x, y, scale, cosTilt, sinTilt, cosYaw, sinYaw, cosNod, sinNod, taper, squareness: Float

    init(_ face: FaceDescription) {
        (a, b) = (face.width, face.height)
        eyeDistance = face.eyeDistance
        (x, y, scale) = (face.x, face.y, face.scale)
        (cosTilt, sinTilt) = (cos(face.tilt), sin(face.tilt))
        (cosYaw, sinYaw) = (cos(face.yaw), sin(face.yaw))
        (cosNod, sinNod) = (cos(face.pitch), sin(face.pitch))
        (taper, squareness) = (face.taper, face.squareness)
    }

    /// The surface at eight positions; one grown by factors, as a beard or hair lies over the head.
    func at(_ x: Eight, _ y: Eight, growX: Float = 1, growY: Float = 1) -> Place {
        let (dx, dy) = ((x - self.x) * (1 / scale), (y - self.y) * (1 / scale))
        let p = dx * cosTilt + dy * sinTilt
        let q = dy * cosTilt - dx * sinTilt
        let Y = q * (1 / (b * growY))
        let t = ((Y - 0.05) * (1 / 0.95)).unit
        let narrowing = 1 - taper * t * t
        let X = p / (narrowing * (a * growX))
        let (X2, Y2) = (X * X, Y * Y)
        let s = X2 + Y2 - squareness * X2 * Y2
        let Z = (1 - s).atLeast(0).squareRoot()
        let turned = Z * cosYaw + X * sinYaw
        let u = (X * cosYaw - Z * sinYaw) * a
        let v = (Y * cosNod - turned * sinNod) * b
        return Place(p: p, q: q, X: X, Y: Y, Z: Z, s: s, u: u, v: v)
    }

    /// Where in the picture a point of the face is that seen from the front is at (u, v); `depth` lifts it off the face.
    func position(u: Float, v: Float, depth: Float = 1) -> (x: Float, y: Float) {
        let (U, V) = (u / a, v / b)
        let front = max(0, 1 - U * U - V * V).squareRoot() * depth
        let Y = V * cosNod + front * sinNod
        let z = front * cosNod - V * sinNod
        let X = U * cosYaw + z * sinYaw
        let t = min(max((Y - 0.05) / 0.95, 0), 1)
        return inPicture(p: X * a * (1 - taper * t * t), q: Y * b)
    }

    /// The middle between the eyes in the picture.
    var eyes: (x: Float, y: Float) {
        let (left, right) = (position(u: -eyeDistance, v: Self.eyeLevel), position(u: eyeDistance, v: Self.eyeLevel))
        return ((left.x + right.x) / 2, (left.y + right.y) / 2)
    }

    /// The position in the picture of a point of the head's upright frame.
    func inPicture(p: Float, q: Float) -> (x: Float, y: Float) {
        (x + scale * (p * cosTilt - q * sinTilt), y + scale * (q * cosTilt + p * sinTilt))
    }

    /// A box of the picture around a point of the face, wide enough for a shape of half sizes (u, v).
    func box(u: Float, v: Float, halfWidth: Float, halfHeight: Float) -> (ClosedRange<Float>, ClosedRange<Float>) {
        let (cx, cy) = position(u: u, v: v)
        let (w, h) = (scale * (halfWidth + 0.2 * halfHeight) + 0.03, scale * (halfHeight + 0.2 * halfWidth) + 0.03)
        return (cx - w...cx + w, cy - h...cy + h)
    }

    /// A box of the picture around a rectangle of the head's upright frame.
    func box(p: ClosedRange<Float>, q: ClosedRange<Float>) -> (ClosedRange<Float>, ClosedRange<Float>) {
        let corners = [p.lowerBound, p.upperBound].flatMap { p in
            [q.lowerBound, q.upperBound].map { inPicture(p: p, q: $0) }
        }
        let (xs, ys) = (corners.map(\.x), corners.map(\.y))
        return (xs.min()!...xs.max()!, ys.min()!...ys.max()!)
    }
}
