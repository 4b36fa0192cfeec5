import Graphics

/// Sizes (in points) and greys that all figures share.
enum Theme {
    static let title = TextStyle(size: 12, bold: true, color: Color(grey: 0.1))
    static let axisLabel = TextStyle(size: 11, color: Color(grey: 0.1))
    static let tickLabel = TextStyle(size: 10, color: Color(grey: 0.25))
    static let legend = TextStyle(size: 10, color: Color(grey: 0.1))
    static let directLabel = TextStyle(size: 10, bold: true)
    static let annotation = TextStyle(size: 10, color: Color(grey: 0.15))
    static let caption = TextStyle(size: 9.5, color: Color(grey: 0.2))

    static let axisLine = Color(grey: 0.35)
    static let grid = Color(grey: 0.9)
    static let minorTick = Color(grey: 0.55)

    static let margin = 10.0
    static let gap = 6.0
}
