import Testing

@testable import Derivations

@Suite struct FractionTests {
    @Test func decimalsAreExact() {
        #expect(Fraction(decimal: 0.1) == Fraction(1, 10))
        #expect(Fraction(decimal: -0.375) == Fraction(-3, 8))
        #expect(Fraction(decimal: 1e-5) == Fraction(1, 100_000))
        #expect(Fraction(decimal: 2.5e20) == Fraction(250_000_000_000_000_000_000, 1))
        #expect(Fraction(decimal: 1e200) == nil)
        #expect(Fraction(decimal: 1e-300) == nil)
        #expect(Fraction(decimal: .infinity) == nil)
        #expect(Fraction(decimal: .nan) == nil)
    }

    @Test func arithmetic() throws {
        let third = try #require(Fraction(1, 3))
        let sixth = try #require(Fraction(-1, -6))
        #expect(third.plus(sixth) == Fraction(1, 2))
        #expect(third.times(sixth) == Fraction(1, 18))
        #expect(third.divided(by: sixth) == Fraction(2))
        #expect(third.divided(by: .zero) == nil)
        #expect(third.power(-2) == Fraction(9))
        #expect(Fraction(4, 9)?.root == Fraction(2, 3))
        #expect(third.root == nil)
        #expect(Fraction(-4).root == nil)
        #expect(Fraction(3, 0) == nil)
    }

    /// What does not fit is nil; it is never rounded and never a trap.
    @Test func overflow() throws {
        let large = try #require(Fraction(decimal: 1e30))
        #expect(large.times(large) == nil)
        #expect(large.power(2) == nil)
        #expect(Fraction(1, 3)?.power(1_000_000) == nil)
        #expect(Fraction.one.power(1_000_000) == .one)
        #expect(Fraction(.min, 1) == nil)
        #expect(Fraction(.max, 1)?.plus(.one) == nil)
        #expect(Fraction(.max, 3)?.plus(try #require(Fraction(1, 5))) == nil)
    }

    @Test func decimalsThatEnd() throws {
        let eighth = try #require(Fraction(1, 8)?.decimal)
        #expect(eighth.digits == 125 && eighth.exponent == -3)
        let hundreds = try #require(Fraction(1_200).decimal)
        #expect(hundreds.digits == 12 && hundreds.exponent == 2)
        #expect(Fraction(1, 3)?.decimal == nil)
    }
}
