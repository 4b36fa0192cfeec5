import Foundation

/// Reads damaged files of one format until there are enough.
struct FuzzRun {
    let format: any FuzzedFormat
    let seed: UInt64
    let report: FailureReport
    /// An input that takes longer has hung.
    static let timeLimit = Duration.seconds(2)
    /// What an input may take above what a valid file of its size needs.
    static let memoryLimit = 64 << 20

    private(set) var accepted = 0
    private(set) var refused = 0
    private(set) var failures = 0
    private(set) var slowest = Duration.zero
    private(set) var mostMemory = 0

    /// Whether this process does nothing else, so that its time and memory are the reader's.
    private let isAlone: Bool

    init(_ format: any FuzzedFormat, seed: UInt64, folder: String, isAlone: Bool = true) {
        (self.format, self.seed, self.isAlone) = (format, seed, isAlone)
        report = FailureReport(folder: folder, format: format.name)
    }

    /// The input of a number: the first are the seeds themselves, which must be accepted.
    func input(_ number: Int, seeds: [[UInt8]]) -> [UInt8] {
        if number < seeds.count { return seeds[number] }
        var random = FuzzRandom(seed: seed, input: number)
        var file = random.pick(seeds)
        if random.oneIn(4) { Damage.once(&file, others: seeds, with: &random) }
        if !random.oneIn(3) { file = format.damage(file, with: &random) }
        for _ in 0..<random.below(4) { Damage.once(&file, others: seeds, with: &random) }
        return file
    }

    /// Reads inputs from number `first` on, until there are `count` or the time is over.
    mutating func run(first: Int, count: Int, until end: ContinuousClock.Instant) throws {
        let seeds = try format.seeds()
        let watchdog = isAlone ? report.watch(limit: Self.timeLimit) : nil
        defer { watchdog?.cancel() }
        ResidentMemory.resetPeak()
        var base = ResidentMemory.peak
        for number in first..<first + count {
            if number % 64 == 0, .now > end { break }
            let input = input(number, seeds: seeds)
            report.begin(input, number: number)
            let time = ContinuousClock().measure { read(input, number: number, isSeed: number < seeds.count) }
            report.end()
            slowest = max(slowest, time)
            let growth = isAlone ? ResidentMemory.peak - base : 0
            mostMemory = max(mostMemory, growth)
            if growth > Self.memoryLimit + format.memory(forFileOf: input.count) {
                failures += 1
                report.report("\(input.count) bytes took \(growth >> 20) MB", number: number, kind: "memory")
            }
            if growth > 1 << 20 {
                ResidentMemory.resetPeak()
                base = ResidentMemory.peak
            }
        }
    }

    private mutating func read(_ input: [UInt8], number: Int, isSeed: Bool) {
        var problem: String?
        do {
            try format.read(input)
            accepted += 1
        } catch  where format.isRefusal(error) {
            refused += 1
            let sentence = "\(error)"
            if isSeed { problem = "a valid file is refused: \(sentence)" }
            if sentence.unicodeScalars.count > 1000 { problem = "the error has \(sentence.count) characters" }
            if sentence.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                problem = "the error holds control characters"
            }
        } catch {
            problem = "\(error)"
        }
        if let problem {
            failures += 1
            report.report(problem, number: number, kind: "wrong")
        }
    }
}
