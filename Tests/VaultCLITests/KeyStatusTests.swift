import Foundation
import Testing
import Vault

@testable import VaultCLI

@Suite("A key's status in a list")
struct KeyStatusTests {
    private let now = Date(timeIntervalSince1970: 1_795_523_696)

    private func row(
        expiresIn seconds: Double?, state: KeyState = .active, pending: Bool = false,
        verified: Bool = true
    ) throws -> KeyRow {
        let record = KeyRecord(
            id: .random(), name: try #require(EntryName("k")), profile: .random(), user: nil,
            accessKeyID: "AK", state: state, createdAt: now,
            expiresAt: seconds.map { now.addingTimeInterval($0) }, tag: nil, storedAt: now,
            verifiedAt: verified ? now : nil)
        return KeyRow(record, profile: "p", isPending: pending, now: now, due: .seconds(100))
    }

    @Test func `is the first that is true`() throws {
        #expect(
            try row(expiresIn: -1, state: .inactive, pending: true, verified: false).status
                == .expired)
        #expect(try row(expiresIn: 0).status == .expired)
        #expect(
            try row(expiresIn: 1, state: .inactive, pending: true, verified: false).status
                == .inactive)
        #expect(try row(expiresIn: 1, pending: true, verified: false).status == .pending)
        #expect(try row(expiresIn: 1, verified: false).status == .unverified)
        #expect(try row(expiresIn: 100).status == .due)
        #expect(try row(expiresIn: 101).status == .ok)
        #expect(try row(expiresIn: nil).status == .ok)
    }

    @Test func `needs attention when it is due or expired, and not when it is switched off`() throws
    {
        #expect(try row(expiresIn: -1).needsAttention)
        #expect(try row(expiresIn: 50).needsAttention)
        #expect(try !row(expiresIn: 50, state: .inactive).needsAttention)
        #expect(try !row(expiresIn: nil).needsAttention)
    }
}
