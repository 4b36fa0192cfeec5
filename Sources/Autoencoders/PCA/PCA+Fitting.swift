import Tensors

extension PCA {
    /// How the components are found. All find the same, up to rounding.
    public enum Solver: String, Sendable, CaseIterable {
        /// Eigenvectors of the covariance, d × d (`SymmetricEigen`). The cost is n d² for the covariance and some d³ for the eigenvectors.
        case covariance
        /// Right singular vectors of the centred samples, n × d, without a covariance: those of the factor R of their QR
        /// decomposition (`TriangularFactor`). Twice the cost, but small variances keep their digits: what is below
        /// 10⁻¹⁶ of the largest variance drowns in the covariance's rounding.
        case singularValues
        /// For fewer samples than dimensions: eigenvectors v of the samples' inner products, n × n; each gives a component Xᵀv.
        /// The cost is n² d.
        case gram
        /// Power iteration with deflation on the covariance (`PowerIteration`): for teaching, and for few components.
        case powerIteration
    }

    /// The principal components of the rows of a matrix.
    ///
    /// - Parameters:
    ///   - samples: n × d.
    ///   - count: k, at most d and at most n − 1; as many if not given.
    ///   - solver: the way; if not given, `gram` for fewer samples than dimensions and else `covariance`.
    ///   - powerIteration: the settings of that solver.
    /// - Throws: `PCAError` for too few samples, a wrong number of components, numbers that are not finite, or power iteration
    ///   without success; `LinearAlgebraError` if no eigenvectors are found.
    public init(
        _ samples: Tensor, components count: Int? = nil, solver: Solver? = nil,
        powerIteration: PowerIteration = PowerIteration()
    ) throws {
        try self.init(SampleRows(samples), count, solver, powerIteration) { try Covariance(samples) }
    }

    /// The principal components of the inputs of samples, bytes 0 … 255 as 0 … 1, read in place.
    ///
    /// - Parameters: as above.
    /// - Throws: as above.
    public init(
        _ samples: Samples, components count: Int? = nil, solver: Solver? = nil,
        powerIteration: PowerIteration = PowerIteration()
    ) throws {
        try self.init(SampleRows(samples), count, solver, powerIteration) { try Covariance(samples) }
    }

    /// The principal components of samples of which only the covariance is known.
    ///
    /// - Throws: `PCAError`, `LinearAlgebraError` as above.
    public init(_ covariance: Covariance, components count: Int? = nil) throws {
        let k = try Self.checked(count, samples: covariance.count, dimension: covariance.dimension)
        let eigen = try SymmetricEigen(covariance.matrix, order: covariance.dimension)
        self.init(
            mean: covariance.mean, directions: eigen.preciseVectors, variances: Array(eigen.values[0..<k]),
            total: covariance.total, samples: covariance.count)
    }

    private init(
        _ rows: SampleRows, _ wanted: Int?, _ solver: Solver?, _ power: PowerIteration,
        covariance: () throws -> Covariance
    ) throws {
        let k = try Self.checked(wanted, samples: rows.count, dimension: rows.dimension)
        switch solver ?? (rows.count < rows.dimension ? .gram : .covariance) {
        case .covariance: try self.init(covariance(), components: k)
        case .singularValues: try self.init(singularValuesOf: rows, k)
        case .gram: try self.init(gramOf: rows, k)
        case .powerIteration: try self.init(powerIteration: power, covariance(), k)
        }
    }

    private static func checked(_ wanted: Int?, samples n: Int, dimension d: Int) throws -> Int {
        guard n > 0, d > 0 else { throw PCAError.noSamples }
        guard n > 1 else { throw PCAError.oneSample }
        let k = wanted ?? min(d, n - 1)
        guard k > 0 else { throw PCAError.noComponents(wanted: k) }
        guard k <= min(d, n - 1) else { throw PCAError.tooManyComponents(wanted: k, samples: n, dimension: d) }
        return k
    }

