import RequestSigning
import SecretMemory
import Synchronization

@testable import Vault

/// A vault's key that is not to be had any more after so many uses, as an agent's that locks.
final class LockingKey: VaultKey {
    private let key: any VaultKey
    private let left: Mutex<Int>

    init(_ key: any VaultKey, uses: Int) {
        self.key = key
        left = Mutex(uses)
    }

    var vaultID: RecordID { key.vaultID }
    var keyID: [UInt8] { key.keyID }
    var keyEpoch: UInt64 { key.keyEpoch }

    func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] {
        try use()
        return try key.seal(plaintext, under: context, type: type)
    }

    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        try use()
        return try key.open(box, under: context, type: type)
    }

    func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
        try use()
        return try key.attest(attestation)
    }

    func lock() { left.withLock { $0 = 0 } }

    fileprivate func use() throws(VaultError) {
        let isLocked = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isLocked { throw .keyUnavailable("the agent has locked the vault") }
    }
}

/// Signs as long as that key serves.
final class LockingSigner: RequestSigner {
    let accessKeyID = "AKSIGNER"
    private let key: LockingKey

    init(_ key: LockingKey) { self.key = key }

    func signature(of text: StringToSign) throws(SigningError) -> String {
        do { try key.use() } catch { throw .unavailable("the agent has locked the vault") }
        return String(repeating: "0", count: 64)
    }
}
