import Graphics

/// The colours of named series, in order.
public enum Palette {
    /// Ten colours for series and classes, derived from Okabe and Ito's set (2008), darkened where it is too pale for
    /// lines on white.
    public static let series: [Color] = [
        Color(hex: 0x0072B2), Color(hex: 0xD55E00), Color(hex: 0x009E73), Color(hex: 0xC0508F), Color(hex: 0xD89000),
        Color(hex: 0x38A1DB), Color(hex: 0x4A4A4A), Color(hex: 0x8A7B00), Color(hex: 0x7B3FA0), Color(hex: 0x9C2F2F),
    ]

    /// The colour of the series with this index; after the tenth they repeat.
    public static func color(_ index: Int) -> Color { series[index % series.count] }
}
