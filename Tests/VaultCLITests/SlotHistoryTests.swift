import Foundation
import Testing
import Vault

@testable import VaultCLI

@Suite("When a slot was made")
struct SlotHistoryTests {
    private func date(_ second: Int) -> Date { Date(timeIntervalSince1970: Double(second)) }

    private func history(
        _ events: [(AuditEvent.Action, String?)]
    ) -> SlotHistory {
        SlotHistory(
            events.enumerated().map { index, event in
                AuditEntry(
                    sequence: UInt64(index) + 1,
                    event: AuditEvent(at: date(index), action: event.0, detail: event.1))
            })
    }

    @Test func `is told by the audit log`() {
        let history = history([
            (.created, nil), (.slotAdded, "slot 2, key-file"), (.executed, "slot 2"),
            (.passwordChanged, "slot 0"), (.slotAdded, "slot 3, recovery"),
            (.slotRemoved, "slot 3, recovery"), (.slotAdded, "slot x"),
        ])
        #expect(history.madeAt(0) == date(3))
        #expect(history.madeAt(1) == date(0))
        #expect(history.madeAt(2) == date(1))
    }

    @Test func `is when the vault got its key, where all were made anew`() {
        let history = history([
            (.created, nil), (.slotAdded, "slot 2, key-file"), (.rekeyed, nil),
            (.slotAdded, "slot 4, password"),
        ])
        #expect([0, 1, 2].allSatisfy { history.madeAt($0) == date(2) })
        #expect(history.madeAt(4) == date(3))
    }

    @Test func `is not known where the log has nothing of it`() {
        #expect(history([(.stored, nil)]).madeAt(0) == nil)
    }
}
