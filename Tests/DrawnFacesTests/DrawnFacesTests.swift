import Datasets
import Graphics
import Tensors
import Testing

@testable import DrawnFaces

@Suite struct DrawnFacesTests {
    private func bytes(_ faces: Faces) -> [Float] { faces.samples.inputTensor.values }

    @Test func sameSeedSameBytesWhateverTheThreads() {
        let one = Threads.with(count: 1) { bytes(Faces.drawn(24, seed: 3)) }
        let two = Threads.with(count: 3) { bytes(Faces.drawn(24, seed: 3)) }
        #expect(one == two)
        #expect(bytes(Faces.drawn(24, seed: 4)) != one)
        // A face does not depend on which others are drawn.
        #expect(bytes(Faces.drawn(8, seed: 3, from: 16)) == Array(one[(16 * 64 * 64 * 3)...]))
    }

    @Test func theEyesAreAtOnePlaceAndLevel() {
        for index in 0..<500 {
            let face = FaceDescription(seed: 7, index: index)
            let head = HeadSurface(face)
            // What the painter finds there is the bridge of the nose, between the eyes.
            let place = head.at(Eight(repeating: 0), Eight(repeating: 0.055))
            #expect(abs(place.u[0]) < 0.03)
            #expect(abs(place.v[0] - HeadSurface.eyeLevel) < 0.03)
            let (left, right) = (head.position(u: -0.2, v: 0), head.position(u: 0.2, v: 0))
            #expect(abs(left.y - right.y) < 0.02)
        }
    }

    @Test func attributesAreThoseOfTheDescriptions() {
        let faces = Faces.drawn(40, seed: 5)
        #expect(faces.attributes == FaceAttribute.allCases.map(\.rawValue))
        for attribute in FaceAttribute.allCases {
            let expected = (0..<40).map { FaceDescription(seed: 5, index: $0)[attribute] }
            #expect(faces.holds(attribute.rawValue) == expected)
        }
        #expect(faces.holds("Young") == nil)
    }

    @Test func attributesAreBalancedAndIndependent() {
        let n = 20_000
        let people = (0..<n).map { FaceDescription(seed: 9, index: $0) }
        let all = FaceAttribute.allCases
        let share = all.map { attribute in Double(people.count { $0[attribute] }) / Double(n) }
        for p in share { #expect(p > 0.08 && p < 0.75) }
        for (i, a) in all.enumerated() {
            for (j, b) in all.enumerated() where i < j && !FaceAttribute.areRelated(a, b) {
                // χ² of the 2 × 2 table with one degree of freedom; 15.1 is exceeded with probability 10⁻⁴.
                let both = Double(people.count { $0[a] && $0[b] }) / Double(n)
                let d = both - share[i] * share[j]
                let χ2 = Double(n) * d * d / (share[i] * (1 - share[i]) * share[j] * (1 - share[j]))
                #expect(χ2 < 15.1, "\(a) and \(b): χ² = \(χ2)")
            }
        }
        // The smile leaves its gap.
        #expect(people.allSatisfy { $0.smile <= 0.3 || $0.smile >= 0.7 })
    }

    @Test func facesAreDistinct() {
        let faces = Faces.drawn(300, seed: 2)
        #expect(Set((0..<300).map { faces.samples.input($0) }).count == 300)
    }

    /// Where the pictures with and without an attribute may differ, in rows of pixels, for an upright head in the middle.
    @Test(arguments: [
        (FaceAttribute.sunglasses, 12..<48), (.eyeglasses, 12..<48), (.wearingHat, 0..<40), (.noBeard, 24..<64),
        (.smiling, 14..<58),
    ])
    func anAttributeChangesOnlyItsOwnPart(_ attribute: FaceAttribute, _ rows: Range<Int>) throws {
        var face = FaceDescription(seed: 11, index: 3)
        (face.x, face.y, face.scale, face.tilt, face.yaw, face.pitch) = (0, 0.05, 1.1, 0, 0, 0)
        (face.eyewear, face.wearsHat, face.hasBeard, face.smile) = (.none, false, false, 0.1)
        let painter = FacePainter()
        let without = painter.image(of: face.with(attribute, false))
        let with = painter.image(of: face.with(attribute, true))
        let changed = (0..<64).filter { y in (0..<64).contains { without[$0, y] != with[$0, y] } }
        #expect(changed.count >= 8)
        #expect(changed.allSatisfy(rows.contains), "rows \(changed)")
        // And the corners, which are background, never change.
        #expect(with[0, 0] == without[0, 0] && with[63, 0] == without[63, 0])
    }

    @Test(arguments: FaceAttribute.allCases)
    func settingAnAttributeSetsIt(_ attribute: FaceAttribute) {
        for index in 0..<50 {
            let face = FaceDescription(seed: 6, index: index)
            #expect(face.with(attribute, true)[attribute])
            #expect(!face.with(attribute, false)[attribute])
            #expect(face.with(attribute, face[attribute]) == face)
        }
    }
}
