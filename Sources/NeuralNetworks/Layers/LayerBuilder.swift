/// Turns what stands between the braces of a ``Network`` into a list of declarations.
///
/// `if`, `if` with `else`, `switch`, `for` and nested lists are allowed. An `if` that is false adds nothing.
@resultBuilder
public enum LayerBuilder {
    public static func buildExpression(_ declaration: some LayerDeclaration) -> [any LayerDeclaration] { [declaration] }
    public static func buildExpression(_ declarations: [any LayerDeclaration]) -> [any LayerDeclaration] {
        declarations
    }
    public static func buildBlock(_ parts: [any LayerDeclaration]...) -> [any LayerDeclaration] {
        Array(parts.joined())
    }
    public static func buildOptional(_ part: [any LayerDeclaration]?) -> [any LayerDeclaration] { part ?? [] }
    public static func buildEither(first part: [any LayerDeclaration]) -> [any LayerDeclaration] { part }
    public static func buildEither(second part: [any LayerDeclaration]) -> [any LayerDeclaration] { part }
    public static func buildArray(_ parts: [[any LayerDeclaration]]) -> [any LayerDeclaration] { Array(parts.joined()) }
    public static func buildLimitedAvailability(_ part: [any LayerDeclaration]) -> [any LayerDeclaration] { part }
}
