import Foundation

/// A folder of photographs for the sections on faces.
public enum FaceFolder {
    /// Whether a folder holds pictures with CelebA's list of attributes.
    public static func isOne(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("list_attr_celeba.txt").path)
    }
}
