import FoundationEssentials
import KeyLifecycle
import LocalMachine
import Vault

/// A lease as `vault lease list` shows it.
struct LeaseView {
    private let intent: Intent
    private let lease: Intent.Lease
    private let profile: String?
    /// `nil` while its key is being made, or where none came of it.
    private let accessKeyID: String?
    private let life: Processes.Life

    /// - Parameter host: this machine and vault file; `nil` where that can't be told.
    /// - Returns: `nil` for an intent that is no lease.
    init?(_ intent: Intent, _ contents: VaultContents, host: String?) throws {
        guard let lease = intent.lease else { return nil }
        self.intent = intent
        self.lease = lease
        profile = contents.profile(id: intent.profile)?.name.description
        accessKeyID = try contents.key(id: intent.key.record)?.accessKeyID
        life = intent.ownerLife(of: lease, on: host)
    }

    static let header = ["NAME", "USER", "KEY ID", "EXPIRES", "PROCESS", "STATE"]

    func cells(at now: Date) -> [TableCell] {
        [
            TableCell(intent.key.name.description), TableCell(intent.key.user ?? "-"),
            TableCell(accessKeyID ?? "-"),
            TableCell(lease.expiresAt.map { RelativeTime.phrase(from: now, to: $0) } ?? "-"),
            TableCell(String(lease.owner.number)),
            TableCell(state, life == .ended ? .warning : nil),
        ]
    }

    static let fields = [
        "name", "profile", "user", "accessKeyId", "startedAt", "expiresAt", "pid", "state",
    ]

    private var values: [JSONValue] {
        [
            .text(intent.key.name.description), .text(profile), .text(intent.key.user),
            .text(accessKeyID), .text(UTCDate.iso(intent.startedAt)),
            .text(lease.expiresAt.map(UTCDate.iso)), .number(Int64(lease.owner.number)),
            .text(state),
        ]
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }

    var csv: String {
        CSV.line(
            values.map { value in
                switch value {
                case .text(let text): text
                case .number(let number): number.map { String($0) }
                default: nil
                }
            })
    }

    /// A word for programs and for people.
    private var state: String {
        switch life {
        case .running: "running"
        case .ended: "ended"
        case .outOfSight: "elsewhere"
        case .unreadable: "unknown"
        }
    }
}
