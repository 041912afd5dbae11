import Foundation
import Testing
import Vault

@testable import VaultCLI

@Suite("When a key is due")
struct DueWindowTests {
    private let now = Date(timeIntervalSince1970: 1_795_523_696)
    private let hour = 3600.0
    private let day = 86_400.0

    private func key(created: Date?, stored: Date? = nil, expires: Date?) throws -> KeyRecord {
        KeyRecord(
            id: .random(), name: try #require(EntryName("k")), profile: .random(), user: nil,
            accessKeyID: "AK", state: .active, createdAt: created, expiresAt: expires, tag: nil,
            storedAt: stored ?? now, verifiedAt: now)
    }

    @Test(
        arguments: [
            (lifetime: 365.0, window: 30.0), (90, 30), (60, 20), (30, 10), (7, 7.0 / 3),
            (1, 1.0 / 3),
            (0, 0), (-3, 0),
        ] as [(lifetime: Double, window: Double)])
    func `is 30 days before its expiry, and at most a third of its lifetime`(
        lifetime: Double, window: Double
    ) throws {
        let key = try key(created: now, expires: now + lifetime * day)
        #expect(DueWindow.usual.seconds(for: key) == Int64(window * day))
    }

    @Test func `counts from its storing where its creation is not known`() throws {
        let key = try key(created: nil, stored: now - 50 * day, expires: now + 10 * day)
        #expect(DueWindow.usual.seconds(for: key) == Int64(20 * day))
    }

    @Test func `begins and never ends, and a key without an expiry has none`() throws {
        let key = try key(created: now - 60 * day, expires: now + 30 * day)
        #expect(DueWindow.usual.isReached(by: key, at: now))
        #expect(!DueWindow.usual.isReached(by: key, at: now - 1))
        #expect(DueWindow.usual.isReached(by: key, at: now + 31 * day))
        #expect(
            !DueWindow.usual.isReached(by: try self.key(created: now, expires: nil), at: now))
    }

    @Test func `of an own choice is the same for every key`() throws {
        let key = try key(created: now, expires: now + day)
        #expect(DueWindow.seconds(90_000).isReached(by: key, at: now))
        #expect(!DueWindow.seconds(60).isReached(by: key, at: now))
    }

    /// What `rotate --due` does when a timer runs it every hour for a month.
    @Test(
        arguments: [(lifetime: 1.0, rotations: 45), (7, 6), (30, 1), (90, 0)]
            as [(lifetime: Double, rotations: Int)])
    func `makes an hourly rotation replace a key once in its lifetime, not every hour`(
        lifetime: Double, rotations: Int
    ) throws {
        var key = try key(created: now, expires: now + lifetime * day)
        var count = 0
        for run in 1...(30 * 24) {
            let time = now + Double(run) * hour
            guard DueWindow.usual.isReached(by: key, at: time) else { continue }
            count += 1
            key = try self.key(created: time, expires: time + lifetime * day)
        }
        #expect(count == rotations)
    }
}
