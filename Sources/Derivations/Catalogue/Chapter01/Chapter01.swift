extension Derivation {
    /// Activation functions.
    static let chapter01: [Derivation] = [
        sigmoidDerivative, sigmoidSteepest, vanishingGradient, tanhAsSigmoid, tanhDerivative, reluDerivative,
        leakyReLUDerivative, eluDerivative, softplusDerivative, siluDerivative, geluDerivative, softmaxJacobian,
        softmaxShift, softmaxOfTwo,
    ]
}
