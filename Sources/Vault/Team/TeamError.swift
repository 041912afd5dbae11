/// Why a team's vault did not do what it was asked; one case per thing that a caller can act on.
package enum TeamError: Error, Hashable, Sendable {
    /// The database can't be reached, and what was asked needs it; the text says why not.
    case unreachable(String)
    /// The server is not looked for, as was asked, and what was asked needs it.
    case offline
    /// The copy on this machine is older than a reader may take it for, in seconds.
    case staleReplica(seconds: UInt64, most: UInt64)
    /// The connection is not made: what is asked for, or what the server offers, is too weak. The text says what.
    case setting(String)
    /// The server refuses the login.
    case login(String)
    /// The server could not show by TLS that it is the right one.
    case untrusted(String)
    /// The database refuses an operation to this user; the roles of `team grants` are missing, or the schema is.
    case denied(String)
    /// The database failed at something; the text is the server's own.
    case database(String)
    /// The server does not make durable what it acknowledges; the text names its setting.
    case weakDurability(String)
    /// There is no database of that name on the server; the text is the server's own.
    case noDatabase(String)
    /// The database's tables are not those that the vault has made; the text is the server's own.
    case schema(String)
    /// The database holds no team's vault.
    case noVault
    /// The database has shown that vault to this machine before, and shows none now; the pin's file says so.
    case vaultGone(RecordID, pin: String)
    /// The same, and there is no such database any more; the text is the server's own.
    case databaseGone(RecordID, pin: String, String)
    /// A file that this machine keeps of the vault holds something else.
    case damagedFile(TeamFile, path: String)
    /// The database holds a vault already.
    case vaultExists
    /// This machine has no member's file for the vault, so nothing shows it which vault is the right one.
    case notAMember
    /// Whoever asks has joined and was not admitted yet.
    case notAdmitted
    /// The invitation by which this machine has asked was cancelled, or has ended with its author's office or another's request.
    case invitationEnded
    /// It has expired before an admin has admitted anybody by it.
    case invitationExpired
    /// Whoever asks is no member any more.
    case removed
    /// What was asked takes the member's own keys in this process, and so their password.
    case passwordNeeded
    /// What was asked takes another role.
    case notAllowed(needs: MemberRole, has: MemberRole)
    /// The database shows another vault than the one that this machine has seen there.
    case otherVault
    /// The server's newest state is older than the one that this machine has seen; both by their epochs.
    case rolledBack(found: UInt64, expected: TeamHead)
    /// The server's newest state is one that this machine has seen, and this machine has newer ones: it can put them back.
    case behind(found: TeamHead, newest: TeamHead)
    /// The server shows another history than the one that this machine has seen.
    case forked(seen: TeamHead)
    /// The same, and members have signed both: others went on without what an old backup or an asynchronous failover had lost.
    case split(TeamFork)
    /// The server's rows are not those of its newest manifest; the text says which.
    case rows(String)
    /// What `verify` has found wrong with the server's rows, or with the members' events.
    case findings([TeamFinding])
    /// A signed statement has no place in its chain, or says what its author may not say.
    case history(HistoryRefusal)
    /// An entry of the roster breaks its rules.
    case roster(RosterRefusal)
    /// Another member has written first, again and again; the change can be made anew.
    case overtaken
    /// Other members are writing, for longer than a change waits; it can be made anew.
    case crowded
    /// Nobody can tell by now whether the change was made: the server went away during COMMIT.
    case unclear
    /// The vault's key was changed by another member since it was opened.
    case rekeyed
    /// A landing file is sealed under a key that the vault had before, which the member's own keys open, and no agent does.
    case sealedBefore
    /// No open invitation is of this code: it was never given by this team, is used, cancelled, or past its time.
    case noSuchInvitation
    /// The code is this team's, but the roster before the invitation is not the one that its author saw.
    case otherTeam
    /// The invitation was for another name.
    case otherName(EntryName)
    /// This machine has asked by the same invitation before, and that request waits to be admitted.
    case alreadyAsked
    /// There is no member of that name.
    case noSuchMember(EntryName)
    /// There is no open invitation of that name.
    case noInvitation(EntryName)
    /// Whoever has that name is a member, and not invited any more.
    case alreadyMember(EntryName)
    /// A member is creating a key, which takes a writer to be stored.
    case creating(EntryName, by: EntryName)
    /// Nobody changes their own role.
    case ownRole
    /// The vault has intents that are not settled; a team's vault begins without any.
    case pendingWork
    /// Nobody has asked to join by this invitation.
    case noRequest(EntryName)
}

/// What two members may compare: how often the vault was written, and the digest of all that was.
package struct TeamHead: Hashable, Sendable, CustomStringConvertible {
    package let epoch: UInt64
    let head: [UInt8]

    package init(epoch: UInt64, head: [UInt8]) { (self.epoch, self.head) = (epoch, head) }

    /// The first 16 bytes, in hexadecimal.
    package var fingerprint: String { RecordID(head.prefix(16))?.description ?? "" }

    /// Epoch, a dash, and the fingerprint.
    package var description: String { "\(epoch)-\(fingerprint)" }
}
