import Testing

@testable import Tensors

/// One loop of the kind that training is made of, in which nothing may be allocated after the first pass.
@Suite struct AllocationTests {
    struct Layer {
        var weights: Tensor
        var output = Tensor()
        var input = Tensor()

        mutating func forward(_ x: Tensor) -> Tensor {
            input = x
            output.reserve([x.rows, weights.columns])
            output.setProduct(of: x, by: weights)
            output.apply(Elementwise.tanh)
            return output
        }

        mutating func release() { input = Tensor() }
    }

    @Test func buffersAreUsedAgain() {
        var generator = RandomGenerator(seed: 1)
        let x = Tensor.normal([20, 30], using: &generator)
        var first = Layer(weights: Tensor.normal([30, 40], using: &generator))
        var second = Layer(weights: Tensor.normal([40, 10], using: &generator))
        func step() -> Int {
            let before = Tensor.storageAllocations
            _ = second.forward(first.forward(x))
            second.release()
            first.release()
            return Tensor.storageAllocations - before
        }
        #expect(step() >= 2)
        #expect((0..<200).allSatisfy { _ in step() == 0 })
    }

    @Test func aResultThatIsKeptIsNotOverwritten() {
        var layer = Layer(weights: testMatrix(3, 3, 1))
        let first = layer.forward(testMatrix(2, 3, 2))
        let values = first.values
        let second = layer.forward(testMatrix(2, 3, 3))
        #expect(first.values == values && second.values != values)
    }

    @Test func theCounterCounts() {
        let before = Tensor.storageAllocations
        let tensors = (0..<10).map { Tensor(shape: [$0 + 1]) }
        let views = tensors.map { $0.rows(0..<1) }
        #expect(Tensor.storageAllocations - before == 10 && views.count == 10)
    }
}
