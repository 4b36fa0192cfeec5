extension FacePainter {
    /// An eye: the white between two lids, the iris with its dark rim, pupil and catch light, lashes and the lid's fold.
    func paintEye(_ side: Float) {
        let (skin, irisColor) = (colors.skin, colors.iris)
        let size = face.eyeSize
        let (w, centre) = (0.108 * size, side * head.eyeDistance)
        // A smile pushes the lower lid up; age lowers the upper one.
        let upper = 0.058 * size * (1 - 0.12 * face.smile - 0.12 * face.age)
        let lower = 0.046 * size * (1 - 0.42 * face.smile)
        let level = HeadSurface.eyeLevel
        let look = 0.022 * face.gaze + 0.02 * face.yaw
        let lidLine: Float = 0.015
        let glint = 0.018 * (sun.x < 0 ? -1 : 1) as Float
        let sharp = face.scale / raster.step
        let light = (colors.ambient + colors.key * 0.75)
        let lid = skin * light * 0.72
        let lash = Light(0.010, 0.006, 0.005)
        let (xs, ys) = head.box(u: centre, v: level, halfWidth: w * 1.25, halfHeight: 0.13)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let du: Eight = (place.u - centre) * side  // outwards
            let dv: Eight = place.v - level + du * face.eyeSlant
            let t: Eight = du * (1 / w)
            let arch = (1 - t * t)
            // The lids' highest point is a little towards the nose.
            let top = -upper * arch * (1 - 0.18 * t)
            let bottom = lower * arch * (1 + 0.12 * t)
            let inTop: Eight = (dv - top) * sharp
            let inBottom = (bottom - dv) * sharp
            let open: Eight = (inTop.replacing(with: inBottom, where: inBottom .< inTop) + 0.5).unit
            // White, in the upper lid's shadow, rosy towards the nose.
            let underLid: Eight = (1 - (dv - top) * (1 / 0.035)).unit
            let shadow: Eight = 1 - 0.45 * underLid - 0.16 * t.squares
            let rosy: Eight = (t + 0.35).ramp(0, -0.7)
            var r = (0.80 - 0.04 * rosy) * shadow * light.x
            var g = (0.78 - 0.28 * rosy) * shadow * light.y
            var b = (0.78 - 0.28 * rosy) * shadow * light.z
            // Iris.
            let radius = 0.050 * size
            let (iu, iv) = (du - look * side, dv + 0.004)
            let distance: Eight = (iu.squares + iv.squares).squareRoot()
            let inIris: Eight = ((radius - distance) * sharp + 0.5).unit
            let depth = distance * (1 / radius)
            let tint: Eight = (1 - 0.75 * depth.ramp(0.70, 1.0)) * (0.9 + 0.5 * iv * (1 / radius)) * shadow
            let dark: Eight = 1 - ((0.020 * size - distance) * sharp + 0.5).unit
            r = inIris.mix(r, irisColor.x * tint * dark * 1.25 + 0.004)
            g = inIris.mix(g, irisColor.y * tint * dark * 1.25 + 0.004)
            b = inIris.mix(b, irisColor.z * tint * dark * 1.25 + 0.004)
            let spark: Eight = ((iu * side - glint).squares + (iv + 0.018).squares)
            let catchLight: Eight = (1 - spark * (1 / 0.00036)).unit * 0.95 * inIris
            r = catchLight.mix(r, Eight(repeating: 0.95))
            g = catchLight.mix(g, Eight(repeating: 0.95))
            b = catchLight.mix(b, Eight(repeating: 0.95))
            // Lashes: a line along the upper lid, thicker outwards; a faint one below; the fold above.
            let ends: Eight = (1.16 - t.magnitudes).ramp(0, 0.16)
            let reach: Eight = lidLine * (0.75 + 0.35 * t)
            let upperLine: Eight = ((reach - (dv - top + 0.004).magnitudes) * sharp + 0.5).unit * (ends * 0.92)
            let lowerLine: Eight = ((0.005 - (dv - bottom).magnitudes) * sharp + 0.55).unit * ends * 0.35
            let crease: Eight = ((dv - top + 0.034).squares * 4500).hill * ends * 0.5
            let drawn: Eight = open.replacing(with: 1, where: open .> 1)
            // From beneath: the fold, the eye, the lines.
            r = drawn.mix(Eight(repeating: lid.x), r)
            g = drawn.mix(Eight(repeating: lid.y), g)
            b = drawn.mix(Eight(repeating: lid.z), b)
            let ink: Eight = (upperLine + lowerLine).unit
            r = ink.mix(r, Eight(repeating: lash.x))
            g = ink.mix(g, Eight(repeating: lash.y))
            b = ink.mix(b, Eight(repeating: lash.z))
            let below = drawn + (1 - drawn) * crease
            return SoftRaster.Coat(cover: (below + ink).unit, red: r, green: g, blue: b)
        }
    }

    /// A brow: a tapering stroke along an arch.
    func paintBrow(_ side: Float) {
        let ink = colors.brows * (colors.ambient + colors.key * 0.5)
        let centre = side * (face.eyeDistance + 0.012)
        let level = -0.150 - 0.03 * face.browHeight - 0.012 * face.smile
        let (length, thickness) = (Float(0.135), 0.014 + 0.014 * face.browWeight)
        let arch = 0.020 + 0.024 * face.browArch
        let sharp = face.scale / raster.step
        let (xs, ys) = head.box(u: centre, v: level, halfWidth: length * 1.1, halfHeight: 0.09)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let t: Eight = (place.u - centre) * (side / length)
            let middle: Eight = arch * (t - 0.25).squares + level - 0.012 * (1 - t * t) + 0.010 * t
            let width: Eight = thickness * (1.0 - 0.45 * (t + 0.2).atLeast(0)) * (1.08 - t.magnitudes).ramp(0, 0.25)
            let cover: Eight = ((width - (place.v - middle).magnitudes) * (0.55 * sharp) + 0.42).unit * 0.86
            return SoftRaster.Coat(
                cover: cover, red: .init(repeating: ink.x), green: .init(repeating: ink.y),
                blue: .init(repeating: ink.z))
        }
    }

    func paintNostrils() {
        let level = 0.235 + 0.05 * face.noseLength + 0.050
        let width = face.noseWidth
        let shade = colors.skin * Light(0.30, 0.17, 0.14)
        let (xs, ys) = head.box(u: 0, v: level, halfWidth: 0.14, halfHeight: 0.06)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let side: Eight = place.u.magnitudes
            let hole: Eight = ((side - 0.045 * width).squares * 1500 + (place.v - level).squares * 3600).hill
            return SoftRaster.Coat(
                cover: hole * 0.8, red: .init(repeating: shade.x), green: .init(repeating: shade.y),
                blue: .init(repeating: shade.z))
        }
    }

    /// The mouth's height at its middle.
    private var mouthLevel: Float { 0.425 + 0.02 * face.noseLength }

    /// Dimples and the soft shadow around the corners of a smiling mouth.
    func paintMouthShadow() {
        let (w, level) = (face.mouthWidth + 0.055 * face.smile, mouthLevel - 0.035 * face.smile)
        let strength = 0.10 + 0.30 * face.smile
        let shade = colors.skin * Light(0.34, 0.22, 0.18)
        let (xs, ys) = head.box(u: 0, v: level, halfWidth: w + 0.12, halfHeight: 0.12)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let corner: Eight = (place.u.magnitudes - w - 0.012).squares * 700 + (place.v - level).squares * 420
            return SoftRaster.Coat(
                cover: corner.hill * strength, red: .init(repeating: shade.x), green: .init(repeating: shade.y),
                blue: .init(repeating: shade.z))
        }
    }

    /// The mouth: two lips whose line bends upwards with the smile, and teeth when it opens.
    func paintMouth() {
        let smile = face.smile
        let level = mouthLevel
        let w = face.mouthWidth + 0.055 * smile
        // Corners below the middle for an earnest mouth, above it for a smile.
        let bend = 0.088 * smile - 0.014
        let opening = 0.072 * max(0, smile - 0.35) / 0.65
        let fullness = 0.75 + 0.5 * face.lipFullness
        let (upper, lower) = (0.036 * fullness * (1 - 0.30 * smile), 0.050 * fullness * (1 - 0.22 * smile))
        let sharp = face.scale / raster.step
        let light = colors.ambient + colors.key * 0.72
        let lip = colors.lips * light
        let toothLight = light * Light(0.86, 0.83, 0.76)
        let (xs, ys) = head.box(u: 0, v: level, halfWidth: w * 1.15, halfHeight: 0.17)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y)
            let t: Eight = place.u * (1 / w)
            let arch = (1 - t * t).atLeast(-0.3)
            let line = level + bend * (0.45 - t * t)
            let teethTop = line - opening * 0.30 * arch
            let teethBottom = line + opening * 0.85 * arch
            // Cupid's bow: the upper lip dips in the middle.
            let bow: Eight = 1 - 0.22 * (t.squares * 14).hill
            let top = teethTop - upper * arch * bow
            let bottom: Eight = teethBottom + lower * arch * (1.1 - 0.35 * t.squares)
            let v: Eight = place.v
            @inline(__always) func within(_ low: Eight, _ high: Eight, _ soft: Float) -> Eight {
                let (a, b) = ((v - low) * (sharp * soft), (high - v) * (sharp * soft))
                return (a.replacing(with: b, where: b .< a) + 0.5).unit
            }
            let lips: Eight = within(top, bottom, 0.8)
            // The upper lip turns away from the light, the lower one catches it.
            let depth: Eight = (v - teethBottom) * (1 / lower)
            let shine: Eight = ((depth - 0.42).squares * 5 + t.squares * 3.2).hill
            let isLower: Eight = ((v - line) * sharp + 0.5).unit
            let tone: Eight = isLower.mix(Eight(repeating: 0.74), 0.94 + 0.45 * shine)
            var (r, g, b) = (lip.x * tone, lip.y * tone, lip.z * tone)
            r += 0.05 * shine * isLower
            g += 0.04 * shine * isLower
            b += 0.04 * shine * isLower
            // Between the lips: dark, with teeth that fade towards the corners.
            let gap: Eight = within(teethTop - 0.006, teethBottom + 0.006, 1)
            let teeth: Eight = within(teethTop + 0.001, teethBottom - opening * 0.16, 1) * (opening > 0.006 ? 1 : 0)
            let t2: Eight = t.squares
            let lipShadow: Eight = (1 - (v - teethTop) * 40).unit
            let fade: Eight = (1 - 0.55 * t2 - 0.25 * t2.squares) * (1 - 0.3 * lipShadow)
            r = gap.mix(r, Eight(repeating: 0.035 * light.x))
            g = gap.mix(g, Eight(repeating: 0.008 * light.y))
            b = gap.mix(b, Eight(repeating: 0.008 * light.z))
            r = teeth.mix(r, toothLight.x * fade)
            g = teeth.mix(g, toothLight.y * fade)
            b = teeth.mix(b, toothLight.z * fade)
            let ends: Eight = ((1.04 - t.magnitudes) * (w * sharp)).unit
            return SoftRaster.Coat(cover: (lips + gap).unit * ends, red: r, green: g, blue: b)
        }
    }
}
