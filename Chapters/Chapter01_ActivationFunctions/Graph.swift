import NeuralNetworks
import Plotting

/// The graphs of an activation and of its derivative, as the library computes them.
///
/// At 0 the curves are interrupted where the activation has a kink, so that a jump of φ′ is drawn as a jump.
func graph(
    of φ: some ElementwiseActivation, _ name: String, over range: ClosedRange<Double>, kink: Bool = false
) -> [any Mark] {
    let parts = kink ? [range.lowerBound ... -1e-6, 1e-6...range.upperBound] : [range]
    return parts.flatMap { part -> [any Mark] in
        [
            LineMark(over: part, series: name) { Double(φ.value(Float($0))) },
            LineMark(over: part, series: "derivative") { Double(φ.derivative(Float($0))) }.lineStyle(.dashed),
        ]
    }
}
