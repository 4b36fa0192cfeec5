import Tensors

/// Records the formula that a step computes, so that its gradient can be found by going back through it: reverse-mode
/// differentiation.
///
/// ```swift
/// let tape = Tape()
/// let x = tape.constant(batch)
/// let x̂ = try decoder(encoder(x))                        // networks are single operations
/// let L = try (x̂ - x).abs().sum(over: .columns).mean()
/// let gradients = try tape.gradients(of: L, withRespectTo: [x̂])
/// ```
/// Each value on the tape is a node that knows how a gradient with respect to it becomes gradients with respect to what it was
/// computed from; `gradients` visits the nodes in reverse order and adds up. Networks, activations and losses are single nodes
/// whose hand-derived backward pass is called; everything else is one of a dozen ``Operation``s.
///
/// A tape is used again and again: ``reset()`` begins the next step and keeps the memory, so that a step after the first
/// allocates no tensor.
///
/// Source: Linnainmaa, Taylor expansion of the accumulated rounding error, BIT 16 (1976); Griewank, Walther, Evaluating
/// derivatives, 2nd edition, SIAM 2008, chapter 3.
public final class Tape {
    /// One value of the formula. Nodes stay from step to step, with their memory.
    final class Node {
        var value = Tensor()
        /// Whether the value is someone else's tensor, to be let go of with the step.
        var isBorrowed = false
        /// Computes the value when it is first asked for; nil once there.
        var pending: ((Tape, Node) -> Void)?
        var shape: Shape = []
        var parents: (Int, Int) = (-1, -1)
        /// Hands ẏ = ∂L/∂y of this node on to its parents.
        var pullBack: ((Tape, Tensor) throws -> Void)?
        /// Whether what is differentiated for lies at or behind this node.
        var isNeeded = false
        /// ẏ so far: nothing, one tensor that somebody else owns, or a sum in `sum`.
        var gradient = Tensor()
        var hasGradient = false
        var ownsGradient = false
        var sum = Tensor()
        /// The network of a network's node.
        var network: Network?
        /// What an operation keeps for its way back.
        var kept = Tensor()
        /// Of the value of an activation: which, and the node of its logits.
        var activation: (φ: any Activation, logits: Int)?
    }

    private var nodes: [Node] = []
    private(set) var count = 0
    /// Counts the steps: a variable of an earlier one is of no use.
    private(set) var generation = 0
    /// The networks applied in this step, and how often.
    private var applications: [ObjectIdentifier: (network: Network, count: Int)] = [:]
    /// Layers applied directly in this step: they hold one pass only.
    private var usedLayers: Set<ObjectIdentifier> = []
    /// Whose weights' gradients are being computed; true once the first of them replace what was there, and more are added.
    private var wanted: [ObjectIdentifier: Bool] = [:]
    /// Whose weights the way back has met.
    private var met: Set<ObjectIdentifier> = []

    public init() {}

    /// Begins the next step: forgets the formula, keeps the memory.
    public func reset() {
        for node in nodes.prefix(count) {
            if node.isBorrowed { node.value = Tensor() }
            node.isBorrowed = false
            (node.pending, node.pullBack, node.network, node.activation) = (nil, nil, nil, nil)
            dropGradient(node)
        }
        for (network, _) in applications.values { network.forget() }
        applications.removeAll(keepingCapacity: true)
        usedLayers.removeAll(keepingCapacity: true)
        count = 0
        generation += 1
    }

    // MARK: Recording

    /// Data: a value that is not computed on the tape.
    public func constant(_ value: Tensor) -> Variable { borrow(value, parents: (-1, -1), pullBack: nil) }

    /// A number.
    public func constant(_ value: Float) -> Variable {
        record(shape: [1], parents: (-1, -1), fill: { $0[0] = value }, pullBack: nil)
    }

    /// A value in the node's own memory, which `fill` writes in full.
    func record(
        shape: Shape, parents: (Int, Int), fill: (UnsafeMutableBufferPointer<Float>) -> Void,
        pullBack: ((Tape, Tensor) throws -> Void)?
    ) -> Variable {
        let node = nextNode(shape, parents, pullBack)
        node.value.reserve(shape)
        node.value.withUnsafeMutableBufferPointer(fill)
        return last
    }

