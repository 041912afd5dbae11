import KernelText
import SecretMemory

/// A session's variables as a text, in guarded memory since the secret is in it.
struct SessionText {
    let notation: any VariableNotation
    let plain: [(name: String, value: CText)]
    let secretNames: [String]
    /// What is taken away before anything is set.
    var removed: [String] = []

    /// Refuses, before a byte is written, what the notation can't hold.
    func text(secret: borrowing SecretBytes) throws -> SecretBytes {
        for (name, value) in plain {
            try requireWritable(name, unsafe value.bytes.span.bytes)
        }
        for name in secretNames { try secret.withBytes { try requireWritable(name, $0) } }
        let removal = notation.removal(of: removed)
        return secret.withBytes { secret in
            SecretBytes(capacity: size(removal, secretSize: secret.byteCount)) { output in
                output.append(removal)
                for (index, variable) in plain.enumerated() {
                    append(variable.name, index, unsafe variable.value.bytes.span.bytes, &output)
                }
                for (index, name) in secretNames.enumerated() {
                    append(name, plain.count + index, secret, &output)
                }
            }
        }
    }

    private func append(
        _ name: String, _ index: Int, _ value: RawSpan, _ output: inout OutputRawSpan
    ) {
        output.append(notation.beginning(of: name, isFirst: index == 0))
        for offset in 0..<value.byteCount { notation.append(offset, of: value, to: &output) }
        let isLast = index == plain.count + secretNames.count - 1
        output.append(notation.ending(isLast: isLast))
    }

    private func requireWritable(_ name: String, _ value: RawSpan) throws {
        let obstacle =
            value.contains { $0 == 0 }
            ? "it has a zero byte, and a variable ends there" : notation.obstacle(in: value)
        guard let obstacle else { return }
        throw Failure.usage("\(name) can't be written that way, because \(obstacle).")
    }

    private func size(_ removal: String, secretSize: Int) -> Int {
        let names = plain.map(\.name) + secretNames
        let values = plain.reduce(secretSize * secretNames.count) { $0 + $1.value.bytes.count }
        // No notation writes more than 32 bytes about a name.
        return removal.utf8.count + names.reduce(0) { $0 + $1.utf8.count + 32 }
            + values * ShNotation.longestByte
    }
}
