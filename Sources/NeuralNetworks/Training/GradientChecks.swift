import Tensors

extension GradientCheck {
    /// Checks a layer: its gradients with respect to all weights and to the input, at random weights and inputs.
    ///
    /// The scalar that is differentiated is Σ cᵢⱼ yᵢⱼ with random c, so that every entry of the layer's Jacobian counts.
    /// - Parameters:
    ///   - declaration: the layer.
    ///   - input: the shape of one sample.
    ///   - samples: the number of samples in the batch.
    ///   - seed: determines weights, inputs, c, and the noise of layers that have some.
    /// - Throws: ``NetworkError`` if the layer cannot be built.
    public static func layer(
        _ declaration: some LayerDeclaration, input: Shape, samples: Int = 3, tolerance: Double = 1e-3, seed: UInt64 = 1
    ) throws -> GradientCheck {
        var random = RandomGenerator(seed: seed)
        let x = Tensor.normal(input.prefixed(by: samples), using: &random)
        let network = try Network(input: input, seed: seed, declarations: [declaration])
        let c = Tensor.normal(network.outputShape.prefixed(by: samples), using: &random)
        return try check([declaration], x: x, tolerance: tolerance, seed: seed) { y in
            (zip(y.values, c.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }, c)
        }
    }

    /// Checks an activation in both its forms: as a layer, and φ′ against φ where it is elementwise.
    public static func activation(
        _ activation: some Activation, columns: Int = 7, tolerance: Double = 1e-3, seed: UInt64 = 1
    ) throws -> GradientCheck {
        let asLayer = try layer(
            ActivationLayer(activation), input: [columns], samples: 5, tolerance: tolerance, seed: seed)
        guard asLayer.passed, let activation = activation as? any ElementwiseActivation else { return asLayer }
        var random = RandomGenerator(seed: seed)
        let z = Tensor.normal([64], standardDeviation: 2, using: &random).values
        return GradientCheck(
            of: { z in z.reduce(0) { $0 + Double(activation.value($1)) } }, gradient: z.map(activation.derivative),
            at: z,
            tolerance: tolerance, seed: seed, name: { "derivative at \(z[$0])" })
    }

    /// Checks a loss: its gradient with respect to the predictions.
    ///
    /// - Throws: ``NetworkError`` if the shapes differ.
    public static func loss(
        _ loss: some Loss, predictions y: Tensor, targets t: Tensor, tolerance: Double = 1e-3, seed: UInt64 = 1
    ) throws -> GradientCheck {
        try GradientCheck(
            of: { try loss.value(Tensor($0, shape: y.shape), targets: t) },
            gradient: loss.gradient(y, targets: t).values,
            at: y.values, tolerance: tolerance, seed: seed,
            name: { "prediction \($0 % y.columns) of sample \($0 / y.columns)" })
    }

    /// Checks a whole network with a loss, as training computes it: fused with the last activation where the two belong
    /// together.
    ///
    /// - Throws: ``NetworkError`` if a layer cannot take its input or the shapes do not fit.
    public static func network(
        inputs x: Tensor, targets t: Tensor, loss: some Loss, tolerance: Double = 1e-3, seed: UInt64 = 1,
        @LayerBuilder layers: () throws -> [any LayerDeclaration]
    ) throws -> GradientCheck {
        try check(try layers(), x: x, tolerance: tolerance, seed: seed, loss: (loss, t)) { y in
            (try loss.value(y, targets: t), try loss.gradient(y, targets: t))
        }
    }

    /// Differentiates `scalar` (value and gradient as a function of the network's output) with respect to weights and inputs.
    private static func check(
        _ declarations: [any LayerDeclaration], x: Tensor, tolerance: Double, seed: UInt64,
        loss: (loss: any Loss, targets: Tensor)? = nil, scalar: (Tensor) throws -> (Double, Tensor)
    ) throws -> GradientCheck {
        // A network of its own for each evaluation: noise and dropout then draw the same numbers every time.
        func make(_ variables: [Float]?) throws -> (Network, Tensor) {
            let network = try Network(input: x.shape.withoutFirst, seed: seed, declarations: declarations)
            var random = RandomGenerator(seed: seed &+ 1)
            var (position, inputs) = (0, x)
            for parameter in network.parameters {
                // Biases begin at zero, where a mistake could hide.
                var value = parameter.value.values
                let noise = Tensor.normal([value.count], standardDeviation: 0.1, using: &random).values
                for i in value.indices { value[i] += noise[i] }
                if let variables { value = Array(variables[position..<position + value.count]) }
                position += value.count
                parameter.value = try Tensor(value, shape: parameter.shape)
            }
            if let variables { inputs = try Tensor(Array(variables[position...]), shape: x.shape) }
            return (network, inputs)
        }
        let (network, _) = try make(nil)
        let gradient: Tensor
        if let loss, let fused = network.outputActivation.flatMap(loss.loss.fromLogits) {
            gradient = try fused.gradient(network.forward(x, .training.toLogits), targets: loss.targets)
        } else {
            gradient = try scalar(network.forward(x)).1
        }
        let inputGradient = try network.backward(gradient)
        let parameters = network.parameters
        var names: [String] = []
        for parameter in parameters {
            names += (0..<parameter.count).map { "∂L/∂ \(parameter.name)[\($0)]" }
        }
        return try GradientCheck(
            of: { variables in
                let (network, inputs) = try make(variables)
                return try scalar(network.forward(inputs)).0
            },
            gradient: parameters.flatMap(\.gradient.values) + inputGradient.values,
            at: parameters.flatMap(\.value.values) + x.values, tolerance: tolerance, seed: seed,
            name: { $0 < names.count ? names[$0] : "∂L/∂ input[\($0 - names.count)]" })
    }
}
