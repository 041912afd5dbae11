import Foundation
import SystemPackage
import Testing

@testable import VaultCLI

@Suite("The directory of the agent's socket")
final class RuntimeDirectoryTests {
    private let root = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID())")

    deinit { try? FileManager.default.removeItem(at: root) }

    private func folder(_ name: String, mode: Int) throws -> FilePath {
        let path = root.appending(path: name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return FilePath(path)
    }

    private func found(_ named: FilePath?, usual: FilePath) -> FilePath? {
        guard case .at(let path) = RuntimeDirectory(named, usual: usual) else { return nil }
        return path
    }

    private func reason(_ named: FilePath?, usual: FilePath) -> RuntimeDirectory.Reason? {
        guard case .none(let reason) = RuntimeDirectory(named, usual: usual) else { return nil }
        return reason
    }

    @Test func `is the one that is named, where it is the user's alone or is not there yet`() throws {
        let (own, usual) = (try folder("own", mode: 0o700), try folder("usual", mode: 0o700))
        #expect(found(own, usual: usual) == own)
        #expect(found(own.appending("new"), usual: usual) == own.appending("new"))
    }

    @Test(arguments: [0o755, 0o770, 0o1777, 0o701])
    func `is the usual one where others can enter the named one`(mode: Int) throws {
        let (open, usual) = (try folder("open", mode: mode), try folder("usual", mode: 0o700))
        #expect(found(open, usual: usual) == usual)
        #expect(reason(open, usual: open) == .notPrivate(open))
        #expect(reason(nil, usual: open) == .notSet)
    }

    @Test func `is no file, and no other user's`() throws {
        let usual = FilePath(root.appending(path: "none").path)
        let file = try folder("own", mode: 0o700).appending("file")
        try Data().write(to: URL(filePath: file.string))
        #expect(reason(file, usual: usual) == .notPrivate(file))
        let foreign = try folder("foreign", mode: 0o700)
        guard chown(foreign.string, geteuid() + 1, getegid()) == 0 else { return }
        #expect(reason(foreign, usual: usual) == .notPrivate(foreign))
    }
}
