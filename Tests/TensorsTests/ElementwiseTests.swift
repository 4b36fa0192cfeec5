import Foundation
import Testing

@testable import Tensors

/// A kernel, the function it stands for in Double, and the error it may have.
struct KernelCase: Sendable, CustomTestStringConvertible {
    let name: String
    let kernel: Elementwise.Kernel
    let maximalError: Double
    let exact: @Sendable (Double) -> Double
    var testDescription: String { name }

    static let all = [
        KernelCase(name: "exp", kernel: Elementwise.exp, maximalError: Elementwise.MaximalError.exp) {
            Foundation.exp($0)
        },
        KernelCase(name: "log", kernel: Elementwise.log, maximalError: Elementwise.MaximalError.log) {
            Foundation.log($0)
        },
        KernelCase(name: "tanh", kernel: Elementwise.tanh, maximalError: Elementwise.MaximalError.tanh) {
            Foundation.tanh($0)
        },
        KernelCase(name: "sigmoid", kernel: Elementwise.sigmoid, maximalError: Elementwise.MaximalError.sigmoid) {
            $0 >= 0 ? 1 / (1 + Foundation.exp(-$0)) : Foundation.exp($0) / (1 + Foundation.exp($0))
        },
        KernelCase(name: "softplus", kernel: Elementwise.softplus, maximalError: Elementwise.MaximalError.softplus) {
            max($0, 0) + log1p(Foundation.exp(-abs($0))) + ($0.isNaN ? $0 : 0)
        },
        KernelCase(
            name: "normalCumulative", kernel: Elementwise.normalCumulative,
            maximalError: Elementwise.MaximalError.normalCumulative
        ) { 0.5 * erfc(-$0 / 2.0.squareRoot()) },
        KernelCase(
            name: "elu", kernel: { Elementwise.elu($0, $1, $2) }, maximalError: Elementwise.MaximalError.elu
        ) { $0 < 0 ? expm1($0) : $0 },
        KernelCase(
            name: "elu, α = 1.7", kernel: { Elementwise.elu($0, $1, $2, α: 1.7) },
            maximalError: Elementwise.MaximalError.elu
        ) { $0 < 0 ? Double(1.7 as Float) * expm1($0) : $0 },
        KernelCase(name: "gelu", kernel: Elementwise.gelu, maximalError: Elementwise.MaximalError.gelu) {
            $0 == -.infinity ? 0 : $0 * 0.5 * erfc(-$0 / 2.0.squareRoot())
        },
        KernelCase(name: "silu", kernel: Elementwise.silu, maximalError: Elementwise.MaximalError.silu) {
            $0 < -700 ? 0 : $0 / (1 + Foundation.exp(-$0))
        },
    ]
}

