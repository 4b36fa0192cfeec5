extension VectorKernels {
    /// ‖y − t‖², and if wanted α (y − t), in one pass: in eight Float lanes within blocks, the blocks in Double.
    public static func squaredDistance(
        _ y: UnsafeBufferPointer<Float>, _ t: UnsafeBufferPointer<Float>,
        difference: UnsafeMutableBufferPointer<Float>?,
        times α: Float
    ) -> Double {
        guard let y0 = y.baseAddress, let t0 = t.baseAddress else { return 0 }
        let g = difference?.baseAddress
        var sum = 0.0
        for start in stride(from: 0, to: y.count, by: 512) {
            let end = min(start + 512, y.count)
            let whole = start + (end - start) & ~7
            var squares = SIMD8<Float>.zero
            for i in stride(from: start, to: whole, by: 8) {
                let e = load(y0 + i) - load(t0 + i)
                squares += e * e
                if let g { store(α * e, g + i) }
            }
            var rest: Float = 0
            for i in whole..<end {
                let e = y0[i] - t0[i]
                rest += e * e
                g?[i] = α * e
            }
            sum += Double(squares.sum() + rest)
        }
        return sum
    }
}
