extension Derivation {
    public static let parameterCount = Derivation("How many parameters a dense network has") {
        let L = size("L", 2...4)
        let l = index("l", 1...L)
        let n = Family.scalars("n", 0...L, .integer(2...20))
        Given("A dense layer from \(n[l - 1]) to \(n[l]) units has a weight for each pair and a bias for each output")
        Start(sum(over: l) { n[l - 1] * n[l] + n[l] })
        Equals(sum(over: l) { (n[l - 1] + 1) * n[l] }, because: "factor out \(n[l])")
        Note("For 784–100–50–10:")
        Start((784 + 1) * 100 + (100 + 1) * 50 + (50 + 1) * 10 as Expression)
        Equals(78_500 + 5_050 + 510, because: "layer by layer")
        Equals(84_060, because: "add")
        Conclusion(sum(over: l) { n[l - 1] * n[l] + n[l] } == sum(over: l) { (n[l - 1] + 1) * n[l] })
    }
}
