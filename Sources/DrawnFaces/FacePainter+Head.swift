extension FacePainter {
    /// The skin of the head under the light: an ellipsoid with hills and hollows for nose, cheeks, brows, sockets, lips and
    /// chin, whose slopes tilt the surface's normal.
    func paintHead() {
        let (skin, key, ambient, sun) = (colors.skin, colors.key, colors.ambient, sun)
        let face = face
        let (noseWidth, noseTip) = (face.noseWidth, 0.235 + 0.05 * face.noseLength)
        let (cheekHill, eye) = (0.035 + 0.022 * face.smile, face.eyeDistance)
        let blush = 0.10 + 0.22 * face.blush
        let furrow = 0.34 * max(0, face.age - 0.45)
        let lines = 0.10 + 0.22 * face.smile + 0.24 * face.age
        let gloss: Float = face.isPale ? 0.05 : 0.085
        // Halfway between the light and the viewer, where gloss is seen.
        let between = sun + Light(0, 0, 1)
        let half = between / (between * between).sum().squareRoot()
        let shade: Float = face.isBald && !face.wearsHat ? 0 : 0.5
        let hairEdge = HairShape(face)
        let sharpness = 0.5 * head.a * face.scale / raster.step
        let (xs, ys) = head.box(p: -head.a * 1.02...head.a * 1.02, q: -head.b * 1.02...head.b * 1.02)

        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let (u, v) = (place.u, place.v)
            let side: Eight = u.magnitudes
            let sign: Eight = Eight(repeating: 1).replacing(with: -1, where: u .< 0)

            // Slopes of the hills: A (1 − r²)³ has the gradient −6 A (1 − r²)² (du/a², dv/b²).
            var (slopeU, slopeV) = (Eight.zero, Eight.zero)
            @inline(__always) func hill(
                _ height: Float, _ du: Eight, _ dv: Eight, _ a: Float, _ b: Float, mirrored: Bool = false
            ) {
                let (ru, rv) = (du * (1 / a), dv * (1 / b))
                let rest = (1 - ru * ru - rv * rv).atLeast(0)
                let steep = rest * rest * (-6 * height)
                slopeU += steep * ru * (1 / a) * (mirrored ? sign : Eight(repeating: 1))
                slopeV += steep * rv * (1 / b)
            }
            hill(0.060, u, v - 0.09, 0.075 * noseWidth, 0.30)
            hill(0.055, u, v - noseTip, 0.105 * noseWidth, 0.10)
            hill(0.022, side - 0.078 * noseWidth, v - noseTip - 0.012, 0.06, 0.06, mirrored: true)
            hill(-0.040, side - eye, v + 0.02, 0.16, 0.11, mirrored: true)
            hill(cheekHill, side - 0.25, v - 0.20, 0.21, 0.19, mirrored: true)
            hill(0.018, side - 0.17, v + 0.19, 0.26, 0.10, mirrored: true)
            hill(0.022, u, v - 0.43, 0.22, 0.12)
            hill(-0.014, u, v - 0.525, 0.15, 0.05)
            hill(0.030, u, v - 0.61, 0.17, 0.11)

            let (nx, ny) = (place.X - slopeU, place.Y - slopeV)
            let nz: Eight = place.Z + 0.18
            let scale: Eight = 1 / (nx * nx + ny * ny + nz * nz).squareRoot()
            let cosine = (nx * sun.x + ny * sun.y + nz * sun.z) * scale
            // Light goes a little way through skin, red farthest: the border of the shadow is soft and warm.
            let red: Eight = ((cosine + 0.36) * (1 / 1.36)).unit
            let green: Eight = ((cosine + 0.24) * (1 / 1.24)).unit
            let blue: Eight = ((cosine + 0.20) * (1 / 1.20)).unit
            let sky = 0.86 - 0.20 * ny * scale
            let mirror: Eight = ((nx * half.x + ny * half.y + nz * half.z) * scale).unit
            let m4: Eight = mirror.squares.squares
            let shine: Eight = m4.squares.squares * m4 * gloss

            // Where light has little access: sockets, beside and below the nose, under the lip, at the outline, under hair.
            var open = Eight(repeating: 1)
            @inline(__always) func darken(_ strength: Float, _ du: Eight, _ dv: Eight, _ a: Float, _ b: Float) {
                let (ru, rv): (Eight, Eight) = (du * (1 / a), dv * (1 / b))
                open *= 1 - strength * (ru * ru + rv * rv).hill
            }
            darken(0.28, side - eye, v + 0.045, 0.158, 0.095)
            darken(0.42, u, v - noseTip - 0.085, 0.12 * noseWidth, 0.049)
            darken(0.20, side - 0.115 * noseWidth, v - noseTip, 0.049, 0.12)
            darken(0.22, u, v - 0.535, 0.141, 0.038)
            open *= 1 - 0.30 * (place.s - 0.55).atLeast(0)
            // From the nose to the corners of the mouth, deeper in a smile and with age.
            let fold = side - 0.115 - 0.52 * (v - 0.27)
            let along: Eight = v.ramp(0.25, 0.32) * v.ramp(0.52, 0.44)
            open *= 1 - lines * along * (fold.squares * 1300).hill
            // Lines of age: below the eyes and across the forehead.
            darken(0.30 * face.age, side - eye, v - 0.085, 0.12, 0.02)
            darken(furrow, u, v + 0.30, 0.30, 0.0145)
            darken(furrow, u, v + 0.375, 0.30, 0.0145)
            // The shadow of hair and hat.
            if face.wearsHat { open *= 1 - 0.5 * (v + 0.36).ramp(0.16, -0.05) }
            if shade > 0 && !face.isBald { open *= 1 - shade * hairEdge.opening(u, v).ramp(0.62, 1.06) }

            let cheek: Eight = (side - 0.27).squares * 22 + (v - 0.19).squares * 30
            let nose: Eight = u.squares * 90 + (v - noseTip).squares * 110
            let rosy: Eight = cheek.hill * blush + nose.hill * (blush * 0.5)
            let r: Eight = skin.x * (ambient.x * sky + key.x * red) * open
            let g: Eight = skin.y * (ambient.y * sky + key.y * green) * open * (0.93 + 0.07 * open)
            let b: Eight = skin.z * (ambient.z * sky + key.z * blue) * open * (0.90 + 0.10 * open)
            return SoftRaster.Coat(
                cover: ((1 - place.s) * sharpness + 0.5).unit, red: r + shine, green: g * (1 - 0.42 * rosy) + shine,
                blue: b * (1 - 0.38 * rosy) + shine)
        }
    }

    /// A beard lies over jaw, chin and upper lip, a little beyond the head's outline.
    func paintBeard() {
        let (hair, key, ambient, sun) = (colors.beard, colors.key, colors.ambient, sun)
        let (growX, growY) = (1.02 + 0.05 * face.beardLength, 1.03 + 0.11 * face.beardLength)
        let cheek = 0.90 + 0.12 * face.beardCheek
        let sharpness = 0.5 * head.a * face.scale / raster.step
        let (xs, ys) = head.box(p: -head.a * growX...head.a * growX, q: 0...head.b * growY)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y, growX: growX, growY: growY)
            let (u, v) = (place.u, place.v)
            let side: Eight = u.magnitudes
            // Its upper border falls from under the nose to the corners of the mouth and rises to the ears.
            let inner = 0.335 + 0.42 * side
            let outer = cheek - 1.75 * side
            let border: Eight = inner.replacing(with: outer, where: outer .< inner)
            let ragged = (side * 31 + v * 17)
            let strand: Eight = (ragged - ragged.rounded(.toNearestOrEven)).magnitudes
            let cover: Eight = (v - border + 0.03 * strand).ramp(-0.035, 0.045)
            let cosine: Eight = (place.X * sun.x + place.Y * sun.y + (place.Z + 0.15) * sun.z).unit
            let lit = (0.25 + 0.75 * cosine) * (0.80 + 0.4 * strand)
            let edge: Eight = ((1 - place.s) * sharpness + 0.5).unit
            return SoftRaster.Coat(
                cover: cover * edge * 0.96, red: hair.x * (ambient.x + key.x * lit) + 0.004,
                green: hair.y * (ambient.y + key.y * lit) + 0.004, blue: hair.z * (ambient.z + key.z * lit) + 0.004)
        }
    }
}