    /// A value that is computed only if somebody asks for it.
    func postpone(
        shape: Shape, parents: (Int, Int), pending: @escaping (Tape, Node) -> Void,
        pullBack: ((Tape, Tensor) throws -> Void)?
    ) -> Variable {
        nextNode(shape, parents, pullBack).pending = pending
        return last
    }

    /// A value that is somebody else's tensor.
    func borrow(
        _ value: Tensor, parents: (Int, Int), network: Network? = nil, pullBack: ((Tape, Tensor) throws -> Void)?
    ) -> Variable {
        let node = nextNode(value.shape, parents, pullBack)
        (node.value, node.isBorrowed, node.network) = (value, true, network)
        return last
    }

    private var last: Variable { Variable(tape: self, index: count - 1, generation: generation) }

    private func nextNode(_ shape: Shape, _ parents: (Int, Int), _ pullBack: ((Tape, Tensor) throws -> Void)?) -> Node {
        if count == nodes.count { nodes.append(Node()) }
        let node = nodes[count]
        count += 1
        (node.shape, node.parents, node.pullBack) = (shape, parents, pullBack)
        return node
    }

    func node(_ index: Int) -> Node { nodes[index] }

    func value(_ index: Int) -> Tensor {
        let node = nodes[index]
        if let pending = node.pending {
            node.pending = nil
            pending(self, node)
        }
        return node.value
    }

    /// Which of a network's sets of layers is free in this step.
    func nextApplication(of network: Network) throws -> LayerStack {
        let count = applications[ObjectIdentifier(network)]?.count ?? 0
        try require(
            usedLayers.isEmpty || !network.layers.contains { usedLayers.contains(ObjectIdentifier($0)) },
            "a layer of the network was applied in this step by itself, and holds one pass only")
        applications[ObjectIdentifier(network)] = (network, count + 1)
        return try network.application(count)
    }

    func markUse(of layer: any Layer) throws {
        func contains(_ layers: [any Layer]) -> Bool { layers.contains { $0 === layer || contains($0.sublayers) } }
        try require(
            !applications.values.contains { contains($0.network.layers) },
            "\(layer.name) belongs to a network that was applied in this step, and holds one pass only")
        try require(
            usedLayers.insert(ObjectIdentifier(layer)).inserted,
            "\(layer.name) was applied in this step already and holds one pass only; a Network may be applied several times"
        )
    }

    // MARK: Going back

    /// ∂L/∂v for each of the variables v; zeros where L does not depend on v.
    ///
    /// - Parameters:
    ///   - loss: L, a single number.
    ///   - variables: values on the tape, constants among them.
    /// - Throws: ``NetworkError`` if L is no single number or a network's pass is outdated.
    public func gradients(of loss: Variable, withRespectTo variables: [Variable]) throws -> [Tensor] {
        for variable in variables { try check(variable) }
        try differentiate(loss, for: [], variables: variables.map(\.index))
        return variables.map { gradient($0.index) ?? Tensor(shape: $0.shape) }
    }

    /// Leaves the gradients of L with respect to the weights of the networks in their parameters; all other networks stay as
    /// they are, and what was computed by them alone is data.
    ///
    /// - Throws: ``NetworkError`` if L is no single number, does not depend on one of the networks, or a pass is outdated.
    public func differentiate(_ loss: Variable, for networks: [Network]) throws {
        try differentiate(loss, for: networks, variables: [])
        for (position, network) in networks.enumerated() where !met.contains(ObjectIdentifier(network)) {
            throw NetworkError.invalid(
                "the loss does not depend on the weights of network \(position + 1) that is to be trained by it")
        }
    }

