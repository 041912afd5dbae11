import CSodium
import SecretMemory

/// `crypto_kdf_derive_from_key`: 32 bytes from a 32-byte key, a number and an 8-byte context.
enum Subkey {
    static func derive(_ number: UInt64, _ context: StaticString, from key: borrowing SecretBytes)
        -> SecretBytes
    {
        Sodium.ready
        precondition(context.utf8CodeUnitCount == 8 && key.count == 32)
        return SecretBytes(capacity: 32) { output in
            unsafe output.appendFromC(count: 32) { result in
                key.withBytes { bytes in
                    unsafe bytes.withBytePointer { key, _ in
                        let context = unsafe UnsafeRawPointer(context.utf8Start)
                            .assumingMemoryBound(to: CChar.self)
                        _ = unsafe crypto_kdf_derive_from_key(result, 32, number, context, key)
                    }
                }
            }
        }
    }
}