@Suite struct ElementwiseTests {
    /// A number alone has the same bits as among others.
    @Test func singleNumbersAgreeWithBuffers() {
        let x = testMatrix(1, 13, 5).values.map { 8 * $0 }
        typealias Pair = (Elementwise.Kernel, (Float) -> Float)
        let pairs: [Pair] = [
            (Elementwise.exp, Elementwise.exp), (Elementwise.sigmoid, Elementwise.sigmoid),
            (Elementwise.tanh, Elementwise.tanh), (Elementwise.softplus, Elementwise.softplus),
            (Elementwise.normalCumulative, Elementwise.normalCumulative), (Elementwise.gelu, Elementwise.gelu),
            (Elementwise.silu, Elementwise.silu),
            ({ Elementwise.elu($0, $1, $2, α: 0.5) }, { Elementwise.elu($0, α: 0.5) }),
        ]
        for (kernel, function) in pairs { #expect(results(kernel, x) == x.map(function)) }
        #expect(results(Elementwise.log, x.map(abs)) == x.map { Elementwise.log(abs($0)) })
    }

    /// What a kernel makes of each argument.
    func results(_ kernel: Elementwise.Kernel, _ x: [Float]) -> [Float] {
        Tensor(x).applying(kernel).values
    }

    /// The distance from the exact value in units in the last place of the exact value rounded to Float;
    /// 0 where both are NaN or the same infinity, infinite where only one is.
    func error(_ value: Float, _ exact: Double) -> Double {
        let rounded = Float(exact)
        if exact.isNaN || value.isNaN { return exact.isNaN && value.isNaN ? 0 : .infinity }
        if value.isInfinite || rounded.isInfinite {
            if value == rounded { return 0 }
            return value == rounded.nextUp || value == rounded.nextDown ? 1 : .infinity
        }
        return abs(Double(value) - exact) / Double(max(abs(rounded), Float.leastNormalMagnitude).ulp)
    }

    /// Every 4099th of all floats, infinities and NaNs among them, and all around the places where something changes.
    @Test(arguments: KernelCase.all) func errorsAreAsStated(_ test: KernelCase) {
        var arguments = stride(from: 0, to: UInt64(1) << 32, by: 4099).map { Float(bitPattern: UInt32($0)) }
        let edges: [Float] = [
            0, -0.0, 1, -1, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
            .leastNormalMagnitude, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 88.72284, 88.7228317, -87.33655,
            -103.97208, -103.27893, -17.328679, -20, -110, 0.707106781, 1.41421356, 0.34657359, 9.010913, 8.664339, 10,
            -14.17,
        ]
        for edge in edges {
            let pattern = edge.bitPattern
            arguments += (-50...50).map { Float(bitPattern: pattern &+ UInt32(bitPattern: $0)) }
        }
        var (worst, at): (Double, Float) = (0, 0)
        for (x, y) in zip(arguments, results(test.kernel, arguments)) {
            let error = error(y, test.exact(Double(x)))
            if error > worst { (worst, at) = (error, x) }
        }
        #expect(worst <= test.maximalError, "\(test.name)(\(at)) is off by \(worst) ulp")
        #expect(worst > test.maximalError / 3, "the stated error could be smaller: \(worst)")
    }

    @Test func specialValues() {
        let special: [Float] = [.infinity, -.infinity, 0, -0.0, .nan]
        func check(_ kernel: Elementwise.Kernel, _ expected: [Float], _ line: Int = #line) {
            for (value, wanted) in zip(results(kernel, special), expected) {
                #expect(value == wanted && value.sign == wanted.sign || value.isNaN && wanted.isNaN, "line \(line)")
            }
        }
        check(Elementwise.exp, [.infinity, 0, 1, 1, .nan])
        check(Elementwise.log, [.infinity, .nan, -.infinity, -.infinity, .nan])
        check(Elementwise.tanh, [1, -1, 0, -0.0, .nan])
        check(Elementwise.sigmoid, [1, 0, 0.5, 0.5, .nan])
        check({ Elementwise.elu($0, $1, $2, α: 2) }, [.infinity, -2, 0, -0.0, .nan])
        check(Elementwise.silu, [.infinity, -0.0, 0, -0.0, .nan])
        #expect(results(Elementwise.gelu, special)[0...3] == [.infinity, 0, 0, 0])
        #expect(results(Elementwise.gelu, [.nan])[0].isNaN)
        #expect(results(Elementwise.log, [1])[0] == 0)
        #expect(results(Elementwise.log, [-1, -.leastNonzeroMagnitude]).allSatisfy { $0.isNaN })
        #expect(results(Elementwise.softplus, special)[0...1] == [.infinity, 0])
        #expect(results(Elementwise.normalCumulative, special)[0...3] == [1, 0, 0.5, 0.5])
    }

    /// Any count, in place and not, gives what each element alone gives, and nothing is written beyond the end.
    @Test(arguments: KernelCase.all) func everyCountAndInPlace(_ test: KernelCase) {
        let arguments = (0..<40).map { Float($0) / 3 - 4 + (test.name == "log" ? 5 : 0) }
        let single = arguments.map { results(test.kernel, [$0])[0] }
        for count in 0...40 {
            var buffer = [Float](repeating: 99, count: 48)
            test.kernel(arguments, &buffer, count)
            #expect(buffer[..<count] == single[..<count] && buffer[count...].allSatisfy { $0 == 99 })
            var inPlace = Tensor(Array(arguments[..<count]))
            inPlace.apply(test.kernel)
            #expect(inPlace.values[...] == single[..<count])
        }
    }
}
