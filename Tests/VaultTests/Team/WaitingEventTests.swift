import Foundation
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

@Suite("Events that wait for the server", .enabled(if: PostgresPrograms.exist))
struct WaitingEventTests {
    let team: SharedTeam

    init() throws {
        team = try SharedTeam()
        try team.take("bob", as: .admin)
        try team.note("before")
    }

    private func noteOffline(_ program: String) throws {
        var vault = try team.unlocked(reach: .offline)
        try vault.note(
            AuditEvent(at: SharedTeam.now, action: .executed, key: "first", detail: program))
    }

    private func details() throws -> [String?] {
        try team.unlocked("bob").memberTrail().entries.map(\.event?.detail)
    }

    private func file() throws -> String {
        let folder = team.directory.appending(path: "alice")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return folder.appending(path: try #require(names.first { $0.hasSuffix(".waiting") })).path
    }

    @Test func `come in their order, and that is said once`() throws {
        for program in ["one", "two", "three"] { try noteOffline(program) }
        #expect(try details() == ["before"])
        #expect(try team.unlocked().warnings == [.eventsSent(count: 3)])
        #expect(try team.unlocked().warnings == [])
        try noteOffline("four")
        _ = try team.unlocked()
        #expect(try details() == ["before", "one", "two", "three", "four"])
        try team.verify(as: "bob")
    }

    @Test func `are read although the vault has got another key meanwhile`() throws {
        try team.take("carol")
        _ = try team.unlocked()
        try noteOffline("one")
        var bob = try team.unlocked("bob")
        try bob.removeMember(named: team.name("carol"), on: "here", by: nil, at: SharedTeam.later)
        #expect(try team.unlocked().warnings == [.eventsSent(count: 1)])
        #expect(try details().last == "one")
    }

    @Test func `that no key opens are counted, and keep nobody waiting`() throws {
        try noteOffline("one")
        try noteOffline("two")
        let path = FilePath(try file())
        var bytes = try #require(try DurableFile.read(path, limit: 1 << 20))
        bytes[40] ^= 1
        bytes.replaceSubrange(12..<28, with: DigestTrailer.digest(of: Array(bytes[28...])))
        try DurableFile.replace(path, with: bytes)
        #expect(
            try team.unlocked().warnings == [
                .eventsSent(count: 1), .eventsUnreadable(count: 1),
            ])
        #expect(try team.unlocked().warnings == [])
        #expect(try details() == ["before", "two"])
    }

    @Test func `are kept where the disk has changed a byte of them`() throws {
        try noteOffline("one")
        let path = try file()
        var bytes = try #require(try DurableFile.read(FilePath(path), limit: 1 << 20))
        bytes[40] ^= 1
        try DurableFile.replace(FilePath(path), with: bytes)
        #expect(team.refusal() == .team(.damagedFile(.waiting, path: path)))
        #expect(try DurableFile.read(FilePath(path), limit: 1 << 20) == bytes)
    }

    @Test func `are named where their file is another one`() throws {
        try noteOffline("one")
        let path = try file()
        try DurableFile.replace(FilePath(path), with: Array("nothing".utf8))
        #expect(team.refusal() == .team(.damagedFile(.waiting, path: path)))
    }
}
