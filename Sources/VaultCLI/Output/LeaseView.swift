import FoundationEssentials
import KeyLifecycle
import Vault

/// A lease as `vault lease list` shows it.
struct LeaseView {
    private let lease: Intent
    private let profile: String?
    /// `nil` while its key is being made, or where none came of it.
    private let accessKeyID: String?
    private let life: Processes.Life

    init(_ lease: Intent, _ contents: VaultContents) {
        self.lease = lease
        profile = contents.profile(id: lease.profile)?.name.description
        accessKeyID = contents.key(id: lease.keyID)?.accessKeyID
        life = lease.ownerLife()
    }

    static let header = ["NAME", "USER", "KEY ID", "EXPIRES", "PROCESS", "STATE"]

    func cells(at now: Date) -> [TableCell] {
        [
            TableCell(lease.keyName.description), TableCell(lease.user ?? "-"),
            TableCell(accessKeyID ?? "-"),
            TableCell(lease.expiresAt.map { RelativeTime.phrase(from: now, to: $0) } ?? "-"),
            TableCell(lease.owner.map { String($0.number) } ?? "-"),
            TableCell(state, life == .ended ? .warning : nil),
        ]
    }

    static let fields = [
        "name", "profile", "user", "accessKeyId", "startedAt", "expiresAt", "pid", "state",
    ]

    private var values: [JSONValue] {
        [
            .text(lease.keyName.description), .text(profile), .text(lease.user),
            .text(accessKeyID), .text(UTCDate.iso(lease.startedAt)),
            .text(lease.expiresAt.map(UTCDate.iso)), .number(lease.owner.map { Int64($0.number) }),
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
