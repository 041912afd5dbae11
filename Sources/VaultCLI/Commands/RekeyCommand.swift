import Agent
import ArgumentParser
import SystemPackage
import Vault

struct RekeyCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Give the vault a new key, and seal everything anew.",
        discussion: """
            What opens the vault now stays: the password, key file or recovery code that you give. Other slots can't be \
            sealed anew without what opens them, and are dropped, after a question; in place of a recovery code there \
            is a new one. All of it happens in one transaction. Copies of the vault that were made before still open \
            as they did; nothing that opens them opens what is written from now on. A running agent is locked.

            Example: vault rekey --new-recovery-file /media/usb/recovery-code
            """)

    @Option(help: "Write the new recovery code into this new file instead of showing it.")
    var newRecoveryFile: FilePath?
    @Flag(help: "Make no recovery code: a forgotten password then loses everything.")
    var noRecovery = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard !noRecovery || newRecoveryFile == nil else {
            throw ValidationError(
                "--no-recovery and --new-recovery-file contradict each other. Nothing was changed.")
        }
        guard global.recoveryFile == nil || newRecoveryFile == nil else {
            throw ValidationError(
                "the recovery code that opens the vault stays, so there is no new one to write. "
                    + "Leave --new-recovery-file out. Nothing was changed.")
        }
    }

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let locked = try opening.locked()
        let delivery = try RecoveryDelivery(
            noRecovery: !makesCode(locked.slots), file: newRecoveryFile, for: .newKey,
            besides: locked.files, context)
        let asked = try opening.credentials.tried(for: locked.slots) {
            try OpenedByAsking($0, locked.slots)
        }
        let credential = asked.credential
        let opened = asked.opened
        // A new code takes the place of one; where there are more, the others go.
        let replaced = makesCode(opened.slots) ? opened.slots.firstRecovery : nil
        let dropped = opened.slots.slots.filter {
            $0.number != opened.slot.number && $0.number != replaced?.number
        }
        try confirm(dropping: dropped, replacing: replaced, context.console)
        let code: RecoveryCode? = makesCode(opened.slots) ? .random() : nil
        let new = try newKey(opened, credential, code)
        try delivery.prepare(code)
        try delivery.show(code)
        // Nobody waits for a person who writes a code down.
        do {
            let lock = try opening.lock(of: locked)
            try compareAgent(with: locked, context)
            try rekey(locked, opened, to: new, opening, lock)
        } catch {
            if hasFormerKey(locked) { delivery.withdraw() }
            throw error
        }
        lockAgent(of: locked, context)
        tell(dropped, replacing: replaced, context)
    }

    /// Whether the file has the key that it had: an error of the last step does not tell.
    private func hasFormerKey(_ locked: LockedVault) -> Bool {
        (try? LockedVault.open(locked.files))?.slots.keyEpoch == locked.slots.keyEpoch
    }

    /// In place of a code there is a new one; where there is none, only if somebody asks.
    private func makesCode(_ slots: KeySlots) -> Bool {
        guard !noRecovery, global.recoveryFile == nil else { return false }
        return newRecoveryFile != nil || slots.contains(.recovery)
    }

    /// What is lost stands there before the question, also where nobody can be asked.
    private func confirm(
        dropping slots: [Slot], replacing replaced: Slot?, _ console: Console
    ) throws {
        guard !slots.isEmpty else { return }
        let names = slots.map(\.label).joined(separator: ", ")
        let (slot, it) = slots.count == 1 ? ("slot", "it") : ("slots", "them")
        console.note(
            "\(slot) \(names) can't be sealed anew without what opens \(it), and will open the vault no more."
        )
        if let replaced {
            console.note(
                "slot \(replaced.number) (recovery) gets a new code, and the old one opens nothing more."
            )
        }
        try Confirmation.require("Drop \(it), and go on?", options: global)
    }

    private func newKey(
        _ opened: borrowing OpenedSlot, _ credential: borrowing Credential,
        _ code: borrowing RecoveryCode?
    ) throws -> NewVaultKey {
        var new = try NewVaultKey(after: opened)
        let own = opened.slot
        try new.add(credential, as: own.number, cost: own.parameters ?? .standard)
        switch code {
        case .none: break
        case .some(let code):
            let old = opened.slots.firstRecovery
            try new.add(
                recoveryCode: code, as: old?.number ?? opened.slots.freeNumber(besides: own.number))
        }
        return new
    }

    private func rekey(
        _ locked: LockedVault, _ opened: borrowing OpenedSlot, to new: borrowing NewVaultKey,
        _ opening: VaultOpening, _ lock: borrowing VaultLock
    ) throws {
        let key = opened.key
        var vault = try locked.unlock(with: opening.witnessed(key, of: locked))
        opening.tell(vault)
        try vault.rekey(to: new, at: opening.context.now())
    }

    /// The agent's memory of the spool ends with its key, so what it has seen is compared first.
    private func compareAgent(with locked: LockedVault, _ context: CommandContext) throws {
        let access = AgentAccess(options: global, context: context, isObserver: true)
        guard let key = access.heldKey(for: locked.slots, at: locked.files) else { return }
        try LockedVault.open(locked.files).unlock(with: key).compareSpool()
    }

    private func lockAgent(of locked: LockedVault, _ context: CommandContext) {
        let socket = try? AgentLocation.socket(
            global, context.environment, of: locked.files.database)
        guard let socket, let client = try? AgentProcess.running(at: socket),
            let held = try? client.status().unlocked, held.vaultID == locked.slots.vaultID
        else { return }
        do { try client.lock() } catch {
            context.console.note(
                "the agent could not be locked; it holds the former key, which opens this vault no more."
            )
        }
    }

    private func tell(
        _ dropped: [Slot], replacing replaced: Slot?, _ context: CommandContext
    ) {
        context.console.sentence("The vault has a new key, and everything in it is sealed anew.")
        if !dropped.isEmpty {
            let names = dropped.map(\.label).joined(separator: ", ")
            context.console.note(
                "dropped: slot \(names). 'vault slot add' makes new ones.")
        }
        if let replaced {
            context.console.note(
                "slot \(replaced.number) (recovery) has the new code; the old one opens nothing more."
            )
        }
        context.console.note(
            "copies of the vault that were made before still open as they did, with all that they hold."
        )
    }
}

extension KeySlots {
    /// The one whose place a new code takes.
    fileprivate var firstRecovery: Slot? { slots.first { $0.kind == .recovery } }
}
