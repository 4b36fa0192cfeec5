private let x = scalar("x")
private let y = scalar("y")
private let u = scalar("u")
private let v = scalar("v")

extension Derivation {
    /// A formula with a shared intermediate result: slopes multiply along a path, and paths add up.
    public static let chainRuleOfAGraph = Derivation("The chain rule along a graph") {
        let f = x * y * tanh(x * y) + x
        Given(x, y)
        Given(u, is: x * y)
        Given(v, is: tanh(u))
        Start(d(f, x))
        Equals(
            y * v + y * (1 - v.²) * u + 1, because: "paths over u and w, over u, v and w, and straight",
            by: tanhDerivative)
        Equals(y * (v + (1 - v.²) * u) + 1, because: "the first two both begin with the arrow from x to u")
        Start(d(f, y))
        Equals(x * v + x * (1 - v.²) * u, because: "the paths over u and w, and over u, v and w", by: tanhDerivative)
        Equals(x * (v + (1 - v.²) * u), because: "both begin with the arrow from y to u")
        Conclusion(d(f, x) == y * (v + (1 - v.²) * u) + 1)
        Conclusion(d(f, y) == x * (v + (1 - v.²) * u))
    }
}
