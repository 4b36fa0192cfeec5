import Autoencoders
import Derivations
import Tensors
import Testing

/// What `PCA`, `Covariance`, `PowerIteration` and the decompositions compute is what has been derived in Chapter 05, on random
/// input and to Float's precision.
@Suite struct PCAProductionTests {
    private static let (n, d) = (40, 5)

    private var random = RandomGenerator(seed: 21)

    /// A random cloud around 0: the derivations take the samples for centred.
    private mutating func cloud() throws -> (x: Tensor, rows: [[Double]]) {
        let mixing = Tensor.normal([Self.d, Self.d], using: &random)
        let drawn = try Tensor.normal([Self.n / 2, Self.d], using: &random).times(mixing)
        // With each sample its opposite: the mean is 0 exactly.
        let rows = (0..<drawn.rows).flatMap { i in [drawn.row(i).values, drawn.row(i).values.map { -$0 }] }
        return (try Tensor(rows: rows), rows.map { $0.map(Double.init) })
    }

    private func matrix(_ elements: [Double], _ columns: Int) -> Value {
        Value(
            rows: stride(from: 0, to: elements.count, by: columns).map { Array(elements[$0..<$0 + columns]) })
    }

    private func agree(
        _ a: [Double], _ b: [Double], _ name: String, tolerance: Double = 1e-5,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(a.count == b.count, "\(name)", sourceLocation: sourceLocation)
        let scale = max(1e-3, b.map { abs($0) }.max() ?? 1)
        for (x, y) in zip(a, b) {
            #expect(abs(x - y) <= tolerance * scale, "\(name): \(x) against \(y)", sourceLocation: sourceLocation)
        }
    }

    /// projectedVariance, covarianceOfCentred
    @Test mutating func theCovarianceGivesProjectedVariances() throws {
        let (x, rows) = try cloud()
        let Σ = try Covariance(x)
        let pca = try PCA(x, components: 1)
        let u = Value(vector: pca.preciseComponents)
        let conclusion = try #require(Derivation.projectedVariance.conclusion)
        let family = ["x": rows.map { Value(vector: $0) }]
        let measured = conclusion.left.value(where: ["u": u], families: family).elements
        agree(
            conclusion.right.value(where: ["u": u, "Σ": matrix(Σ.matrix, Self.d)]).elements, measured, "uᵀΣu",
            tolerance: 1e-12)
        agree(pca.variances, measured, "the first variance", tolerance: 1e-12)
        let codes = try pca.transform(x).values.map { Double($0) * Double($0) }
        agree([codes.reduce(0, +) / Double(Self.n)], measured, "the mean squared code")

        let product = try #require(Derivation.covarianceOfCentred.conclusion)
        let columns = Value(rows: (0..<Self.d).map { j in rows.map { $0[j] } })
        for a in 1...Self.d {
            for b in 1...Self.d {
                let entry = product.left.value(where: [
                    "X": columns, "a": Value(number: Double(a)), "b": Value(number: Double(b)),
                ])
                agree([Σ.matrix[(a - 1) * Self.d + b - 1]], entry.elements, "1/n X Xᵀ", tolerance: 1e-12)
            }
        }
    }

