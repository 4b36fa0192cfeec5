import Foundation
import Tensors
import Testing

@testable import ChapterSupport

/// Data with which the chapters cannot work are refused with a sentence.
@Suite struct UnfitDigitsTests {
    private func samples(_ count: Int, classes: Int = 10, pixel: (Int, Int) -> UInt8) throws -> Samples {
        try Samples(
            bytes: (0..<count).flatMap { i in (0..<784).map { pixel(i, $0) } }, sampleShape: [784],
            labels: (0..<count).map { UInt8($0 % classes) }, classes: 10)
    }

    private func complaint(_ training: Samples, _ test: Samples) -> String? {
        do { try Digits(training: training, test: test).check(from: URL(fileURLWithPath: "/data/images")) } catch {
            return "\(error)"
        }
        return nil
    }

    private func noise(_ i: Int, _ j: Int) -> UInt8 { UInt8((i * 7919 + j * 104_729 + i * j * 31) >> 3 & 255) }

    @Test func enoughIsEnough() throws {
        #expect(complaint(try samples(1_000, pixel: noise), try samples(500, pixel: noise)) == nil)
    }

    @Test func tooFew() throws {
        let few = try samples(10, pixel: noise)
        #expect(
            complaint(few, few)
                == "/data/images holds 10 training images, but the chapters on digits need at least 1000")
        #expect(
            complaint(try samples(1_000, pixel: noise), few)
                == "/data/images holds 10 test images, but the chapters on digits need at least 500")
    }

    @Test func blank() throws {
        let blank = try samples(2_000) { _, _ in 0 }
        #expect(
            complaint(blank, blank)
                == "/data/images holds only 1 different images among 2000 for training, but the chapters on digits need at least 500"
        )
        let narrow = try samples(1_000) { i, j in j < 2 ? UInt8(truncatingIfNeeded: i >> (8 * j)) : 0 }
        #expect(
            complaint(narrow, narrow)
                == "/data/images holds training images of which only 2 pixels vary, but the chapters on digits need 300 that do"
        )
    }

    @Test func withoutAClass() throws {
        let nine = try samples(1_000, classes: 9, pixel: noise)
        #expect(
            complaint(nine, nine)
                == "/data/images holds no training image of class 9, but the chapters on digits need all ten classes, 0 to 9"
        )
    }
}
