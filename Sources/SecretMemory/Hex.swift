import CSodium

/// Hexadecimal (RFC 4648, base16) by libsodium, which takes a time that depends on the length alone.
package enum Hex {
    /// Lower-case digits of bytes that are no secret.
    package static func encode(_ bytes: RawSpan) -> String {
        let digits = SecretBytes(capacity: bytes.byteCount * 2 + 1) { output in
            append(bytes, to: &output)
        }
        return digits.withBytes { digits in
            unsafe digits.withUnsafeBytes { unsafe String(decoding: $0.dropLast(), as: UTF8.self) }
        }
    }

    package static func encode(_ bytes: [UInt8]) -> String {
        encode(unsafe bytes.span.bytes)
    }

    /// Appends the lower-case digits, and the NUL that libsodium ends them with.
    package static func append(_ bytes: RawSpan, to output: inout OutputRawSpan) {
        let count = bytes.byteCount * 2 + 1
        unsafe output.appendFromC(count: count) { target in
            unsafe bytes.withBytePointer { source, length in
                _ = unsafe sodium_bin2hex(
                    UnsafeMutableRawPointer(target).assumingMemoryBound(to: CChar.self), count,
                    source, length)
            }
        }
    }

    /// Appends the bytes of digits in either case; `false` if they are not whole bytes of digits.
    package static func appendDecoded(_ digits: RawSpan, to output: inout OutputRawSpan) -> Bool {
        guard digits.byteCount.isMultiple(of: 2) else { return false }
        let count = digits.byteCount / 2
        var decoded = 0
        let status = unsafe output.appendFromC(count: count) { target in
            unsafe digits.withBytePointer { source, length in
                unsafe sodium_hex2bin(
                    target, count,
                    UnsafeRawPointer(source).assumingMemoryBound(to: CChar.self), length, nil,
                    &decoded, nil)
            }
        }
        return status == 0 && decoded == count
    }
}
