import Foundation
import Tensors

/// All that there is to know of a drawn face: change a property and draw it again.
///
/// Lengths are in units of half the picture's side, angles in radians. Properties that an absent thing does not need (the
/// rims of a face without glasses) have values all the same, so that the thing can be put on.
public struct FaceDescription: Sendable, Hashable, Codable {
    public enum HairColor: Int, CaseIterable, Sendable, Codable { case black, brown, blond, gray }
    public enum Eyewear: Int, CaseIterable, Sendable, Codable { case none, eyeglasses, sunglasses }
    public enum Hat: Int, CaseIterable, Sendable, Codable { case beanie, cap, fedora }

    // Pose: the head's middle, its turn to the viewer's right, its nod, its lean.
    public var x: Float, y: Float, scale: Float, yaw: Float, pitch: Float, tilt: Float
    // Shape: half width and half height of the head, how far the jaw narrows, how square the outline is.
    public var width: Float, height: Float, taper: Float, squareness: Float
    // Skin: from dark to light; pale skin is lighter than any other; lines of age.
    public var tone: Float, isPale: Bool, blush: Float, age: Float
    // Light: from the left (−1) or the right (1), from below or above, how soft, how warm.
    public var lightX: Float, lightY: Float, softness: Float, warmth: Float
    // Behind and below: two hues, from gray (0) to full (1), with their lightness, a direction; the clothes' colour and neckline.
    public var backgroundHue: Float, backgroundShift: Float, backgroundSaturation: Float
    public var backgroundLight: Float, backgroundAngle: Float
    public var clothesHue: Float, clothesSaturation: Float, clothesLight: Float, neckline: Float
    // Hair.
    public var isBald: Bool, hasBangs: Bool, hairColor: HairColor, shade: Float
    /// From short (0) to long (1); above 0.5 it falls over the ears.
    public var hairLength: Float
    public var volume: Float, parting: Float, hairline: Float, waves: Float
    // Features.
    public var eyeSize: Float, eyeDistance: Float, eyeSlant: Float, iris: Float, gaze: Float
    public var browHeight: Float, browWeight: Float, browArch: Float
    public var noseWidth: Float, noseLength: Float
    public var mouthWidth: Float, lipFullness: Float, lipColor: Float
    /// From earnest (0) to broad (1). The drawn data leave out 0.3 to 0.7; `Smiling` is above 0.5.
    public var smile: Float
    // What is worn.
    public var eyewear: Eyewear, rimSize: Float, rimRoundness: Float, rimColor: Float, lensHue: Float
    public var hasBeard: Bool, beardLength: Float, beardCheek: Float
    public var wearsHat: Bool, hat: Hat, hatHue: Float, hatSaturation: Float, hatLight: Float

