import Autoencoders
import Tensors
import Testing

@Suite struct ReconstructionErrorTests {
    @Test func itIsASumOverComponentsAndAMeanOverSamples() throws {
        let x = try Tensor([0, 0, 0, 1, 1, 1], shape: [2, 3])
        let reconstruction = try Tensor([1, 2, 0, 1, 1, 4], shape: [2, 3])
        // (1 + 4) and 9.
        #expect(reconstructionError(reconstruction, of: x) == 7)
        #expect(reconstructionError(x, of: x) == 0)
    }
}
