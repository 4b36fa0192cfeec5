import Tensors
import Testing

@Suite struct SamplesTests {
    private func digits() throws -> Samples {
        try Samples(bytes: (0..<30).map { UInt8($0 * 8) }, sampleShape: [2, 3], labels: [0, 2, 1, 2, 0], classes: 3)
    }

    @Test func bytesBecomeFractions() throws {
        let samples = try digits()
        #expect(samples.count == 5 && samples.targetShape == [3])
        #expect(samples.inputTensor.shape == [5, 2, 3])
        for i in 0..<30 { #expect(abs(samples.inputTensor[flat: i] - Float(i * 8) / 255) < 1e-7) }
        #expect(samples.targets(1..<3).values == [0, 0, 1, 0, 1, 0])
        let all = try Samples(bytes: (0...255).map { UInt8($0) }, sampleShape: [256], labels: [0], classes: 1)
            .inputTensor
        for i in 0..<256 { #expect(abs(all[flat: i] - Float(i) / 255) <= Float(i) / 255 * 1.2e-7) }
        let extremes = try Samples(bytes: [0, 255], sampleShape: [2], labels: [0], classes: 1)
        #expect(extremes.inputTensor.values == [0, 1])
    }

    @Test func partsCountFromZero() throws {
        let part = try digits()[2..<5]
        #expect(part.labels == [1, 2, 0] && part.classes == 3)
        #expect(try part.inputs(0..<1) == digits().inputs(2..<3))
        #expect(try digits().prefix(99).count == 5)
        #expect(try digits().reconstructingInputs.targetTensor == digits().inputTensor)
        #expect(try digits().reshaped(to: [6]).inputTensor.shape == [5, 6])
    }

    @Test func misfitsAreRefused() throws {
        #expect(throws: ShapeError.self) {
            try Samples(bytes: [1, 2, 3], sampleShape: [2], labels: [0, 0], classes: 1)
        }
        #expect(throws: ShapeError.self) { try Samples(bytes: [1, 2], sampleShape: [2], labels: [3], classes: 3) }
        #expect(throws: ShapeError.self) {
            try Samples(inputs: Tensor(shape: [3, 2]), targets: Tensor(shape: [2, 2]))
        }
        #expect(throws: ShapeError.self) { try digits().reshaped(to: [5]) }
    }
}
