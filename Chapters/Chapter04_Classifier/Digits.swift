import ChapterSupport
import Tensors

extension Digits {
    /// The training digits cut in two, five sixths to learn from and one sixth to choose by.
    var split: (learning: Samples, heldOut: Samples) {
        let border = training.count * 5 / 6
        return (training[0..<border], training[border..<training.count])
    }
}