    /// A face drawn by lot.
    public init(using random: inout RandomGenerator) {
        func number(_ range: ClosedRange<Float>) -> Float {
            range.lowerBound + (range.upperBound - range.lowerBound) * Float(random.uniform())
        }
        /// Nearer the middle than `number`: the mean of two.
        func middling(_ range: ClosedRange<Float>) -> Float { (number(range) + number(range)) / 2 }
        func happens(_ probability: Double) -> Bool { random.uniform() < probability }
        func one<Value>(of values: [Value]) -> Value { values[random.integer(below: values.count)] }

        (x, y, scale) = (middling(-0.012...0.012), middling(-0.012...0.012), middling(1.04...1.18))
        (yaw, pitch, tilt) = (middling(-0.42...0.42), middling(-0.12...0.14), middling(-0.03...0.03))
        (width, height) = (middling(0.47...0.57), middling(0.64...0.73))
        (taper, squareness) = (number(0.14...0.32), number(0...0.4))
        (tone, isPale, blush, age) = (number(0...1), happens(0.25), number(0...1), number(0...1))
        (lightX, lightY, softness, warmth) = (number(-0.9...0.9), number(0.15...0.8), number(0.3...0.6), number(-1...1))
        (backgroundHue, backgroundShift) = (number(0...1), number(-0.16...0.16))
        (backgroundLight, backgroundAngle) = (number(0.12...0.85), number(0...(2 * .pi)))
        (clothesHue, clothesLight, neckline) = (number(0...1), number(0.08...0.85), number(0...1))
        isBald = happens(0.12)
        hasBangs = happens(0.3)
        hairColor = one(of: [.black, .black, .black, .brown, .brown, .brown, .blond, .blond, .blond, .gray, .gray])
        (shade, hairLength, volume) = (number(0...1), number(0...1), number(0...1))
        (parting, hairline, waves) = (number(-1...1), number(0...1), number(0...1))
        (eyeSize, eyeDistance, eyeSlant) = (middling(0.88...1.18), middling(0.195...0.225), middling(-0.12...0.16))
        (iris, gaze) = (number(0...1), middling(-1...1))
        (browHeight, browWeight, browArch) = (number(0...1), number(0...1), number(0...1))
        (noseWidth, noseLength) = (number(0.85...1.25), number(0...1))
        (mouthWidth, lipFullness, lipColor) = (number(0.145...0.18), number(0...1), number(0...1))
        smile = happens(0.5) ? number(0.7...1) : number(0...0.3)
        let eyewearDraw = random.uniform()
        eyewear = eyewearDraw < 0.25 ? .sunglasses : eyewearDraw < 0.5 ? .eyeglasses : .none
        (rimSize, rimRoundness, rimColor, lensHue) = (number(0...1), number(0...1), number(0...1), number(0...1))
        (hasBeard, beardLength, beardCheek) = (happens(0.3), number(0...1), number(0...1))
        (wearsHat, hat) = (happens(0.2), one(of: Hat.allCases))
        (hatHue, hatLight) = (number(0...1), number(0.1...0.7))
        (backgroundSaturation, clothesSaturation, hatSaturation) = (number(0...0.7), number(0.1...1), number(0.1...1))
        // As in CelebA, pictures are cut out by the eyes, which are level and at one place, but for small errors.
        let eyes = HeadSurface(self).eyes
        (x, y) = (2 * x - eyes.x, 2 * y - eyes.y + Self.eyeLine)
    }

    /// How far below the middle of a picture the eyes are.
    private static let eyeLine: Float = 0.055

    /// The face of a number among those of a seed: the same whichever others are drawn, and in whatever order.
    public init(seed: UInt64, index: Int) {
        var random = RandomGenerator(seed: (seed &+ 0x6661_6365) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index))
        self.init(using: &random)
    }

    /// Whether an attribute holds.
    public subscript(attribute: FaceAttribute) -> Bool {
        get {
            switch attribute {
            case .bald: isBald
            case .bangs: hasBangs && !isBald
            case .blackHair: hairColor == .black && !isBald
            case .blondHair: hairColor == .blond && !isBald
            case .brownHair: hairColor == .brown && !isBald
            case .grayHair: hairColor == .gray && !isBald
            case .eyeglasses: eyewear == .eyeglasses
            case .sunglasses: eyewear == .sunglasses
            case .noBeard: !hasBeard
            case .paleSkin: isPale
            case .smiling: smile > 0.5
            case .wearingHat: wearsHat
            }
        }
        set {
            guard newValue != self[attribute] else { return }
            switch attribute {
            case .bald: isBald = newValue
            case .bangs: (hasBangs, isBald) = (newValue, newValue ? false : isBald)
            case .blackHair: changeHair(to: .black, newValue)
            case .blondHair: changeHair(to: .blond, newValue)
            case .brownHair: changeHair(to: .brown, newValue)
            case .grayHair: changeHair(to: .gray, newValue)
            case .eyeglasses: eyewear = newValue ? .eyeglasses : .none
            case .sunglasses: eyewear = newValue ? .sunglasses : .none
            case .noBeard: hasBeard = !newValue
            case .paleSkin: isPale = newValue
            case .smiling: smile = newValue ? min(smile + 0.7, 1) : max(smile - 0.7, 0)
            case .wearingHat: wearsHat = newValue
            }
        }
    }

    /// A head that gives up a colour gets brown hair, or black if brown was the colour.
    private mutating func changeHair(to color: HairColor, _ holds: Bool) {
        hairColor = holds ? color : color == .brown ? .black : .brown
        if holds { isBald = false }
    }

    /// The same face with an attribute set.
    public func with(_ attribute: FaceAttribute, _ value: Bool = true) -> FaceDescription {
        var face = self
        face[attribute] = value
        return face
    }
}
