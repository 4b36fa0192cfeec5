import NeuralNetworks
import Plotting
import Testing
import Workbook

@Suite struct NetworkDiagramTests {
    private func outline(_ network: Network) -> [String] {
        NetworkDiagram(network: network).layers.map { layer in
            "\(layer.kind) \(layer.name) \(layer.size) \(layer.detail)"
        }
    }

    @Test func theLecturesClassifier() throws {
        let network = try Network(input: 784) {
            Dense(100, .relu)
            Dense(50, .relu)
            Dense(10, .softmax)
        }
        #expect(
            outline(network) == [
                "input input 784 ", "hidden dense 100 relu", "hidden dense 50 relu", "output dense 10 softmax",
            ])
    }

    @Test func anAutoencodersCodeIsMarked() throws {
        let network = try Network(input: 784) {
            GaussianNoise(0.3)
            Dense(256, .relu)
            Dense(32)
            Dense(256, .relu)
            Dense(784, .sigmoid)
        }
        #expect(
            outline(network) == [
                "input input 784 ", "operation gaussiannoise(0.3) 1 ", "hidden dense 256 relu", "code dense 32 ",
                "hidden dense 256 relu", "output dense 784 sigmoid",
            ])
    }

    @Test func withoutABottleneckThereIsNoCode() throws {
        let wide = try Network(input: 2) {
            Dense(8, .relu)
            Dense(2)
        }
        #expect(outline(wide)[1] == "hidden dense 8 relu")
        let twice = try Network(input: 8) {
            Dense(2, .relu)
            Dense(2, .relu)
            Dense(8)
        }
        #expect(outline(twice)[1] == "hidden dense 2 relu")
    }

    @Test func activationsDropoutAndBlocks() throws {
        let network = try Network(input: [4, 4, 1]) {
            Flatten()
            Dense(6)
            ActivationLayer(.tanh)
            Dropout(0.5)
            Residual {
                Dense(6, .relu)
                Dense(6)
            }
            Dense(3)
            Dropout(0.1)
        }
        #expect(
            outline(network) == [
                "input input 4 × 4 × 1 ", "operation flatten 1 ", "hidden dense 6 tanh", "operation dropout(0.5) 1 ",
                "hidden residual 6 x + F(x)", "output dense 3 dropout(0.1)",
            ])
    }

    @Test func imagesAreDrawnAsBoxes() throws {
        let network = try Network(input: [8, 8, 3]) {
            BatchNorm()
            Conv2D(4, kernel: 3)
            BatchNorm()
            ActivationLayer(.relu)
            MaxPool2D(2)
            Flatten()
            Dense(10, .softmax)
        }
        #expect(
            outline(network) == [
                "input input 8 × 8 × 3 ", "operation batchnorm 1 ", "hidden conv2d 8 × 8 × 4 batchnorm, relu",
                "hidden maxpool2d 4 × 4 × 4 ", "operation flatten 1 ", "output dense 10 softmax",
            ])
        #expect(NetworkDiagram(network: network).style == .boxes)
        #expect(NetworkDiagram(network: network, style: .neurons).style == .neurons)
        let vectors = try Network(input: [8, 8, 3]) {
            Flatten()
            Dense(10, .softmax)
        }
        #expect(NetworkDiagram(network: vectors).style == .automatic)
    }
}
