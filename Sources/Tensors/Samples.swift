import Vectors

/// Inputs and targets of a supervised data set, one sample after another.
///
/// Images stay the bytes that they were read as: a batch is gathered straight from them and scaled to 0...1 on the way, so that
/// 60 000 digits take 47 MB, not 188. Labels stay bytes too and become one-hot targets when gathered. Copies and parts share
/// memory.
public struct Samples: Sendable {
    private enum Inputs: Sendable {
        case bytes([UInt8])
        case numbers(Tensor)
    }
    private enum Targets: Sendable {
        case labels([UInt8], classes: Int)
        case numbers(Tensor)
        case inputs
    }

    private let inputs: Inputs
    private let targets: Targets
    /// Which of the stored samples these are.
    private let range: Range<Int>

    /// The shape of one sample's input, such as 784 or 28 × 28 × 1.
    public let sampleShape: Shape
    /// The shape of one sample's target: the number of classes for labels.
    public let targetShape: Shape

    public var count: Int { range.count }

    /// Bytes with one label each.
    ///
    /// - Parameters:
    ///   - bytes: the samples' bytes one after another; 0...255 become 0...1.
    ///   - sampleShape: the shape of one sample.
    ///   - labels: one number below `classes` for each sample; a target is the label's one-hot vector.
    /// - Throws: `ShapeError` if the counts do not fit or a label is too large.
    public init(bytes: [UInt8], sampleShape: Shape, labels: [UInt8], classes: Int) throws {
        guard sampleShape.elementCount > 0, bytes.count == labels.count * sampleShape.elementCount else {
            throw ShapeError(
                "\(bytes.count) bytes do not make \(labels.count) samples of shape \(sampleShape), one for each label.")
        }
        if let position = labels.firstIndex(where: { Int($0) >= classes }) {
            throw ShapeError("Label \(position) is \(labels[position]), but there are only \(classes) classes.")
        }
        inputs = .bytes(bytes)
        targets = .labels(labels, classes: classes)
        range = 0..<labels.count
        self.sampleShape = sampleShape
        targetShape = [classes]
    }

    /// Bytes with one row of numbers each as targets, such as pictures with their attributes.
    ///
    /// - Parameters:
    ///   - bytes: the samples' bytes one after another; 0...255 become 0...1.
    ///   - sampleShape: the shape of one sample.
    ///   - targets: one row for each sample.
    /// - Throws: `ShapeError` if the counts do not fit.
    public init(bytes: [UInt8], sampleShape: Shape, targets: Tensor) throws {
        guard sampleShape.elementCount > 0, targets.shape.rank > 1,
            bytes.count == targets.rows * sampleShape.elementCount
        else {
            throw ShapeError(
                "\(bytes.count) bytes do not make \(targets.rows) samples of shape \(sampleShape), one for each target."
            )
        }
        inputs = .bytes(bytes)
        self.targets = .numbers(targets)
        range = 0..<targets.rows
        self.sampleShape = sampleShape
        targetShape = targets.shape.withoutFirst
    }

    /// Tensors whose rows are the samples.
    ///
    /// - Throws: `ShapeError` if there is not one target for each input.
    public init(inputs: Tensor, targets: Tensor) throws {
        guard inputs.shape.rank > 1, targets.shape.rank > 1, inputs.rows == targets.rows else {
            throw ShapeError(
                "Inputs of shape \(inputs.shape) and targets of shape \(targets.shape) do not have the same number of rows, "
                    + "one for each sample.")
        }
        self.inputs = .numbers(inputs)
        self.targets = .numbers(targets)
        range = 0..<inputs.rows
        sampleShape = inputs.shape.withoutFirst
        targetShape = targets.shape.withoutFirst
    }

    private init(inputs: Inputs, targets: Targets, range: Range<Int>, sampleShape: Shape, targetShape: Shape) {
        self.inputs = inputs
        self.targets = targets
        self.range = range
        self.sampleShape = sampleShape
        self.targetShape = targetShape
    }

    // MARK: Other samples from these

    /// The samples in a range, counted from 0.
    public subscript(part: Range<Int>) -> Samples {
        precondition(part.lowerBound >= 0 && part.upperBound <= count, "There are only \(count) samples.")
        return Samples(
            inputs: inputs, targets: targets,
            range: range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound, sampleShape: sampleShape,
            targetShape: targetShape)
    }

