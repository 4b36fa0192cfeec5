/// Eight numbers, one for each of eight neighbouring pixels.
public typealias Eight = SIMD8<Float>

/// A square picture that is painted by formulas of position, eight pixels at a time: the counterpart of ``Canvas`` for
/// soft shading by the thousand.
///
/// A layer says for each position which light it sends and how much of what lies beneath it covers. Light is kept
/// linear, as it adds up in nature; `write(into:)` averages blocks of samples (which smooths all edges) and takes the
/// square root, close to sRGB's curve. x and y go from −1 at the left and the top to 1.
public final class SoftRaster {
    /// The picture's side in pixels.
    public let side: Int
    /// Samples on a pixel's side.
    public let oversampling: Int
    /// The distance of neighbouring samples.
    public let step: Float
    @usableFromInline let samples: Int
    @usableFromInline let light: UnsafeMutablePointer<Float>

    /// - Parameters:
    ///   - side: the picture's side in pixels, at least 1.
    ///   - oversampling: samples on a pixel's side, at least 1; `side · oversampling` must be a multiple of 8.
    public init(side: Int, oversampling: Int = 2) {
        precondition(side > 0 && oversampling > 0 && side * oversampling % 8 == 0, "Rows are painted by eights.")
        self.side = side
        self.oversampling = oversampling
        samples = side * oversampling
        step = 2 / Float(samples)
        light = .allocate(capacity: 3 * samples * samples)
        light.initialize(repeating: 0, count: 3 * samples * samples)
    }

    deinit { light.deallocate() }

    /// What a layer adds at eight positions.
    public struct Coat {
        /// The share of what lies beneath that is covered, 0 to 1.
        public var cover: Eight
        public var red: Eight
        public var green: Eight
        public var blue: Eight

        @inlinable @inline(__always)
        public init(cover: Eight, red: Eight, green: Eight, blue: Eight) {
            self.cover = cover
            self.red = red
            self.green = green
            self.blue = blue
        }
    }

    /// Lays a coat over every position of a box; nothing outside changes (up to seven samples at its left and right).
    ///
    /// - Parameters:
    ///   - box: in the raster's coordinates; what lies outside the picture is left out.
    ///   - coat: the coat at eight positions with one y.
    @inlinable @inline(__always)
    public func paint(
        x box: ClosedRange<Float> = -1...1, y rows: ClosedRange<Float> = -1...1,
        _ coat: (_ x: Eight, _ y: Eight) -> Coat
    ) {
        let (left, right) = (index(box.lowerBound) & ~7, index(box.upperBound))
        let (top, bottom) = (index(rows.lowerBound), index(rows.upperBound))
        guard left < right, top < bottom else { return }
        let ramp = Eight(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5)
        let plane = samples * samples
        for row in top..<bottom {
            let y = Eight(repeating: (Float(row) + 0.5) * step - 1)
            for column in stride(from: left, to: right, by: 8) {
                let x = (ramp + Float(column)) * step - 1
                let c = coat(x, y)
                let place = UnsafeMutableRawPointer(light + row * samples + column)
                blend(place, c.red, c.cover)
                blend(place + 4 * plane, c.green, c.cover)
                blend(place + 8 * plane, c.blue, c.cover)
            }
        }
    }

    @inlinable @inline(__always)
    func blend(_ place: UnsafeMutableRawPointer, _ light: Eight, _ cover: Eight) {
        let beneath = place.loadUnaligned(as: Eight.self)
        place.storeBytes(of: beneath.addingProduct(cover, light - beneath), as: Eight.self)
    }

    /// The first sample at or beyond a coordinate, held within the picture.
    @inlinable @inline(__always)
    func index(_ coordinate: Float) -> Int {
        Int(min(max(((coordinate + 1) / step).rounded(.up), 0), Float(samples)))
    }

    /// The picture's bytes: red, green and blue of each pixel, by rows.
    ///
    /// - Parameter bytes: room for `side · side · 3` bytes.
    public func write(into bytes: UnsafeMutablePointer<UInt8>) {
        let (plane, share) = (samples * samples, 1 / Float(oversampling * oversampling))
        for y in 0..<side {
            for x in 0..<side {
                for channel in 0..<3 {
                    let corner = light + channel * plane + y * oversampling * samples + x * oversampling
                    var sum: Float = 0
                    for row in 0..<oversampling {
                        for column in 0..<oversampling { sum += corner[row * samples + column] }
                    }
                    let value = (max(sum * share, 0)).squareRoot() * 255 + 0.5
                    bytes[(y * side + x) * 3 + channel] = UInt8(min(value, 255))
                }
            }
        }
    }
}

// MARK: Shapes and ramps, eight at a time

extension SIMD8<Float> {
    /// The larger of each pair.
    @inlinable @inline(__always)
    public func atLeast(_ bound: Float) -> Eight { replacing(with: bound, where: self .< bound) }

    /// The smaller of each pair.
    @inlinable @inline(__always)
    public func atMost(_ bound: Float) -> Eight { replacing(with: bound, where: self .> bound) }

    /// Held within 0 and 1.
    @inlinable @inline(__always)
    public var unit: Eight { atLeast(0).atMost(1) }

    @inlinable @inline(__always)
    public var magnitudes: Eight { replacing(with: -self, where: self .< 0) }

    @inlinable @inline(__always)
    public var squares: Eight { self * self }

    /// 0 below one bound, 1 above the other, and a cubic with level ends between them. The bounds may be in either order.
    @inlinable @inline(__always)
    public func ramp(_ from: Float, _ to: Float) -> Eight {
        let t = ((self - from) * (1 / (to - from))).unit
        return t * t * (3 - 2 * t)
    }

    /// A soft hill of squared distance: (1 − s)³ for s < 1, 0 beyond.
    @inlinable @inline(__always)
    public var hill: Eight {
        let t = (1 - self).atLeast(0)
        return t * t * t
    }

    /// A mix of two: a for 0, b for 1.
    @inlinable @inline(__always)
    public func mix(_ a: Eight, _ b: Eight) -> Eight { a.addingProduct(self, b - a) }
}
