/// An exercise: a file in the chapter's folder `Exercises` that holds the statement as prose, what the student writes,
/// the hints and the check.
///
/// ```swift
/// /*:
///  ## Swish
///  Write $f(x) = x\,\sigma(x)$ ...
///  */
/// func swish(_ x: Double) throws -> Double {
///     throw NotYetSolved("1.1")
/// }
///
/// enum SwishExercise: Exercise {          // in Exercises/Swish.swift
///     static let id = "1.1"
///     static let title = "Swish"
///     static let hints = ["...", "..."]
///     static var attempt: (Double) throws -> Double { swish }
///
///     static func check(_ solution: (Double) throws -> Double) throws {
///         try compare("x", over: [0, 1, -1, 2.5], expected: { $0 / (1 + exp(-$0)) }, answer: solution)
///     }
/// }
/// ```
public protocol Exercise: Sendable {
    /// What the student writes: a function type, or a type with several functions.
    associatedtype Solution

    /// Chapter and number: `1.1`.
    static var id: String { get }
    static var title: String { get }
    /// From a nudge to nearly the answer.
    static var hints: [String] { get }
    /// What the student has written in the exercise's file.
    static var attempt: Solution { get }

    /// Judges any solution, not just the student's.
    /// - Throws: ``NotYetSolved`` from the stub, ``WrongAnswer`` with the smallest counterexample found.
    static func check(_ solution: Solution) throws
}

extension Exercise {
    /// The name of the exercise's file without its extension: `SwishExercise` is in `Exercises/Swish.swift`.
    public static var name: String {
        let name = String(describing: Self.self)
        return name.hasSuffix("Exercise") ? String(name.dropLast("Exercise".count)) : name
    }

    /// The exercise's file relative to the package's root.
    public static var file: String {
        let module = String(reflecting: Self.self).prefix { $0 != "." }
        return "Chapters/\(module)/Exercises/\(name).swift"
    }

    /// What the check says about a solution.
    public static func verdict(on solution: Solution) -> Verdict {
        do {
            try check(solution)
            return .solved
        } catch is NotYetSolved {
            return .notYetSolved
        } catch let error as WrongAnswer {
            return .wrong(error.description)
        } catch {
            return .wrong("it throws an error: \(reason(of: error))")
        }
    }
}

/// What an exercise's stub throws until it is solved.
public struct NotYetSolved: Error, Hashable, Sendable, CustomStringConvertible {
    public let id: String

    public init(_ id: String) { self.id = id }

    public var description: String { "exercise \(id) is not yet solved" }
}

/// Throws ``NotYetSolved``: the first line of an exercise that gives faulty code to repair. Delete it when you have.
public func notYetSolved(_ id: String) throws { throw NotYetSolved(id) }

/// An answer was wrong: the case that shows it, what was expected and what came.
public struct WrongAnswer: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter description: One sentence that names the failing case.
    public init(_ description: String) { self.description = description }
}
