import Foundation
import Graphics
import Tensors

extension Faces {
    /// The faces of a folder of PNG files with a list of attributes in CelebA's form, `list_attr_celeba.txt`.
    ///
    /// Pictures are cropped to a square at their middle and scaled to 64 × 64 by averaging areas. Of CelebA's aligned pictures,
    /// 178 × 218 pixels, the square has 150, as in the paper; of others it has the same share of the shorter side, and pictures
    /// that are square already are taken whole.
    ///
    /// A file that the list calls `000001.jpg` may be there as `000001.png`.
    ///
    /// Source: Hou et al., Deep feature consistent variational autoencoder (arXiv 1610.00291), section 4.1.
    ///
    /// - Parameters:
    ///   - directory: the folder.
    ///   - limit: at most so many faces are read, the first of the list; at least one.
    /// - Throws: `DatasetError` that names the file and what is wrong with it.
    public init(directory: URL, limit: Int = .max) throws {
        try PathKind.requireFolder(directory.path)
        let listPath = directory.appendingPathComponent(AttributeList.fileName).path
        if case .nothing = try PathKind(listPath) {
            throw DatasetError(path: directory.path, problem: .missingList(name: AttributeList.fileName))
        }
        let list = try AttributeList(path: listPath)
        let rows = list.rows.prefix(max(1, limit))
        var bytes: [UInt8] = []
        for row in rows {
            let name = (row.file as NSString).deletingPathExtension + ".png"
            let url = directory.appendingPathComponent(name)
            if case .nothing = try PathKind(url.path) { throw DatasetError(path: url.path, problem: .noSuchFile) }
            do {
                bytes += try FaceScaling.bytes(PNG.contents(of: url))
            } catch let error as GraphicsError {
                throw DatasetError(path: url.path, problem: .wrongImage(reason: error.description))
            }
        }
        let targets = Tensor(shape: [rows.count, list.names.count]) { targets in
            for (i, row) in rows.enumerated() {
                for (j, value) in row.values.enumerated() { targets[i * row.values.count + j] = value ? 1 : 0 }
            }
        }
        try self.init(bytes: bytes, attributes: list.names, targets: targets)
    }
}
