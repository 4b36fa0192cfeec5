import Foundation

/// How many hints of each exercise a student has seen: `.build/workbook/hints.json`.
struct ExerciseMemory {
    private let file: URL

    init(root: PackageRoot) { file = root.scratch.appendingPathComponent("hints.json") }

    /// The number of hints to show now, one more than at the last call, at most `all`.
    func showOneMore(of id: String, all: Int) throws -> Int {
        var seen = (try? JSONFile.read([String: Int].self, from: file)) ?? [:]
        let count = min(max(seen[id] ?? 0, 0) + 1, all)
        seen[id] = count
        try JSONFile.write(seen, to: file)
        return count
    }

    /// Forgets what was shown of an exercise.
    func forget(_ id: String) throws {
        guard var seen = try? JSONFile.read([String: Int].self, from: file), seen[id] != nil else { return }
        seen[id] = nil
        try JSONFile.write(seen, to: file)
    }
}
