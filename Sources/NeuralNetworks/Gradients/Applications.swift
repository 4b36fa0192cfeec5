import Tensors

extension Network {
    /// The network's output as part of a formula: `G(z)`, `F(G(x))`.
    ///
    /// Each application in a step has activations of its own, upon the same weights; their gradients add up. A network that
    /// ends in sigmoid or softmax leaves it to the tape, so that a loss finds the logits and is computed stably from them.
    ///
    /// - Parameters:
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - m: the second input, B × ``besideShape``; nil for a network without.
    ///   - pass: `.frozen` for a network that is to act as in use.
    /// - Throws: ``NetworkError`` if a shape is another or the second input is missing.
    public func callAsFunction(_ x: Variable, beside m: Variable? = nil, _ pass: Pass = .training) throws -> Variable {
        let tape = x.tape
        try tape.check(x)
        if let m { try tape.check(m) }
        try checkShape(of: x.value)
        try checkBeside(m?.value, rows: x.rows)
        let stack = try tape.nextApplication(of: self)
        let φ = outputActivation
        let isLeft = φ is Sigmoid || φ is Softmax
        // snippet.network
        let output = stack.forward(x.value, beside: m?.value, isLeft ? pass.toLogits : pass)
        let pullBack = pullBack(of: stack, x.index, m?.index ?? -1) { _, stack, gradient, wanted in
            stack.backward(gradient, computing: wanted)
        }
        let z = tape.borrow(output, parents: (x.index, m?.index ?? -1), network: self, pullBack: pullBack)
        // snippet.end
        return isLeft ? try z.applying(activation: φ!) : z
    }

    /// What carries a gradient back through one application, unless it is outdated by then.
    private func pullBack(
        of stack: LayerStack, _ x: Int, _ m: Int,
        _ backward: @escaping (Tape, LayerStack, Tensor, Gradients) throws -> Tensor
    ) -> (Tape, Tensor) throws -> Void {
        let (pass, version) = (stack.passes, version)
        return { tape, ẏ in
            try require(
                stack.passes == pass,
                "a pass of the network \(self.title) is outdated: another was made since, so there is no way back through it"
            )
            try require(
                self.version == version,
                "a pass of the network \(self.title) is outdated: its weights have changed since")
            var wanted = tape.wantedGradients(of: self)
            if tape.isNeeded(x) || tape.isNeeded(m) { wanted.insert(.inputs) }
            let ẋ = try backward(tape, stack, ẏ, wanted)
            tape.receive(x, ẋ)
            if tape.isNeeded(m) { tape.receive(m, stack.besideGradient) }
        }
    }

    /// What names the network in messages: its last layer says most.
    private var title: String { "that ends in \(layers.last!.name)" }

    /// The outputs of some layers as parts of a formula; see ``outputs(ofLayers:for:_:)``.
    ///
    /// - Parameters:
    ///   - indices: which of ``layers``, counted from 0, in increasing order.
    ///   - x: samples as rows, B × ``inputShape``.
    ///   - pass: `.frozen` if nothing is said.
    /// - Throws: ``NetworkError`` if x has another shape or there are no such layers.
    public func outputs(ofLayers indices: [Int], for x: Variable, _ pass: Pass = .frozen) throws -> [Variable] {
        let tape = x.tape
        try tape.check(x)
        try checkShape(of: x.value)
        try checkBeside(nil, rows: x.rows)
        try checkLayers(indices)
        let stack = try tape.nextApplication(of: self)
        let outputs = stack.outputs(of: indices, x.value, pass)
        // One node that goes back, and one a layer behind it, which are done before it.
        let first = tape.count + 1
        let pullBack = pullBack(of: stack, x.index, -1) { tape, stack, _, wanted in
            // Layers behind the last one read get no gradient here: what stands there is an earlier step's.
            if wanted.contains(.parameters), !wanted.contains(.accumulate) { self.storage.clearGradients() }
            let gradients = outputs.indices.map { tape.gradient(first + $0) ?? Tensor(shape: outputs[$0].shape) }
            return stack.backward(gradients, from: indices, computing: wanted)
        }
        let whole = tape.borrow(x.value, parents: (x.index, -1), network: self, pullBack: pullBack)
        return outputs.map { output in
            tape.borrow(output, parents: (whole.index, -1)) { tape, ẏ in tape.accumulate(whole.index) { _ in } }
        }
    }
}

extension Activation {
    /// φ(z) as part of a formula.
    public func callAsFunction(_ z: Variable) throws -> Variable { try z.applying(activation: self) }
}

