import Graphics

/// The colours of named series, in order.
public enum Palette {
    /// Ten colours for series and classes. The first two are Okabe and Ito's blue and vermilion (2008); the others keep
    /// near that set's hues, with lightness and saturation chosen by search so that the two nearest colours are as far
    /// apart as possible for normal sight, protanopia, deuteranopia and tritanopia alike: never nearer than 0.10 in OKLab
    /// (Okabe and Ito's eight: 0.08). Eight have a contrast of 3 : 1 with white or more, gold and sky blue of 2.2 : 1.
    public static let series: [Color] = [
        Color(hex: 0x0072B2), Color(hex: 0xD55E00), Color(hex: 0x16A19F), Color(hex: 0xB0307A), Color(hex: 0xDBA600),
        Color(hex: 0x14BAF5), Color(hex: 0x24374B), Color(hex: 0x795100), Color(hex: 0xA25BFF), Color(hex: 0x681700),
    ]

    /// The colour of the series with this index; after the tenth they repeat.
    public static func color(_ index: Int) -> Color { series[index % series.count] }

    /// A colour dark enough for text on white (4.5 : 1).
    static func ink(_ color: Color) -> Color {
        (0...20).lazy.map { color.opacity(1).mixed(with: .black, by: Double($0) / 20) }
            .first { $0.contrast(with: .white) >= 4.5 } ?? .black
    }
}
