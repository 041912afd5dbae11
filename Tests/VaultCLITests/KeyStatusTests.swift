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

    @Test(arguments: [KeyState.active, .inactive, .unknown], [false, true])
    func `needs attention when it is due or expired, whatever else is true of it`(
        state: KeyState, pending: Bool
    ) throws {
        let verified = !pending
        for seconds in [-1.0, 50] {
            let row = try row(
                expiresIn: seconds, state: state, pending: pending, verified: verified)
            #expect(row.isDue)
        }
        for seconds in [101, nil] as [Double?] {
            let row = try row(
                expiresIn: seconds, state: state, pending: pending, verified: verified)
            #expect(!row.isDue)
        }
    }

    @Test func `shows that it is due beside any other state`() throws {
        #expect(try row(expiresIn: 50, verified: false).states == ["unverified", "due"])
        #expect(try row(expiresIn: 50, pending: true).states == ["pending", "due"])
        #expect(try row(expiresIn: 50, state: .inactive).states == ["inactive", "due"])
        #expect(try row(expiresIn: 50).states == ["due"])
        #expect(try row(expiresIn: -1).states == ["expired"])
        #expect(try row(expiresIn: 500).states == ["ok"])
    }

    @Test(
        arguments: [
            (nil, true, nil), (-1, true, .bad), (3_599, true, .bad), (3_599, false, .bad),
            (3_601, false, nil),
        ] as [(Double?, Bool, Style.Tone?)])
    func `is urgent by its date alone`(expiresIn: Double?, verified: Bool, tone: Style.Tone?) throws
    {
        #expect(try row(expiresIn: expiresIn, verified: verified).urgency == tone)
    }
}
