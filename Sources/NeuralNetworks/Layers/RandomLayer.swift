import Tensors

/// A layer that draws random numbers: where from can be read and set, for copies and checkpoints.
public protocol RandomLayer: Layer {
    var random: RandomGenerator { get set }
}
