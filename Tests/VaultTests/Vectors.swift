import Foundation
import SecretMemory
import Testing

@testable import Vault

/// The vectors of `docs/vectors.json`, by name.
struct Vectors {
    struct Vector: Decodable {
        let name: String
        let origin: String
        let description: String
        let values: [String: String]

        /// A value's bytes; a vector that lacks it fails the test that wants it.
        func callAsFunction(_ name: String) throws -> [UInt8] {
            try #require(values[name].flatMap(unhex), "\(self.name) has no \(name)")
        }

        func secret(_ name: String) throws -> SecretBytes { SecretBytes(copying: try self(name)) }

        /// A little-endian number.
        func number(_ name: String) throws -> UInt32 {
            try self(name).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    private struct Document: Decodable { let vectors: [Vector] }

    let all: [Vector]

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
        let file = root.appending(path: "../../docs/vectors.json")
        all = try JSONDecoder().decode(Document.self, from: Data(contentsOf: file)).vectors
    }

    /// The vault's key that all of them are made with.
    func vaultKey() throws -> InMemoryVaultKey {
        let slot = try self["password slot"]
        return InMemoryVaultKey(
            try slot.secret("vault_key"),
            vaultID: try #require(RecordID(slot("vault_id"))), keyEpoch: 1)
    }

    subscript(_ name: String) -> Vector {
        get throws { try #require(all.first { $0.name == name }, "no vector \(name)") }
    }
}

func unhex(_ text: String) -> [UInt8]? {
    guard text.utf8.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
        guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
        bytes.append(byte)
        rest = rest.dropFirst(2)
    }
    return bytes
}

/// The bytes of a made-up secret.
func revealed(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.withBytes { span in span.withUnsafeBytes { Array($0) } }
}
