import Graphics

/// Sizes (in points) and greys that all figures share.
public enum Theme {
    public static let title = TextStyle(size: 12, bold: true, color: Color(grey: 0.1))
    public static let axisLabel = TextStyle(size: 11, color: Color(grey: 0.1))
    public static let tickLabel = TextStyle(size: 10, color: Color(grey: 0.25))
    public static let legend = TextStyle(size: 10, color: Color(grey: 0.1))
    public static let directLabel = TextStyle(size: 10, bold: true)
    public static let annotation = TextStyle(size: 10, color: Color(grey: 0.15))
    public static let caption = TextStyle(size: 9.5, color: Color(grey: 0.2))

    public static let axisLine = Color(grey: 0.35)
    public static let grid = Color(grey: 0.9)
    public static let minorTick = Color(grey: 0.55)

    public static let margin = 10.0
    public static let gap = 6.0
}
