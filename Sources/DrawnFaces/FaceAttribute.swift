/// What is or is not the case for a face, in the names of CelebA's list; `Sunglasses` is not in that list and is named in
/// its style.
///
/// Of the drawn faces, each attribute holds or fails by construction and visibly at 64 × 64 pixels: what varies by degrees
/// (a smile, the skin's tone) leaves a gap between the two cases. They are drawn independently of each other, but
///
/// - a head has hair of exactly one colour or is bald; `bald` excludes `bangs` and the four colours,
/// - a face wears `eyeglasses` (clear) or `sunglasses` (dark) or neither.
///
/// Source of the names: Z. Liu, P. Luo, X. Wang, X. Tang, Deep learning face attributes in the wild (ICCV 2015).
public enum FaceAttribute: String, CaseIterable, Sendable, Codable {
    case bald = "Bald"
    case bangs = "Bangs"
    case blackHair = "Black_Hair"
    case blondHair = "Blond_Hair"
    case brownHair = "Brown_Hair"
    case eyeglasses = "Eyeglasses"
    case grayHair = "Gray_Hair"
    case noBeard = "No_Beard"
    case paleSkin = "Pale_Skin"
    case smiling = "Smiling"
    case sunglasses = "Sunglasses"
    case wearingHat = "Wearing_Hat"

    /// The column of an attribute matrix that this attribute has.
    public var column: Int { Self.allCases.firstIndex(of: self)! }

    /// The name as in prose: `Gray_Hair` is "gray hair".
    public var label: String { rawValue.lowercased().replacing("_", with: " ") }

    /// Whether two attributes can exclude each other or follow from each other; all other pairs are drawn independently.
    public static func areRelated(_ a: FaceAttribute, _ b: FaceAttribute) -> Bool {
        let hair: Set<FaceAttribute> = [.bald, .bangs, .blackHair, .blondHair, .brownHair, .grayHair]
        let eyewear: Set<FaceAttribute> = [.eyeglasses, .sunglasses]
        return hair.isSuperset(of: [a, b]) || eyewear.isSuperset(of: [a, b])
    }
}
