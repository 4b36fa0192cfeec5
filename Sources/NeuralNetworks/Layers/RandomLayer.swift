import Tensors

/// A layer that draws random numbers while training, such as ``Dropout``.
///
/// Copies of a network and files from which training goes on read its generator and set it, so that it draws next what it would
/// have drawn. A generator is a value: to set it is to rewind.
public protocol RandomLayer: Layer {
    /// Where the random numbers of the next training pass come from.
    var random: RandomGenerator { get set }
}
