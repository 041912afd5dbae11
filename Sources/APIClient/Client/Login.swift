import CSodium
package import SecretMemory

/// An OUTSCALE account's e-mail and password, the password in guarded memory.
package final class Login: Sendable {
    package let email: String
    private let password: SecretBytes

    package init(email: String, password: consuming SecretBytes) {
        self.email = email
        self.password = password
    }

    /// `Basic ` and the base64 of `email:password`, the value of the `Authorization` header.
    ///
    /// - Throws: ``InvalidSetting/email`` where the e-mail has a colon, which would end it (RFC 7617),
    ///   a control character, or nothing.
    func authorization() throws(InvalidSetting) -> SecretBytes {
        guard !email.isEmpty, !email.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x3A })
        else { throw .email }
        let pair = SecretBytes(capacity: email.utf8.count + 1 + password.count) { output in
            unsafe output.append(contentsOf: Array("\(email):".utf8).span.bytes)
            password.withBytes { output.append(contentsOf: $0) }
        }
        return pair.withBytes { Self.basic($0) }
    }

    private static func basic(_ pair: RawSpan) -> SecretBytes {
        let scheme = Array("Basic ".utf8)
        // libsodium counts the NUL that it writes after the digits; the header has none.
        let encodedCount = sodium_base64_encoded_len(
            pair.byteCount, sodium_base64_VARIANT_ORIGINAL)
        let terminated = SecretBytes(capacity: encodedCount) { output in
            unsafe output.appendFromC(count: encodedCount) { target in
                unsafe pair.withBytePointer { bytes, count in
                    _ = unsafe sodium_bin2base64(
                        UnsafeMutableRawPointer(target).assumingMemoryBound(to: CChar.self),
                        encodedCount, bytes, count, sodium_base64_VARIANT_ORIGINAL)
                }
            }
        }
        return terminated.withBytes { digits in
            SecretBytes(capacity: scheme.count + encodedCount - 1) { output in
                unsafe output.append(contentsOf: scheme.span.bytes)
                output.append(contentsOf: digits.extracting(droppingLast: 1))
            }
        }
    }
}
