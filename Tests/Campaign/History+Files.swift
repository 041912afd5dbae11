import Foundation
import SystemPackage
import Vault
import VaultTestSupport

/// What may happen to the files of a history.
extension History {
    /// One bit of a landing file changes; its secret counts as lost then, which is no breach.
    mutating func damageLanding() throws {
        let landings = try stage.vault().landings()
        guard let landing = one(of: landings.filter { $0.key != nil }),
            var bytes = FileManager.default.contents(atPath: landing.path.string)
        else { return }
        // What is in it, and not the zeros behind that.
        let used = bytes.lastIndex { $0 != 0 } ?? 0
        let (place, bit) = (
            Int.random(in: 0...used, using: &random), UInt8.random(in: 0..<8, using: &random)
        )
        bytes[place] ^= 1 << bit
        let file = FileHandle(forWritingAtPath: landing.path.string)
        try file?.write(contentsOf: bytes)
        try file?.close()
        tell("bit \(bit) of byte \(place) of a landing file changes")
        guard let id = landing.key?.record.accessKeyID else { return }
        stage.touched.insert(id)
        // Where the bit lies in a box nothing opens it any more; where it opens, it counts again.
        stage.landed.remove(id)
    }

    /// A copy of the vault is made, or one that is older than the vault is used by mistake: it is refused, and does
    /// nothing at OUTSCALE.
    mutating func useCopy() throws -> [String] {
        let vault = try stage.vault()
        guard let copied, copied.epoch < vault.epoch else {
            let copy = stage.home.path("copy")
            try? FileManager.default.removeItem(atPath: copy)
            try FileManager.default.copyItem(atPath: stage.directory, toPath: copy)
            self.copied = (copy + "/vault.db", vault.epoch)
            tell("the vault is copied")
            return []
        }
        let before = try stage.cloud().requests.count
        let word = one(of: ["recover", "list"]) ?? "recover"
        let finished = note(
            "\(word) in the old copy", try stage.judged([word, "--vault", copied.path]))
        // Keys change meanwhile by others' doing: they expire, and late requests are carried out.
        let sent = try stage.cloud().requests.dropFirst(before)
        return finished.status == 65 && sent.isEmpty
            ? []
            : [
                "I18 an old copy was used: \(finished.status) \(finished.errors)"
                    + sent.map(\.line).joined(separator: "\n")
            ]
    }
}
