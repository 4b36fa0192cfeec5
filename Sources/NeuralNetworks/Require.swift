/// Something that a caller must see to, such as a constant in its interval.
///
/// - Throws: ``NetworkError/invalid(_:)`` with the sentence if it does not hold.
func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws {
    if !holds { throw NetworkError.invalid(sentence()) }
}
