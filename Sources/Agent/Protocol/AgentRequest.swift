package import RequestSigning
package import SecretMemory
package import Vault

/// What a command asks the agent for. There is no request that gives the vault's key away.
package enum AgentRequest: ~Copyable {
    /// The level of the protocol that this program needs; it grows with each addition to a version.
    static let level: UInt8 = 2

    case status
    /// From now on nothing that comes over this connection counts as use: it must not keep a key alive.
    case observe
    case unlock(UnlockRequest)
    case lock
    /// A team's member, by their file and its password.
    case unlockMember(MemberUnlockRequest)
    /// Who that member is.
    case member
    /// The member's slot: the vault's first key, or a newer one.
    case openSlot(SlotRequest)
    /// The signature of the member's next statement.
    case signStatement(StatementStep)
    /// Names and expiries that the agent shall keep after it has locked.
    case watch(ExpiryWatch)
    /// What it keeps of these.
    case watched
    /// The content of one box.
    case open(SealedSecret)
    /// The same, and from now on the agent knows that the spool had come so far.
    case openNoted(SealedSecret, SpoolHead)
    /// A box around some bytes.
    case seal(SealRequest)
    /// A MAC that says something, or whether one does.
    case attest(Attestation)
    /// A request's signature by the secret in a box; the secret itself stays in the agent.
    case sign(SealedSecret, StringToSign)
    /// Many things about metadata at once.
    case batch([KeyOperation])
}

/// Bytes that are to become a box, and where it will stand.
package struct SealRequest: ~Copyable {
    let context: SealingContext
    let type: UInt16
    let plaintext: SecretBytes
}

/// What opens a vault's key, and for how long it may be used.
package struct UnlockRequest: ~Copyable {
    package enum Kind: UInt8, Sendable {
        case password = 1
        /// The key file's 32 bytes, then the password.
        case passwordAndKeyFile = 2
        case recoveryCode = 3
        case keyFile = 5
    }

    let kind: Kind
    let secret: SecretBytes
    let slots: [UInt8]
    /// The manifest that stands in the file: nothing older will be taken for the vault's newest state.
    let manifest: ManifestRow
    let lifetime: Lifetime

    package init(
        _ kind: Kind, _ secret: consuming SecretBytes, of vault: LockedVault, lifetime: Lifetime
    ) {
        self.init(
            kind, secret, slots: vault.slots.bytes, manifest: vault.manifest, lifetime: lifetime)
    }

    init(
        _ kind: Kind, _ secret: consuming SecretBytes, slots: [UInt8], manifest: ManifestRow,
        lifetime: Lifetime
    ) {
        self.kind = kind
        self.secret = secret
        self.slots = slots
        self.manifest = manifest
        self.lifetime = lifetime
    }
}

/// How long an agent may use a key, in seconds.
package struct Lifetime: Hashable, Sendable {
    /// After the last use.
    package let idle: UInt32
    /// After the unlocking, used or not.
    package let total: UInt32

    /// 30 days: an agent is no place for a key to stay.
    package static let longest: UInt32 = 30 * 86_400

    var isSensible: Bool { idle >= 1 && idle <= total && total <= Self.longest }

    package static let standard = Lifetime(idle: 15 * 60, total: 8 * 3600)

    package init(idle: UInt32, total: UInt32) {
        self.idle = idle
        self.total = total
    }
}
