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
    ///   - limit: at most so many faces are read, the first of the list.
    /// - Throws: `DatasetError` that names the file and what is wrong with it.
    public init(directory: URL, limit: Int = .max) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isFolder) else {
            throw DatasetError(path: directory.path, problem: .noSuchFolder)
        }
        guard isFolder.boolValue else { throw DatasetError(path: directory.path, problem: .notAFolder) }
        let list = try AttributeList(path: directory.appendingPathComponent(AttributeList.fileName).path)
        let rows = list.rows.prefix(limit)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * Faces.side * Faces.side * 3)
        for row in rows {
            let name = (row.file as NSString).deletingPathExtension + ".png"
            let url = directory.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: url.path) else {
                throw DatasetError(path: url.path, problem: .noSuchFile)
            }
            do {
                bytes += Faces.scaled(try PNG.read(url))
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

    /// The middle of a picture as 64 × 64 × 3 bytes: each pixel is the mean over the area that it covers.
    static func scaled(_ image: Image) -> [UInt8] {
        let picture = image.converted(to: .rgb)
        let (width, height) = (picture.width, picture.height)
        let shorter = min(width, height)
        let square = width == height ? shorter : max(1, (shorter * 150 + 89) / 178)
        let (left, top) = ((width - square) / 2, (height - square) / 2)
        var result = [UInt8](repeating: 0, count: side * side * 3)
        let step = Double(square) / Double(side)
        /// The pixels that a target pixel covers along one side, with their shares.
        func covered(_ i: Int) -> [(place: Int, share: Double)] {
            let (from, to) = (Double(i) * step, Double(i + 1) * step)
            return (Int(from)...min(Int(to), square - 1)).map { place in
                (place, max(0, min(to, Double(place + 1)) - max(from, Double(place))) / step)
            }
        }
        let shares = (0..<side).map(covered)
        picture.bytes.withUnsafeBufferPointer { bytes in
            for y in 0..<side {
                for x in 0..<side {
                    var sum = SIMD3<Double>.zero
                    for row in shares[y] {
                        for column in shares[x] {
                            let p = ((top + row.place) * width + left + column.place) * 3
                            let pixel = SIMD3(Double(bytes[p]), Double(bytes[p + 1]), Double(bytes[p + 2]))
                            sum += row.share * column.share * pixel
                        }
                    }
                    for c in 0..<3 { result[(y * side + x) * 3 + c] = UInt8(min(255, sum[c].rounded())) }
                }
            }
        }
        return result
    }
}
