import Tensors

/// A whole network as a layer of another, with its weights: what two networks share.
///
/// ```swift
/// let trunk = try Network(input: 784) { Dense(100, .relu) }
/// let classifier = try Network(input: 784) { Shared(trunk); Dense(10, .softmax) }
/// let judge = try Network(input: 784) { Shared(trunk); Dense(1, .sigmoid) }
/// ```
/// The weights remain the trunk's: a step for the classifier leaves them as they are, unless the trunk is trained with it.
public struct Shared: LayerDeclaration, @unchecked Sendable {
    public let network: Network

    public init(_ network: Network) { self.network = network }

    public var name: String { "Shared(\(network.declarations.map(\.name).joined(separator: ", ")))" }

    public func makeLayer(_ construction: inout Construction) throws -> any Layer {
        guard construction.input == network.inputShape else {
            throw construction.misfit("the shared network takes \(network.inputShape)")
        }
        guard network.besideShape == nil else {
            throw construction.invalid("a network with a second input cannot be shared")
        }
        return SharedLayer(name: name, network, try network.addTwin(isApart: true))
    }
}

/// A ``Shared`` at work: layers of its own upon the network's weights.
final class SharedLayer: Layer {
    let name: String
    let network: Network
    private let stack: LayerStack

    init(name: String, _ network: Network, _ stack: LayerStack) {
        (self.name, self.network, self.stack) = (name, network, stack)
    }

    var inputShape: Shape { stack.inputShape }
    var outputShape: Shape { stack.outputShape }
    var parameters: [Parameter] { network.parameters }
    var sublayers: [any Layer] { stack.layers }

    func forget() { stack.forget() }
    func forward(_ x: Tensor, _ pass: Pass) -> Tensor { stack.forward(x, pass.toOutputs) }
    func backward(_ gradient: Tensor, computing wanted: Gradients) -> Tensor {
        stack.backward(gradient, computing: wanted)
    }
}