    /// The first samples, all if there are fewer.
    public func prefix(_ count: Int) -> Samples { self[0..<min(count, self.count)] }

    /// The same inputs with themselves as targets, as an autoencoder wants them.
    public var reconstructingInputs: Samples {
        Samples(inputs: inputs, targets: .inputs, range: range, sampleShape: sampleShape, targetShape: sampleShape)
    }

    /// The same samples with inputs of another shape, such as images as vectors.
    ///
    /// - Throws: `ShapeError` if the new shape has another number of elements.
    public func reshaped(to shape: Shape) throws -> Samples {
        guard shape.elementCount == sampleShape.elementCount else {
            throw ShapeError("A sample of shape \(sampleShape) cannot become one of shape \(shape).")
        }
        return Samples(
            inputs: inputs, targets: targets, range: range, sampleShape: shape,
            targetShape: targetsAreInputs ? shape : targetShape)
    }

    /// The samples at the places given, copied in that order; a place may come more than once.
    public func choosing(_ places: [Int]) -> Samples {
        precondition(places.allSatisfy { $0 >= 0 && $0 < count }, "There are only \(count) samples.")
        var (inputs, targets) = (inputs, targets)
        if case .bytes(let bytes) = inputs {
            let size = sampleShape.elementCount
            inputs = .bytes(
                places.flatMap { bytes[(range.lowerBound + $0) * size..<(range.lowerBound + $0 + 1) * size] })
        } else {
            var chosen = Tensor()
            places.map(Int32.init).withUnsafeBufferPointer { gatherInputs($0, into: &chosen) }
            inputs = .numbers(chosen)
        }
        if case .labels(let labels, let classes) = targets {
            targets = .labels(places.map { labels[range.lowerBound + $0] }, classes: classes)
        } else if !targetsAreInputs {
            var chosen = Tensor()
            places.map(Int32.init).withUnsafeBufferPointer { gatherTargets($0, into: &chosen) }
            targets = .numbers(chosen)
        }
        return Samples(
            inputs: inputs, targets: targets, range: 0..<places.count, sampleShape: sampleShape,
            targetShape: targetShape)
    }

    /// The samples of one class, in their order; none if the samples have no labels.
    public func ofClass(_ label: Int) -> Samples {
        choosing((labels ?? []).enumerated().filter { Int($0.element) == label }.map(\.offset))
    }

    // MARK: Reading

    /// The labels, if the samples have any.
    public var labels: [UInt8]? {
        if case .labels(let labels, _) = targets { Array(labels[range]) } else { nil }
    }

    /// The number of classes, if the samples have labels.
    public var classes: Int? { if case .labels(_, let classes) = targets { classes } else { nil } }

    /// Whether each sample is its own target.
    public var targetsAreInputs: Bool { if case .inputs = targets { true } else { false } }

    /// One input's numbers: an image's pixels, row by row.
    public func input(_ index: Int) -> [Float] { inputs(index..<index + 1).values }

    /// All inputs, one a row.
    public var inputTensor: Tensor { inputs(0..<count) }
    /// All targets, one a row.
    public var targetTensor: Tensor { targets(0..<count) }

    /// The inputs in a range, one a row.
    public func inputs(_ part: Range<Int>) -> Tensor {
        var result = Tensor()
        part.map(Int32.init).withUnsafeBufferPointer { gatherInputs($0, into: &result) }
        return result
    }

    /// The targets in a range, one a row.
    public func targets(_ part: Range<Int>) -> Tensor {
        var result = Tensor()
        part.map(Int32.init).withUnsafeBufferPointer { gatherTargets($0, into: &result) }
        return result
    }

    /// A number somewhere among the samples.
    public typealias Place = (sample: Int, component: Int, isTarget: Bool, value: Float)

    /// The first number among inputs and targets that is infinite or none; bytes and labels always are numbers.
    public var firstNotFinite: Place? {
        if case .numbers(let numbers) = inputs, let place = first(in: numbers, where: { !$0.isFinite }) {
            return (place.sample, place.component, false, place.value)
        }
        return firstTarget { !$0.isFinite }
    }

