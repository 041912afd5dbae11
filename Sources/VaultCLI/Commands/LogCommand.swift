import ArgumentParser
import FoundationEssentials
import Vault

struct LogCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The tamper-evident trail of what happened to the keys.",
        discussion:
            "Every event is verified before a line is shown. Example: vault log --since 7d")

    @Option(help: "Only what is not older than this span.") var since: String?
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    private static let fields = [
        "sequence", "at", "action", "key", "accessKeyId", "detail", "member",
    ]

    func run(in context: CommandContext) throws {
        let span = try since.map { text in
            guard let span = Span(text) else {
                throw Failure.usage("'\(text)' is no span; write 7d, 12h, 6w, 6mo or 1y.")
            }
            return span.seconds
        }
        var vault = try opening(context).unlocked()
        // Where the vault can't be written, the spool's events are told from the spool.
        // A team's vault has no spool.
        if vault.team == nil {
            do throws(VaultError) { try vault.fold(at: context.now()) } catch {
                guard error.leavesEvents else { throw Failure(error) }
            }
        }
        let start = span.map { context.now().addingTimeInterval(-Double($0)) }
        let own = try vault.auditTrail(since: start)
        let members = try members(of: vault)
        if let told = members.putBack { context.console.note(TeamNote.text(told), .warning) }
        if vault.team?.offline != nil {
            context.console.note(
                "what each member was given stands on the server alone, and is not shown.")
        }
        render(
            (own + uses(in: members, since: start)).sorted { $0.event.at < $1.event.at },
            ofTeam: vault.team != nil, now: context.now(), context.console)
        for loss in members.losses where loss.isAccepted {
            context.console.note(TeamNote.text(.lossAccepted(loss.finding)), .warning)
        }
        guard members.findings.isEmpty else {
            throw Failure(.team(.findings(members.findings))).afterResult
        }
    }

    /// What each member of a team has noted in a chain of theirs; it is on the server alone.
    private func members(of vault: borrowing UnlockedVault) throws(VaultError) -> MemberTrail {
        guard let team = vault.team, team.offline == nil else { return MemberTrail() }
        return try vault.memberTrail()
    }

    private func uses(in trail: MemberTrail, since start: Date?) -> [AuditEntry] {
        trail.entries.compactMap { entry in
            guard let event = entry.event, start.map({ event.at >= $0 }) ?? true else { return nil }
            return AuditEntry(sequence: entry.sequence, event: event.by(entry.member))
        }
    }

    private func render(
        _ entries: [AuditEntry], ofTeam isTeams: Bool, now: Date, _ console: Console
    ) {
        switch output {
        case .table:
            let time = console.time(at: now)
            let rows = entries.map { entry in
                (time.columns(entry.event.at) + [
                    entry.event.action.text, entry.event.key ?? "-",
                    entry.event.accessKeyID ?? "-",
                ] + (isTeams ? [entry.event.author ?? "-"] : []) + [entry.event.detail ?? ""])
                .map { TableCell($0) }
            }
            let header =
                ["TIME"] + (time.isOnTerminal ? ["AGE"] : []) + ["WHAT", "KEY", "KEY ID"]
                + (isTeams ? ["MEMBER"] : []) + ["DETAIL"]
            let table = Table(header: header, expendable: ["KEY ID", "TIME", "DETAIL"], rows: rows)
            table.write(console.style, to: console.styledLine)
        case .json:
            let events = entries.map { JSONValue.object(Array(zip(Self.fields, $0.values))) }
            console.line(
                JSONValue.object([("schema", .number(1)), ("events", .array(events))]).text)
        case .csv:
            console.line(CSV.line(Self.fields))
            entries.forEach { entry in
                console.line(
                    CSV.line([
                        String(entry.sequence), UTCDate.iso(entry.event.at),
                        entry.event.action.text,
                        entry.event.key, entry.event.accessKeyID, entry.event.detail,
                        entry.event.author,
                    ]))
            }
        }
    }
}

extension AuditEntry {
    fileprivate var values: [JSONValue] {
        [
            .number(Int64(clamping: sequence)), .text(UTCDate.iso(event.at)),
            .text(event.action.text), .text(event.key), .text(event.accessKeyID),
            .text(event.detail), .text(event.author),
        ]
    }
}

extension AuditEvent.Action {
    fileprivate var text: String {
        switch self {
        case .created: "created"
        case .profileChanged: "profile changed"
        case .intentOpened: "begun"
        case .intentSettled: "settled"
        case .stored: "stored"
        case .verified: "verified"
        case .revealed: "revealed"
        case .exported: "exported"
        case .executed: "given to"
        case .forgotten: "forgotten"
        case .disabled: "disabled"
        case .enabled: "enabled"
        case .expiryChanged: "expiry changed"
        case .tagChanged: "tag changed"
        case .deleted: "deleted"
        case .compensated: "lost, deleted"
        case .recovered: "recovered"
        case .promoted: "promoted"
        case .retired: "retired"
        case .rotationUndone: "rotation undone"
        case .aligned: "aligned"
        case .leaseBegun: "lease begun"
        case .leaseEnded: "lease ended"
        case .signed: "signed for"
        case .dismissed: "dismissed"
        case .copied: "copied"
        case .saved: "saved to"
        case .passwordChanged: "password changed"
        case .slotAdded: "slot added"
        case .slotRemoved: "slot removed"
        case .rekeyed: "vault re-keyed"
        case .backupBegun: "backup begun"
        case .restored: "restored"
        case .merged: "taken over"
        case .salvaged: "salvaged"
        case .memberInvited: "invited"
        case .invitationCancelled: "invitation cancelled"
        case .memberAdmitted: "admitted"
        case .roleChanged: "role changed"
        case .memberRemoved: "removed"
        case .copiedPrivately: "copied privately"
        }
    }
}
