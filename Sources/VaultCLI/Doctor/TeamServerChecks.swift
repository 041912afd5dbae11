import Vault

/// What a team's server says of itself: whether it keeps what it acknowledges, and what it lets this login do.
struct TeamServerChecks {
    let server: TeamServer
    let role: MemberRole

    var all: [Diagnosis] { [connection, durability, standby, rights] + missing }

    private var connection: Diagnosis {
        .ok(
            "connection",
            server.isEncrypted
                ? "The connection is by TLS, and the server's certificate is for its name."
                : "The connection is a socket of this machine, where TLS adds nothing.")
    }

    private var durability: Diagnosis {
        guard !server.weakSettings.isEmpty else {
            return .ok("durability", "The server syncs what it acknowledges.")
        }
        let settings = server.weakSettings.joined(separator: " and ")
        return .problem(
            "durability",
            "\(settings) \(server.weakSettings.count == 1 ? "is" : "are") off on the server: a power cut may take acknowledged "
                + "secrets, so nothing is written there.",
            cure: "Have the database's owner set \(settings) to on.")
    }

    private var standby: Diagnosis {
        guard !server.hasSynchronousStandby else {
            return .ok("standby", "A commit waits for a synchronous standby.")
        }
        return .warning(
            "standby",
            "The server has no synchronous standby: if it is lost, a failover or a restored backup may lack the newest changes, and "
                + "OUTSCALE shows no secret twice.",
            cure: "Have the database's owner set synchronous_standby_names, and make backups.")
    }

    private var rights: Diagnosis {
        let role = TeamGrants.name(role)
        let cure =
            "Have the database's owner give the login the role \(role), of 'vault team grants', and nothing else."
        if server.isSuperuser {
            return wider("is a superuser's: it may change and delete every row", cure)
        }
        if server.ownsTables {
            return wider(
                "owns the vault's tables: it may change and delete every row",
                "Have a superuser run in that database: REASSIGN OWNED BY \"\(server.user)\" TO postgres; then GRANT "
                    + "\(role) TO \"\(server.user)\".")
        }
        guard server.widerRights.isEmpty else {
            let rights = server.widerRights.joined(separator: ", ")
            return wider("may do more than \(TeamRole(self.role).phrase) needs: \(rights)", cure)
        }
        return .ok("rights", "The login may do no more than \(TeamRole(self.role).phrase) needs.")
    }

    private func wider(_ what: String, _ cure: String) -> Diagnosis {
        .warning(
            "rights",
            "The login '\(server.user)' \(what). Signatures hold the rules without the database's, and nothing keeps it from "
                + "breaking the vault.",
            cure: cure)
    }

    private var missing: [Diagnosis] {
        guard !server.missingRights.isEmpty else { return [] }
        return [
            .problem(
                "missing-rights",
                "The login '\(server.user)' may not do what \(TeamRole(role).phrase) has to: "
                    + "\(server.missingRights.joined(separator: ", ")).",
                cure:
                    "Have the database's owner run what 'vault team grants' prints, and give the login the role "
                    + "\(TeamGrants.name(role)).")
        ]
    }
}