    /// The first directions, by rows, with their signs settled. Rounding may have made variances of 0 negative.
    private init(mean: [Double], directions: [Double], variances: [Double], total: Double, samples: Int) {
        let d = mean.count
        var u = Array(directions[0..<variances.count * d])
        for j in 0..<variances.count where SignConvention.factor(u[j * d..<(j + 1) * d]) < 0 {
            for i in j * d..<(j + 1) * d { u[i].negate() }
        }
        self.init(
            mean: mean, components: u, variances: variances.map { max(0, $0) }, totalVariance: total,
            sampleCount: samples)
    }

    // MARK: Three more ways

    private init(powerIteration: PowerIteration, _ covariance: Covariance, _ k: Int) throws {
        var random = RandomGenerator(seed: 1)
        let pairs = try powerIteration.pairs(of: covariance.matrix, count: k, using: &random)
        // Where nothing varies any more, the vectors found are any.
        var u = pairs.flatMap(\.vector)
        OrthonormalBasis.orthonormalise(&u, dimension: covariance.dimension, completing: true)
        self.init(
            mean: covariance.mean, directions: u, variances: pairs.map(\.value), total: covariance.total,
            samples: covariance.count)
    }

    /// With X = Q R and R = U′ S Vᵀ, X = (Q U′) S Vᵀ: the right singular vectors of R are those of X, and λ = s²/n.
    private init(singularValuesOf rows: SampleRows, _ k: Int) throws {
        let (n, d) = (rows.count, rows.dimension)
        let mean = try rows.mean()
        // Two halves at once; that their number does not depend on the threads keeps the result the same.
        var halves = [TriangularFactor](repeating: TriangularFactor(order: d), count: 2)
        try halves.withUnsafeMutableBufferPointer { halves in
            var errors: [(any Error)?] = [nil, nil]
            errors.withUnsafeMutableBufferPointer { errors in
                parallel(2) { _, parts in
                    for half in parts {
                        do {
                            try rows.forEachBlock(
                                centredBy: mean, size: 4 * max(d, 64),
                                in: Threads.range(ofPart: half, outOf: 2, count: n)
                            ) { block, _ in
                                try halves[half].append(rows: block)
                            }
                        } catch { errors[half] = error }
                    }
                }
            }
            for case let error? in errors { throw error }
        }
        try halves[1].elements.withUnsafeBufferPointer { try halves[0].append(rows: $0) }
        let svd = try SingularValues(halves[0].elements, rows: d, columns: d)
        let variances = svd.values.map { $0 * $0 / Double(n) }
        self.init(
            mean: mean, directions: svd.preciseRight, variances: Array(variances[0..<k]),
            total: variances.reduce(0, +), samples: n)
    }

    /// If 1/n X Xᵀ v = λ v, then 1/n XᵀX (Xᵀv) = λ (Xᵀv): each eigenvector of the n × n matrix of inner products gives one of the
    /// covariance, of the length √(nλ).
    private init(gramOf rows: SampleRows, _ k: Int) throws {
        let (n, d) = (rows.count, rows.dimension)
        let mean = try rows.mean()
        var x: [Double] = []
        x.reserveCapacity(n * d)
        rows.forEachBlock(centredBy: mean) { block, _ in x.append(contentsOf: block) }
        // snippet.gram
        // G = 1/n X Xᵀ;  G v = λ v;  u = Xᵀ v / |Xᵀ v|
        var gram = [Double](repeating: 0, count: n * n)
        PreciseProduct.gemm(
            m: n, n: n, k: d, α: 1 / Double(n), x, strideA: d, x, strideB: d, transposedB: true, &gram, strideC: n)
        let eigen = try SymmetricEigen(gram, order: n)
        var u = [Double](repeating: 0, count: k * d)
        PreciseProduct.gemm(m: k, n: d, k: n, eigen.preciseVectors, strideA: n, x, strideB: d, &u, strideC: d)
        OrthonormalBasis.orthonormalise(
            &u, dimension: d, completing: true, scale: (Double(n) * max(0, eigen.values[0])).squareRoot())
        // snippet.end
        let total = (0..<n).reduce(0) { $0 + gram[$1 * n + $1] }
        self.init(mean: mean, directions: u, variances: Array(eigen.values[0..<k]), total: total, samples: n)
    }
}
