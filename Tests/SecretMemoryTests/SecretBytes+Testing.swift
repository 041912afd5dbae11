import SecretMemory

extension SecretBytes {
    /// What a test may see: its secrets are none.
    var revealed: [UInt8] {
        withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
    }

    init(_ text: String) { self.init(copying: Array(text.utf8)) }
}

/// Bytes written as hexadecimal digits in a vector.
func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.filter { !$0.isWhitespace })
    return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
}