    private func differentiate(_ loss: Variable, for networks: [Network], variables: [Int]) throws {
        try checkNumber(loss)
        wanted.removeAll(keepingCapacity: true)
        met.removeAll(keepingCapacity: true)
        for network in networks { wanted[ObjectIdentifier(network)] = false }
        // Weights that several networks share are reached from each of them: all gradients then add up from zero.
        if applications.values.contains(where: { !$0.network.sharedNetworks.isEmpty }) {
            for network in networks {
                network.storage.clearGradients()
                wanted[ObjectIdentifier(network)] = true
            }
        }
        // Forward: what depends on what is wanted?
        for (index, node) in nodes.prefix(count).enumerated() {
            dropGradient(node)
            node.isNeeded =
                [node.parents.0, node.parents.1].contains { $0 >= 0 && nodes[$0].isNeeded }
                || node.network.map(isWanted) ?? false
                || variables.contains(index)
        }
        // Backward: ẏ of each node is complete when its turn comes, as all that uses it stands behind it.
        guard nodes[loss.index].isNeeded else { return }
        // snippet.backward
        accumulate(loss.index) { $0[0] = 1 }
        for index in stride(from: loss.index, through: 0, by: -1) {
            let node = nodes[index]
            if node.isNeeded, node.hasGradient, let pullBack = node.pullBack { try pullBack(self, node.gradient) }
        }
        // snippet.end
    }

    /// Whether a network's own weights want a gradient in this pass: replacing what was there, or adding to it.
    func wantedGradients(of network: Network) -> Gradients {
        for network in [network] + network.sharedNetworks { met.insert(ObjectIdentifier(network)) }
        guard let isThere = wanted[ObjectIdentifier(network)] else {
            return isWanted(network) ? [.parameters, .accumulate] : []
        }
        wanted[ObjectIdentifier(network)] = true
        return isThere ? [.parameters, .accumulate] : .parameters
    }

    /// Whether the network's weights, or weights that it shares with another, want a gradient.
    private func isWanted(_ network: Network) -> Bool {
        wanted[ObjectIdentifier(network)] != nil
            || network.sharedNetworks.contains { wanted[ObjectIdentifier($0)] != nil }
    }

    func gradient(_ index: Int) -> Tensor? { nodes[index].hasGradient ? nodes[index].gradient : nil }

    func isNeeded(_ index: Int) -> Bool { index >= 0 && nodes[index].isNeeded }

    /// Adds a whole tensor to the gradient of a node; the first is taken as it is.
    func receive(_ index: Int, _ gradient: Tensor) {
        guard isNeeded(index) else { return }
        let node = nodes[index]
        if !node.hasGradient {
            (node.gradient, node.hasGradient, node.ownsGradient) = (gradient, true, false)
        } else {
            accumulate(index) { sum in
                gradient.withUnsafeBufferPointer {
                    VectorKernels.add(sum.baseAddress!, $0.baseAddress!, sum.baseAddress!, sum.count)
                }
            }
        }
    }

    /// Lets `add` add to the gradient of a node, which begins at zero.
    func accumulate(_ index: Int, _ add: (UnsafeMutableBufferPointer<Float>) -> Void) {
        guard isNeeded(index) else { return }
        let node = nodes[index]
        if !node.ownsGradient {
            // The sum's memory must be nobody else's when it is written.
            if node.hasGradient {
                node.sum.copy(node.gradient)
            } else {
                node.sum.reserve(node.shape)
                node.sum.fill(0)
            }
        } else {
            node.gradient = Tensor()
        }
        node.sum.withUnsafeMutableBufferPointer(add)
        (node.gradient, node.hasGradient, node.ownsGradient) = (node.sum, true, true)
    }

    private func dropGradient(_ node: Node) {
        node.gradient = Tensor()
        (node.hasGradient, node.ownsGradient) = (false, false)
    }

    /// - Throws: ``NetworkError`` if L is no single number of this step.
    func checkNumber(_ loss: Variable) throws {
        try check(loss)
        guard loss.count == 1 else {
            throw NetworkError.shape("only a single number can be differentiated, not a tensor of shape \(loss.shape)")
        }
    }

    /// - Throws: ``NetworkError`` if the variable is another tape's or an earlier step's.
    func check(_ variable: Variable) throws {
        guard variable.tape === self else { throw NetworkError.invalid("a variable of another tape cannot be used") }
        guard variable.generation == generation else {
            throw NetworkError.invalid("a variable of an earlier step cannot be used: its values are gone")
        }
    }
}
