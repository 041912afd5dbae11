import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import PlaintextCredentials

/// A file in a folder of its own, which goes with it.
final class ScratchFile {
    let path: FilePath
    private let folder: URL

    init(_ name: String, _ text: String, mode: Int = 0o600) throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "vault-plain-\(UUID().uuidString)/proj")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
        path = FilePath(url.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }

    var text: String {
        get throws { try String(contentsOf: URL(filePath: path.string), encoding: .utf8) }
    }

    var neighbours: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    func file() throws -> PlaintextFile { try PlaintextFile(reading: path) }

    func append(_ text: String) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: path.string))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }
}

/// A key as a test compares it, its secret in clear.
struct FoundKey: Equatable {
    var name: String
    var id: String
    var secret: String
    var region: String?
    var endpoint: String?
}

extension PlaintextFile {
    func found() throws -> [FoundKey] {
        try keys().map { key in
            let secret = try secret(of: key).withBytes { bytes in
                bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            }
            return FoundKey(
                name: key.name, id: key.accessKeyID, secret: secret, region: key.region,
                endpoint: key.endpoint)
        }
    }
}
