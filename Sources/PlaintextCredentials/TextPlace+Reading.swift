import APIClient
import SecretMemory

extension TextPlace {
    /// The bytes of a text that is no secret.
    func unescaped(in bytes: Span<UInt8>) throws(UnreadableText) -> [UInt8] {
        var text: [UInt8] = []
        try each(in: bytes) { text.append($0) }
        return text
    }

    /// The bytes of a secret, in guarded memory only.
    func secret(in bytes: Span<UInt8>) throws(UnreadableText) -> SecretBytes {
        try SecretBytes(capacity: range.count) { output throws(UnreadableText) in
            try each(in: bytes) { byte in unsafe output.append(byte, as: UInt8.self) }
        }
    }

    /// An unescaped text is never longer than its notation.
    private func each(
        in bytes: Span<UInt8>, _ body: (UInt8) -> Void
    ) throws(UnreadableText) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw UnreadableText() }
        switch notation {
        case .plain:
            for index in range { body(bytes[index]) }
        case .json:
            var reader = JSONStringReader(at: range.lowerBound)
            while true {
                do {
                    guard let byte = try reader.next(in: bytes) else { return }
                    body(byte)
                } catch { throw UnreadableText() }
            }
        }
    }
}
