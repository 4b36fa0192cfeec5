import Tensors

extension PCA {
    /// What codes of every size lose: `reconstructionError` of the samples for the first 0, 1, 2, …, k components, k + 1 numbers.
    ///
    /// One pass for all of them: as the components are orthonormal, ‖x̂ − x‖² = ‖x − μ‖² − z₁² − … − zₘ² for the first m.
    ///
    /// - Throws: `ShapeError` if the samples do not have d numbers.
    public func reconstructionErrors(of samples: Samples) throws -> [Double] {
        var sum = 0.0
        var squares = [Double](repeating: 0, count: count)
        for start in stride(from: 0, to: samples.count, by: 2048) {
            let part = start..<min(start + 2048, samples.count)
            let x = samples.inputs(part).viewed(as: [part.count, samples.sampleShape.elementCount])
            let z = try transform(x)
            x.withUnsafeBufferPointer { x in
                mean.withUnsafeBufferPointer { μ in
                    for i in 0..<x.count {
                        let e = Double(x[i] - μ[i % μ.count])
                        sum += e * e
                    }
                }
            }
            z.withUnsafeBufferPointer { z in
                for i in 0..<part.count {
                    for j in 0..<count { squares[j] += Double(z[i * count + j] * z[i * count + j]) }
                }
            }
        }
        let n = Double(samples.count)
        var errors = [sum / n]
        for square in squares { errors.append(max(0, errors[errors.count - 1] - square / n)) }
        return errors
    }
}