    /// The first number among the targets of which `isWrong` holds; labels, and bytes that are their own targets, are not looked
    /// through.
    public func firstTarget(where isWrong: (Float) -> Bool) -> Place? {
        let place: (sample: Int, component: Int, value: Float)? =
            switch (targets, inputs) {
            case (.numbers(let numbers), _), (.inputs, .numbers(let numbers)): first(in: numbers, where: isWrong)
            default: nil
            }
        return place.map { ($0.sample, $0.component, true, $0.value) }
    }

    private func first(
        in numbers: Tensor, where isWrong: (Float) -> Bool
    ) -> (sample: Int, component: Int, value: Float)? {
        let columns = numbers.columns
        return numbers.withUnsafeBufferPointer { numbers in
            for i in range.lowerBound * columns..<range.upperBound * columns where isWrong(numbers[i]) {
                return (i / columns - range.lowerBound, i % columns, numbers[i])
            }
            return nil
        }
    }

    /// Calls `body` with the inputs' bytes, one sample after another, without a copy.
    ///
    /// - Returns: what `body` returns; nil if the inputs are numbers, not bytes.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result? {
        guard case .bytes(let bytes) = inputs else { return nil }
        let size = sampleShape.elementCount
        return try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[range.lowerBound * size..<range.upperBound * size]))
        }
    }

    // MARK: Gathering batches

    /// Fills a tensor with the inputs of the samples chosen, one a row, in its present memory where possible.
    public func gatherInputs(_ chosen: UnsafeBufferPointer<Int32>, into batch: inout Tensor) {
        batch.reserve(sampleShape.prefixed(by: chosen.count))
        let size = sampleShape.elementCount
        let first = range.lowerBound
        batch.withUnsafeMutableBufferPointer { batch in
            switch inputs {
            case .bytes(let bytes):
                bytes.withUnsafeBufferPointer { bytes in
                    for (row, index) in chosen.enumerated() {
                        precondition(range.count > Int(index) && index >= 0, "There is no such sample.")
                        scale(
                            bytes.baseAddress! + (first + Int(index)) * size, into: batch.baseAddress! + row * size,
                            size)
                    }
                }
            case .numbers(let numbers): copyRows(of: numbers, chosen, to: batch)
            }
        }
    }

    /// Fills a tensor with the targets of the samples chosen, one a row, in its present memory where possible.
    public func gatherTargets(_ chosen: UnsafeBufferPointer<Int32>, into batch: inout Tensor) {
        switch targets {
        case .inputs: gatherInputs(chosen, into: &batch)
        case .numbers(let numbers):
            batch.reserve(targetShape.prefixed(by: chosen.count))
            batch.withUnsafeMutableBufferPointer { copyRows(of: numbers, chosen, to: $0) }
        case .labels(let labels, let classes):
            batch.reserve(targetShape.prefixed(by: chosen.count))
            let first = range.lowerBound
            batch.withUnsafeMutableBufferPointer { batch in
                batch.update(repeating: 0)
                for (row, index) in chosen.enumerated() {
                    precondition(range.count > Int(index) && index >= 0, "There is no such sample.")
                    batch[row * classes + Int(labels[first + Int(index)])] = 1
                }
            }
        }
    }

    private func copyRows(
        of numbers: Tensor, _ chosen: UnsafeBufferPointer<Int32>, to batch: UnsafeMutableBufferPointer<Float>
    ) {
        let size = numbers.columns
        numbers.withUnsafeBufferPointer { numbers in
            for (row, index) in chosen.enumerated() {
                precondition(range.count > Int(index) && index >= 0, "There is no such sample.")
                (batch.baseAddress! + row * size).update(
                    from: numbers.baseAddress! + (range.lowerBound + Int(index)) * size, count: size)
            }
        }
    }
}

/// x = byte/255: 0 becomes 0 and 255 becomes 1 exactly. Eight at a time: the compiler cannot rule out that bytes and x overlap.
private func scale(_ bytes: UnsafePointer<UInt8>, into x: UnsafeMutablePointer<Float>, _ count: Int) {
    let whole = count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let eight = SIMD8<Int32>(truncatingIfNeeded: UnsafeRawPointer(bytes + i).loadUnaligned(as: SIMD8<UInt8>.self))
        store(Lanes(eight) * (1 / 255), x + i)
    }
    for i in whole..<count { x[i] = Float(bytes[i]) * (1 / 255) }
}
