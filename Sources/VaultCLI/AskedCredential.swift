import Vault

/// What a person has typed before the vault's lock was taken, so that no other command waits for them.
final class AskedCredential {
    private var opened: OpenedByAsking?

    var isThere: Bool {
        switch opened {
        case .some: true
        case .none: false
        }
    }

    func keep(_ opened: consuming OpenedByAsking) { self.opened = consume opened }

    /// Once: afterwards it is gone from memory.
    func take() -> OpenedByAsking? { opened.take() }
}

/// A credential and the slot that it has opened, so that a wrong one is known before anything waits for it.
struct OpenedByAsking: ~Copyable {
    let credential: Credential
    let opened: OpenedSlot

    init(_ credential: consuming Credential, _ slots: KeySlots) throws(VaultError) {
        opened = try slots.open(with: credential)
        self.credential = credential
    }

    /// - Parameter slots: the vault's by now. Where somebody has changed them meanwhile, the credential has to open them again.
    consuming func slot(of slots: KeySlots) throws(VaultError) -> OpenedSlot {
        guard opened.slots.bytes == slots.bytes else { return try slots.open(with: credential) }
        return opened
    }
}
