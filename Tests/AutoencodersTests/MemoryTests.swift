import NeuralNetworks
import Tensors
import Testing

@testable import Autoencoders

/// Models of every kind, made, trained a step and dropped, leave nothing behind: no weights, no layers, no tapes.
@Suite struct MemoryTests {
    private struct Weak { weak var object: AnyObject? }

    /// Whether all objects of `make` are gone as soon as nobody holds them.
    private func leavesNothing(_ make: () throws -> [AnyObject]) rethrows -> Bool {
        let objects = try make().map { Weak(object: $0) }
        return !objects.isEmpty && objects.allSatisfy { $0.object == nil }
    }

    private func parts(_ networks: Network...) -> [AnyObject] {
        networks.flatMap { [$0, $0.storage] + $0.layers.map { $0 as AnyObject } }
    }

    private func samples(_ shape: Shape, targets: Shape? = nil) throws -> Samples {
        var random = RandomGenerator(seed: 1)
        let x = Tensor.uniform(shape.prefixed(by: 8), using: &random)
        return try Samples(inputs: x, targets: targets.map { Tensor.uniform($0.prefixed(by: 8), using: &random) } ?? x)
    }

    @Test func networks() throws {
        let isFree = try leavesNothing {
            let network = try Network(input: [8, 8, 1]) {
                GaussianNoise(0.1)
                Conv2D(4, kernel: 3, .relu)
                BatchNorm()
                MaxPool2D(2)
                Skip { Conv2D(2, kernel: 1) }
                Residual { LayerNorm() }
                ConvTranspose2D(2, kernel: 4, stride: 2, .silu)
                BilinearUpsampling2D(2)
                AveragePool2D(2)
                Flatten()
                Dropout(0.1)
                Dense(3, .softmax)
            }
            try network.fit(samples([8, 8, 1], targets: [3]), loss: .crossEntropy, optimizer: .adam(), epochs: 1)
            return try parts(network, network.copy())
        }
        #expect(isFree)
    }

    @Test func autoencodersOfAllKinds() throws {
        let plain = try leavesNothing {
            let model = try Autoencoder(input: 6) {
                Dense(2)
            } decoder: {
                Dense(6)
            }
            try model.fit(samples([6]), optimizer: .adam(), epochs: 1)
            return [model] + parts(model.network)
        }
        let denoising = try leavesNothing {
            let model = try DenoisingAutoencoder(input: 6, corruption: .gaussian(0.1)) {
                Dense(2)
            } decoder: {
                Dense(6)
            }
            try model.fit(samples([6]), optimizer: .adam(), epochs: 1)
            return [model] + parts(model.autoencoder.network)
        }
        let variational = try leavesNothing {
            let model = try VariationalAutoencoder(
                input: 6, code: 2, reconstruction: .gaussian(learningVarianceFrom: 1)
            ) {
                Dense(5, .relu)
            } decoder: {
                Dense(6)
            }
            try model.fit(samples([6]), optimizer: .adam(), epochs: 1)
            return try [model, model.sampler, model.copy()] + parts(model.encoder, model.decoder)
        }
        let seeing = try leavesNothing {
            let coach = try Network(input: 6) { Dense(4, .tanh) }
            let loss = try FeaturePerceptualLoss(network: coach, layers: [0])
            let model = try VariationalAutoencoder(input: 6, code: 2, reconstruction: loss) {
            } decoder: {
                Dense(6)
            }
            try model.fit(samples([6]), optimizer: .adam(), epochs: 1)
            return [model] + parts(coach, loss.network, model.encoder)
        }
        #expect(plain && denoising && variational && seeing)
    }

    @Test func tapesAndObjectives() throws {
        final class Chain: Objective {
            let optimizers: Optimizers
            let f: Network
            init(_ f: Network) throws {
                self.f = f
                optimizers = try Optimizers(("f", f, .adam()))
            }
            func step(_ batch: Batch) throws -> Measures {
                let y = try Tanh()(f(f(batch.inputs))).beside(batch.normal(2)).sigmoid()
                let L = try y.squared().sum(over: .columns).mean()
                try descend(L, f)
                return ["loss": L]
            }
        }
        let objective = try leavesNothing {
            let f = try Network(input: 6) { Dense(6, .sigmoid) }
            let chain = try Chain(f)
            try chain.train(on: samples([6]), epochs: 1)
            return [chain, chain.optimizers] + parts(f)
        }
        let tape = try leavesNothing {
            let (tape, f) = (Tape(), try Network(input: 6) { Dense(6, .sigmoid) })
            let L = try BinaryCrossEntropy()(f(f(tape.constant(Tensor(shape: [3, 6])))), 1)
            try tape.differentiate(L, for: [f])
            return [tape] + parts(f)
        }
        let shared = try leavesNothing {
            let trunk = try Network(input: 6) { Dense(4) }
            let head = try Network(input: 6) {
                Shared(trunk)
                Dense(6)
            }
            try head.fit(samples([6]), loss: .mse, optimizer: .adam(), epochs: 1)
            return parts(trunk, head)
        }
        #expect(objective && tape && shared)
    }
}
