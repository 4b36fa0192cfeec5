extension FacePainter {
    /// Eyeglasses or sunglasses: two rims, the bridge, the temples, and lenses clear or dark.
    func paintEyewear() {
        let dark = face.eyewear == .sunglasses
        let size = 0.94 + 0.16 * face.rimSize
        let (w, h) = ((dark ? 0.178 : 0.168) * size, (dark ? 0.135 : 0.122) * size)
        let (centre, level) = (max(face.eyeDistance, w + 0.030), Float(-0.008))
        let rim = colors.rim * (colors.ambient + colors.key * 0.6)
        let lens = colors.lens
        let round = face.rimRoundness
        let thickness: Float = dark ? 0.020 : 0.0215
        let sharp = face.scale / raster.step
        let lift: Float = 1.05  // before the face
        let (xs, ys) = head.box(p: -head.a * 1.1...head.a * 1.1, q: -0.32...0.32)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y, growX: lift, growY: lift)
            let side: Eight = place.u.magnitudes
            let (du, dv) = ((side - centre) * (1 / w), (place.v - level) * (1 / h))
            let (du2, dv2) = (du.squares, dv.squares)
            // Between an ellipse and a rounded rectangle.
            let square: Eight = (du2 * du2 + dv2 * dv2).squareRoot()
            let radius: Eight = (Eight(repeating: round).mix(square, du2 + dv2)).squareRoot()
            let distance = (radius - 1) * h  // from the lens's border, positive outside
            let inLens: Eight = (0.5 - distance * sharp).unit
            let frame: Eight = ((thickness - (distance - 0.5 * thickness).magnitudes) * sharp + 0.3).unit
            let height: Eight = place.v - level
            let bridge: Eight = ((0.016 - (height + 0.035 + side * 0.2).magnitudes) * sharp + 0.5).unit
            let between: Eight = (0.5 - (side - centre + w * 0.9) * sharp).unit
            let temple: Eight = ((0.017 - (height + 0.045).magnitudes) * sharp + 0.5).unit
            let beside: Eight = ((side - centre - w * 0.94) * sharp + 0.5).unit * (place.s - 1).ramp(0.02, -0.02)
            let bars: Eight = (bridge * between + temple * beside).unit
            let worn: Eight = frame.replacing(with: bars, where: bars .> frame)
            // A streak of light across each lens.
            let slant: Eight = du + dv * 0.7
            let streak: Eight = ((slant + 0.28).squares * 9).hill * (dark ? 0.16 : 0.22) * (1 - 0.5 * dv)
            let veil: Eight = dark ? Eight(repeating: 0.965) - 0.07 * (dv + 0.2).unit : 0.05 + streak
            let glow: Eight = dark ? streak * 0.55 + 0.02 * (dv + 1).unit : Eight(repeating: 0.85)
            let through = inLens * veil
            let cover = worn + (1 - worn) * through
            @inline(__always) func shade(_ glass: Float, _ rim: Float) -> Eight {
                let inside = dark ? glass + glow : glow
                let upper = rim * (1.15 - 0.4 * dv)
                return (worn * upper + (1 - worn) * through * inside) / cover.atLeast(0.0001)
            }
            return SoftRaster.Coat(
                cover: cover, red: shade(lens.x, rim.x), green: shade(lens.y, rim.y), blue: shade(lens.z, rim.z))
        }
    }

    /// A hat over the upper head, larger than any hair: a knitted cap with a cuff, a cap with a visor, or a brimmed hat.
    func paintHat() {
        let (cloth, band, key, ambient, sun) = (colors.hat, colors.hatBand, colors.key, colors.ambient, sun)
        let kind = face.hat
        let (growX, growY): (Float, Float) = kind == .fedora ? (1.15, 1.24) : (1.19, kind == .beanie ? 1.26 : 1.20)
        let edge: Float = kind == .fedora ? -0.45 : kind == .cap ? -0.44 : -0.36
        let (sharp, radius) = (face.scale / raster.step, 0.5 * head.a * face.scale / raster.step)
        let (a, b) = (head.a, head.b)
        let turn = face.yaw * 0.55
        let brim: (w: Float, h: Float, q: Float) =
            kind == .fedora ? (0.86, 0.12, edge + 0.05) : (0.50, 0.105, edge + 0.05)
        let (xs, ys) = head.box(p: -1...1, q: -b * growY...0)
        raster.paint(x: xs, y: ys) { x, y in
            let place = head.at(x, y, growX: growX, growY: growY)
            let X: Eight = place.p * (1 / (a * growX))
            let s: Eight = kind == .fedora ? X.squares + place.Y.squares * place.Y.squares : X.squares + place.Y.squares
            // The edge bends around the head.
            let line: Eight = edge + (kind == .beanie ? 0.10 : 0.06) * X.squares
            let above: Eight = ((line - place.q) * sharp + 0.5).unit
            let dome: Eight = ((1 - s) * radius + 0.5).unit * above
            let Z: Eight = (1 - s).atLeast(0).squareRoot()
            let cosine: Eight = (X * sun.x + place.Y * sun.y + Z * sun.z).unit
            var lit = 0.18 + 0.82 * cosine
            var cover = dome
            var share = Eight.zero  // of the band's colour
            switch kind {
            case .beanie:
                let rib = X * 7 + place.u * 3
                let knit: Eight = (rib - rib.rounded(.toNearestOrEven)).magnitudes
                let cuff: Eight = ((place.q - line + 0.15) * sharp + 0.5).unit
                let crease: Eight = ((place.q - line + 0.165).squares * 2500).hill
                lit *= (0.82 + 0.36 * knit) * (1 + 0.22 * cuff)
                lit *= 1 - 0.4 * crease
                share = cuff * 0.35
            case .cap:
                let seam: Eight = ((X - turn).squares * 700).hill
                lit *= 1 - 0.25 * seam
                let (du, dv) = ((place.p - turn * 0.5) * (1 / brim.w), (place.q - brim.q) * (1 / brim.h))
                let visor: Eight = du.squares + (dv - 0.35 * (1 - du.squares)).squares
                let inVisor: Eight = ((1 - visor) * (0.5 * brim.h * sharp) + 0.5).unit
                let shade: Eight = (0.50 - 0.30 * dv).unit + 0.12
                lit = inVisor.mix(lit, shade)
                cover = cover.replacing(with: inVisor, where: inVisor .> cover)
                share = (1 - inVisor) * ((X - turn).squares * 30 + (place.q + 0.58).squares * 60).hill * 0.8
            case .fedora:
                let ribbon: Eight = ((place.q - line + 0.13) * sharp + 0.5).unit
                share = ribbon
                let dent: Eight = (((X - turn * 0.5).squares * 9) + (place.Y + 1.0).squares * 20).hill
                lit *= 1 - 0.35 * dent
                let du: Eight = (place.p - turn * 0.3) * (1 / brim.w)
                let dv: Eight = (place.q - brim.q - 0.05 * du.squares * -1) * (1 / brim.h)
                let ring: Eight = du.squares + dv.squares
                let inBrim: Eight = ((1 - ring) * (0.5 * brim.h * sharp) + 0.5).unit
                let front: Eight = inBrim * ((place.q - line + 0.035) * sharp + 0.5).unit
                lit = front.mix(lit, (0.58 - 0.38 * dv).unit + 0.08)
                share *= 1 - front
                let behind = inBrim * (1 - above)
                let whole: Eight = front.replacing(with: behind, where: behind .> front)
                cover = cover.replacing(with: whole, where: whole .> cover)
            }
            return SoftRaster.Coat(
                cover: cover,
                red: share.mix(.init(repeating: cloth.x), .init(repeating: band.x)) * (ambient.x + key.x * lit),
                green: share.mix(.init(repeating: cloth.y), .init(repeating: band.y)) * (ambient.y + key.y * lit),
                blue: share.mix(.init(repeating: cloth.z), .init(repeating: band.z)) * (ambient.z + key.z * lit))
        }
    }
}