extension Variable {
    /// y = φ(z) by the activation's own kernels, computed only if somebody looks at it.
    func applying(activation φ: any Activation) throws -> Variable {
        try tape.check(self)
        let (index, run) = (index, φ.isElementwise ? count : shape.last)
        let y = tape.postpone(shape: shape, parents: (index, -1)) { tape, node in
            node.value.copy(tape.value(index))
            node.value.withUnsafeMutableBufferPointer { y in
                for start in stride(from: 0, to: y.count, by: max(run, 1)) {
                    φ.apply(UnsafeMutableBufferPointer(rebasing: y[start..<start + run]))
                }
            }
        } pullBack: { _, _ in
        }
        let own = y.index
        tape.node(own).pullBack = { tape, ẏ in
            let (z, y) = (tape.value(index), tape.value(own))
            var δ = Tensor()
            swap(&δ, &tape.node(own).kept)
            δ.reserve(z.shape)
            δ.withUnsafeMutableBufferPointer { δ in
                ẏ.withUnsafeBufferPointer { ẏ in
                    z.withUnsafeBufferPointer { z in
                        y.withUnsafeBufferPointer { y in
                            for start in stride(from: 0, to: y.count, by: max(run, 1)) {
                                let part = start..<start + run
                                φ.backpropagate(
                                    UnsafeBufferPointer(rebasing: ẏ[part]),
                                    preactivation: UnsafeBufferPointer(rebasing: z[part]),
                                    output: UnsafeBufferPointer(rebasing: y[part]),
                                    into: UnsafeMutableBufferPointer(rebasing: δ[part]))
                            }
                        }
                    }
                }
            }
            tape.accumulate(index) { ż in
                δ.withUnsafeBufferPointer {
                    VectorKernels.add(ż.baseAddress!, $0.baseAddress!, ż.baseAddress!, ż.count)
                }
            }
            tape.node(own).kept = δ
        }
        tape.node(own).activation = (φ, index)
        return y
    }
}

extension Layer {
    /// One layer's output as part of a formula, once a step; a ``Network`` may be applied several times.
    ///
    /// No gradients of its weights are computed.
    public func callAsFunction(_ x: Variable, _ pass: Pass = .training) throws -> Variable {
        let tape = x.tape
        try tape.check(x)
        try tape.markUse(of: self)
        guard x.shape == inputShape.prefixed(by: x.rows) else {
            throw NetworkError.shape("\(name) takes samples of shape \(inputShape), but the batch has shape \(x.shape)")
        }
        let index = x.index
        let storage = parameters.first?.storage
        let version = storage?.version
        forget()
        return tape.borrow(forward(x.value, pass), parents: (index, -1)) { tape, ẏ in
            try require(
                storage?.version == version, "a pass of \(self.name) is outdated: its weights have changed since")
            tape.receive(index, self.backward(ẏ, computing: .inputs))
        }
    }
}

extension Loss {
    /// The loss as part of a formula: one number, the mean over the batch.
    ///
    /// Where y comes from a sigmoid or softmax that the loss has a stable form with, it is computed from the logits.
    /// - Parameter t: the targets, which are data; no gradient goes to them.
    /// - Throws: ``NetworkError`` if the shapes differ, there is no sample, or the activation does not fit the loss.
    public func callAsFunction(_ y: Variable, _ t: Tensor) throws -> Variable {
        try y.tape.check(y)
        let node = y.tape.node(y.index)
        if let (φ, _) = node.activation, let objection = objection(to: φ) { throw NetworkError.invalid(objection) }
        if let (φ, z) = node.activation, let fused = fromLogits(of: φ) {
            return try fused.record(Variable(tape: y.tape, index: z, generation: y.generation), t)
        }
        return try record(y, t)
    }

    /// The same for targets on the tape, as data.
    public func callAsFunction(_ y: Variable, _ t: Variable) throws -> Variable {
        try t.tape.check(t)
        return try self(y, t.value)
    }

    /// The same for one target everywhere, such as a discriminator's 1 for what is real.
    public func callAsFunction(_ y: Variable, _ t: Float) throws -> Variable {
        try y.tape.check(y)
        let targets = y.tape.record(shape: y.shape, parents: (-1, -1), fill: { $0.update(repeating: t) }, pullBack: nil)
        return try self(y, targets.value)
    }

    private func record(_ y: Variable, _ t: Tensor) throws -> Variable {
        let (tape, index) = (y.tape, y.index)
        let L = tape.constant(0)
        let node = tape.node(L.index)
        node.parents = (index, -1)
        let value = try evaluate(y.value, targets: t, gradient: &node.kept)
        node.value.fill(Float(value))
        node.pullBack = { [own = L.index] tape, L̇ in
            let (factor, gradient) = (L̇[flat: 0], tape.node(own).kept)
            // ẏ = L̇ ∂L/∂y
            if factor == 1 { return tape.receive(index, gradient) }
            tape.accumulate(index) { ẏ in
                gradient.withUnsafeBufferPointer {
                    VectorKernels.axpy(factor, $0.baseAddress!, ẏ.baseAddress!, ẏ.count)
                }
            }
        }
        return L
    }
}
