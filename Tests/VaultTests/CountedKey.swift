import SecretMemory
import Synchronization

@testable import Vault

/// A vault's key that counts how often it is asked to open a box, and serves so many times only.
final class CountedKey: ForwardingKey {
    let key: any VaultKey
    private let most: Int
    private let count = Mutex(0)

    init(_ key: any VaultKey, most: Int = .max) {
        (self.key, self.most) = (key, most)
    }

    var opens: Int { count.withLock { $0 } }
    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        let number = count.withLock { count in
            count += 1
            return count
        }
        guard number <= most else { throw .keyUnavailable("the agent has locked the vault") }
        return try key.open(box, under: context, type: type)
    }
}