    /// lagrangianGradient, nextComponent: at the library's components both gradients vanish.
    @Test mutating func theComponentsAreStationary() throws {
        let (x, _) = try cloud()
        let Σ = try Covariance(x)
        let pca = try PCA(x)
        let first = try #require(Derivation.lagrangianGradient.conclusion).right
        let next = try #require(Derivation.nextComponent.conclusion).right
        let u = (0..<Self.d).map { Value(vector: Array(pca.preciseComponents[$0 * Self.d..<($0 + 1) * Self.d])) }
        let zeros = [Double](repeating: 0, count: Self.d)
        func near(_ gradient: [Double], _ name: String) {
            for (a, b) in zip(gradient, zeros) { #expect(abs(a - b) < 1e-12 * pca.totalVariance, "\(name)") }
        }
        for k in 0..<Self.d {
            let λ = Value(number: pca.variances[k])
            near(
                first.value(where: ["Σ": matrix(Σ.matrix, Self.d), "u": u[k], "λ": λ]).elements, "∇ℒ at component \(k)")
            if k > 0 {
                near(
                    next.value(where: [
                        "Σ": matrix(Σ.matrix, Self.d), "u": u[0], "v": u[k], "μ": λ, "α": Value(number: 0),
                    ]).elements, "∇ℒ at component \(k), at right angles to the first")
            }
            // At another direction the gradient does not vanish.
            let other = Value(vector: (0..<Self.d).map { $0 == k ? 1 : 0 })
            let gradient = first.value(where: ["Σ": matrix(Σ.matrix, Self.d), "u": other, "λ": λ]).elements
            #expect(gradient.contains { abs($0) > 1e-6 })
        }
    }

    /// firstComponent, topComponents, weightsOfDirections, leastSquares
    @Test mutating func noDirectionsKeepMoreOrLoseLess() throws {
        let (x, rows) = try cloud()
        let Σ = try Covariance(x)
        let all = try PCA(x)
        for k in 1...3 {
            let pca = try PCA(x, components: k)
            let best = all.variances[..<k].reduce(0, +)
            let leastSquares = try #require(Derivation.leastSquares.conclusion)
            for trial in 0..<20 {
                let basis =
                    trial == 0
                    ? pca.preciseComponents
                    : try SingularValues(Tensor.normal([k, Self.d], using: &random)).preciseRight
                let W = Value(rows: (0..<Self.d).map { j in (0..<k).map { basis[$0 * Self.d + j] } })
                let kept = try #require(Derivation.topComponents.conclusions.first).left.value(
                    where: ["W": W, "Σ": matrix(Σ.matrix, Self.d)]
                ).elements[0]
                #expect(kept <= best * (1 + 1e-12), "\(k) directions")
                if trial == 0 { agree([kept], [best], "what the components keep", tolerance: 1e-12) }
                let sum = leastSquares.left.value(
                    where: ["W": W, "Σ": matrix(Σ.matrix, Self.d)], families: ["x": rows.map { Value(vector: $0) }])
                agree(sum.elements, [Σ.total], "lost and kept", tolerance: 1e-12)
                if trial == 0 {
                    let lost = reconstructionError(try pca.reconstruct(x), of: x)
                    agree([lost + kept], sum.elements, "the error of the reconstruction")
                }
                // Σₘ pₘ = k: the weights of the directions along the components.
                let weights = (0..<Self.d).map { m in
                    (0..<k).reduce(0.0) { sum, j in
                        let product = (0..<Self.d).reduce(0.0) {
                            $0 + all.preciseComponents[m * Self.d + $1] * basis[j * Self.d + $1]
                        }
                        return sum + product * product
                    }
                }
                let count = try #require(Derivation.weightsOfDirections.conclusions.first)
                agree(
                    count.left.value(where: ["p": Value(vector: weights), "P": Value(vector: weights)]).elements,
                    [Double(k)], "the sum of the weights", tolerance: 1e-12)
                #expect(weights.allSatisfy { $0 > -1e-12 && $0 < 1 + 1e-12 })
            }
        }
    }

    /// singularValues, innerProducts: the library's other two ways.
    @Test mutating func theOtherWaysComputeWhatIsDerived() throws {
        let (x, rows) = try cloud()
        let columns = (0..<Self.d).map { j in rows.map { $0[j] } }
        let svd = try SingularValues(x)  // of Xᵀ: its right vectors are X's left ones
        let U = Value(rows: (0..<Self.d).map { j in (0..<Self.d).map { svd.preciseRight[$0 * Self.d + j] } })
        let conclusion = try #require(Derivation.singularValues.conclusion)
        agree(
            conclusion.left.value(where: ["X": Value(rows: columns), "U": U]).elements,
            conclusion.right.value(where: ["U": U, "s": Value(vector: svd.values)]).elements, "X Xᵀ U",
            tolerance: 1e-12)
        let pca = try PCA(x, solver: .singularValues)
        agree(pca.variances, svd.values.map { $0 * $0 / Double(Self.n) }, "s²/n", tolerance: 1e-12)

        // Four samples of five numbers.
        let wide = try Tensor(rows: Array(rows[0..<4].map { $0.map { Float($0) } }))
        let gram = (0..<16).map { ij in zip(rows[ij / 4], rows[ij % 4]).reduce(0) { $0 + $1.0 * $1.1 } }
        let eigen = try SymmetricEigen(gram, order: 4)
        let narrow = try PCA(wide, components: 2, solver: .gram)
        let X = Value(rows: (0..<Self.d).map { j in (0..<4).map { rows[$0][j] } })
        for k in 0..<2 {
            let values: [String: Value] = [
                "X": X, "v": Value(vector: Array(eigen.preciseVectors[k * 4..<(k + 1) * 4])),
                "λ": Value(number: eigen.values[k]),
            ]
            let (direction, length) = (
                Derivation.innerProducts.conclusions[0], Derivation.innerProducts.conclusions[1]
            )
            agree(
                direction.left.value(where: values).elements, direction.right.value(where: values).elements, "X Xᵀ X v",
                tolerance: 1e-12)
            let mixture = direction.right.value(where: values).elements.map { $0 / eigen.values[k] }
            let size = length.right.value(where: values).elements[0].squareRoot()
            let u = Array(narrow.preciseComponents[k * Self.d..<(k + 1) * Self.d])
            let side = zip(u, mixture).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1.0 : 1
            agree(u.map { $0 * side }, mixture.map { $0 / size }, "the component", tolerance: 1e-10)
            agree([narrow.variances[k]], [eigen.values[k] / 4], "its variance", tolerance: 1e-10)
        }
    }
}
