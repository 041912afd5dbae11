package import SecretMemory
package import Vault

/// What the agent answers.
package enum AgentReply: ~Copyable {
    case done
    case status(AgentStatus)
    /// The content of a box.
    case content(SecretBytes)
    /// A box, a MAC or a signature: nothing secret.
    case result([UInt8])
    /// What became of a batch's operations, in their order.
    case results([KeyResult])
    case refused(AgentRefusal)
}

/// Why the agent does not do what it was asked; one case per thing that a command can act on.
package enum AgentRefusal: Error, Hashable, Sendable {
    case locked
    /// It holds another key than the one that is asked for.
    case otherKey
    /// The password or code is wrong, or the slot is damaged.
    case wrongPassword
    /// After wrong passwords: so many milliseconds to wait.
    case tooSoon(milliseconds: UInt32)
    /// The box was sealed elsewhere, or as something else.
    case doesNotOpen
    case malformed
    /// The agent speaks this version of the protocol.
    case otherVersion(UInt8)
    /// No slot of that kind, or none that is one.
    case noSuchSlot
    case outOfMemory(neededKiB: UInt32)
    /// The answer would be larger than a frame.
    case tooLarge
    /// What is to follow, or to be marked, is not the newest state that the agent knows, or leaves out an event that it knows.
    case outdated
    /// A statement that is not the member's next manifest or event: an entry of the roster, another's, or none.
    case unsignable
    /// Of a batch, which comes to nothing: the operation, counted from 0, and why it can't be done.
    case operation(UInt32, OperationRefusal)
}

/// Why an operation of a batch is not done.
package enum OperationRefusal: UInt8, Hashable, Sendable {
    /// The box was sealed elsewhere, or as something else.
    case doesNotOpen = 1
    /// It is about what may be a secret, which is opened and sealed by itself.
    case notMetadata = 2
    /// As for the whole: ``AgentRefusal/outdated``.
    case outdated = 3
}

/// What the agent holds, and for how long.
package struct AgentStatus: Hashable, Sendable {
    package struct Unlocked: Hashable, Sendable {
        package let vaultID: RecordID
        package let keyID: [UInt8]
        package let keyEpoch: UInt64
        /// Seconds until it locks if nobody uses it.
        package let idleLeft: UInt32
        /// Seconds until it locks in any case.
        package let totalLeft: UInt32

        package init(
            vaultID: RecordID, keyID: [UInt8], keyEpoch: UInt64, idleLeft: UInt32,
            totalLeft: UInt32
        ) {
            self.vaultID = vaultID
            self.keyID = keyID
            self.keyEpoch = keyEpoch
            self.idleLeft = idleLeft
            self.totalLeft = totalLeft
        }
    }

    /// Why it is locked.
    package enum Lock: UInt8, Hashable, Sendable {
        case neverUnlocked = 0
        case asked = 1
        case idle = 2
        case expired = 3
        /// The machine slept.
        case suspended = 4
        /// A signal.
        case signalled = 5
    }

    /// `nil` while it is locked.
    package let unlocked: Unlocked?
    /// Why it was locked last.
    package let lock: Lock

    package init(unlocked: Unlocked?, lock: Lock) {
        self.unlocked = unlocked
        self.lock = lock
    }
}
