extension Derivation {
    /// What is assumed, one row after the other.
    func givenRows(_ typesetter: Typesetter) -> [[DerivationRow.Piece]] {
        let isTeX = typesetter.isTeX
        var rows: [[DerivationRow.Piece]] = []
        var known: [String] = []
        func flush() {
            guard !known.isEmpty else { return }
            let formulas = known.map { [DerivationRow.Piece.formula($0)] }
            rows.append([.label("Let")] + formulas.joined(separator: [.gap(comma: true)]))
            known = []
        }
        for given in givens {
            switch given.kind {
            case .symbols(let symbols):
                for symbol in symbols { known.append(typesetter.declaration(symbol)) }
                if known.count > 2 { flush() }
            case .definition(let left, let right):
                known.append(typesetter.plain(left) + (isTeX ? " := " : " := ") + typesetter.plain(right))
            case .recursion(let sequence, let index, let first, let step):
                let name = typesetter.name(sequence.name)
                let i = Expression(.symbol(index), .scalar)
                let term = typesetter.plain(Expression(.member(sequence, i), sequence.extent))
                let start = typesetter.scripted(name, lower: "0").text
                known.append("\(start) = \(typesetter.plain(first))")
                known.append("\(term) = \(typesetter.plain(step))")
            case .eigenpairs(let vectors, let values, let matrix):
                let u = typesetter.name(vectors.name)
                let λ = typesetter.name(values.name)
                let Σ = typesetter.plain(matrix)
                known.append(
                    vectors.extent.isVector
                        ? "\(Σ) \(u) = \(λ) \(u)"
                            + (isTeX ? "\\text{ with the largest eigenvalue } " : " with the largest eigenvalue ") + λ
                        : "\(Σ) \(u) = \(u) " + (isTeX ? "\\operatorname{diag}(\(λ))" : "diag(\(λ))"))
            case .words:
                flush()
                if let words = given.words { rows += words.wrapped(72).map { $0.pieces(typesetter.mode) } }
            }
        }
        flush()
        return rows
    }
}

extension Typesetter {
    /// A symbol with what is known of it: `u ∈ ℝᵈ, ‖u‖ = 1`.
    func declaration(_ symbol: Symbol) -> String {
        let letter = name(symbol.name)
        let family = symbol.members.map { bounds in
            scripted(letter, lower: plain(bounds.lower)).text + (isTeX ? ", \\dots, " : ", …, ")
                + scripted(letter, lower: plain(bounds.upper)).text
        }
        let who = family ?? letter
        let element = isTeX ? " \\in " : " ∈ "
        if let law = symbol.law { return who + self.law(law) }
        let space = self.space(symbol.extent)
        let inSpace = who + element + space
        switch symbol.domain {
        case .real: return inSpace
        case .nonzero:
            return symbol.extent.isScalar
                ? inSpace + (isTeX ? ",\\ \(who) \\neq 0" : ", \(who) ≠ 0") : inSpace + words(" without zeros")
        case .integer: return who + element + (isTeX ? "\\mathbb{N}" : "ℕ")
        case .index(let bounds):
            return who + element + (isTeX ? "\\lbrace " : "{") + plain(bounds.lower) + (isTeX ? ", \\dots, " : ", …, ")
                + plain(bounds.upper) + (isTeX ? "\\rbrace " : "}")
        case .positive:
            return symbol.extent.isScalar ? who + (isTeX ? " \\gt 0" : " > 0") : inSpace + words(" positive")
        case .unitInterval:
            return symbol.extent.isScalar ? who + element + "(0, 1)" : inSpace + words(" between 0 and 1")
        case .closedUnitInterval:
            return symbol.extent.isScalar ? who + element + "[0, 1]" : inSpace + words(" from 0 to 1")
        case .interval(let lower, let upper):
            return who + element + "(\(plain(Expression(lower))), \(plain(Expression(upper))))"
        case .binary:
            return symbol.extent.isScalar
                ? who + element + (isTeX ? "\\lbrace 0, 1\\rbrace " : "{0, 1}") : inSpace + words(" of zeros and ones")
        case .unit: return inSpace + (isTeX ? ",\\quad \\lVert \(letter) \\rVert = 1" : ", ‖\(letter)‖ = 1")
        case .probabilities: return inSpace + words(" a vector of probabilities")
        case .oneHot: return inSpace + words(" a unit vector")
        case .fullRank: return inSpace + words(" of full rank")
        case .symmetric: return inSpace + words(" symmetric")
        case .positiveDefinite: return inSpace + words(" symmetric and positive definite")
        case .orthonormal:
            return inSpace + ", " + (isTeX ? "\(letter)^{\\top} \(letter) = I" : "\(letter)ᵀ\(letter) = I")
        case .centred: return inSpace + words(" with mean zero")
        case .decreasing: return inSpace + words(" positive and decreasing")
        }
    }

    private func words(_ words: String) -> String { isTeX ? "\\text{\(words)}" : words }

    private func space(_ extent: Extent) -> String {
        let reals = isTeX ? "\\mathbb{R}" : "ℝ"
        if extent.isScalar { return reals }
        let rows = plain(extent.rows.expression)
        if extent.isVector { return isTeX ? "\(reals)^{\(rows)}" : reals + raised(rows) }
        let columns = plain(extent.columns.expression)
        return isTeX ? "\(reals)^{\(rows) \\times \(columns)}" : "ℝ^(\(rows)×\(columns))"
    }

    private func law(_ law: Law) -> String {
        let follows = isTeX ? " \\sim " : " ∼ "
        switch law {
        case .gaussian(let mean, let covariance):
            return follows + (isTeX ? "\\mathcal{N}" : "𝒩") + list([mean, covariance])
        case .arbitrary(let mean, let variance, let symmetric):
            return words(symmetric ? " symmetric about " : " of any law with mean ") + plain(mean)
                + words(symmetric ? " with variance " : " and variance ") + plain(variance)
        case .bernoulli(let p): return follows + (isTeX ? "\\operatorname{Bernoulli}" : "Bernoulli") + list([p])
        case .categorical(let p): return follows + (isTeX ? "\\operatorname{Categorical}" : "Categorical") + list([p])
        case .empirical(let family): return words(" one of the ") + name(family.symbol.name)
        case .process(let stationary): return words(stationary ? " random with the same law" : " random")
        case .uniform(let a, let b): return follows + (isTeX ? "\\mathcal{U}" : "U") + list([a, b])
        }
    }
}
