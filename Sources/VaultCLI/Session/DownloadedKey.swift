import SecretMemory

/// A key as Cockpit's download button gives it: a table with one line, for a person to keep or to hand on.
enum DownloadedKey {
    static func text(accessKeyID: String, secret: borrowing SecretBytes) -> SecretBytes {
        let head = "Access Key ID,Secret Key\n\(CSV.field(accessKeyID)),"
        return secret.withBytes { secret in
            SecretBytes(capacity: head.utf8.count + secret.byteCount * 2 + 8) { output in
                output.append(head)
                append(secret, to: &output)
                output.append("\n")
            }
        }
    }

    /// RFC 4180: what is more than letters, digits and base64's signs stands in quotes, and a quote is doubled.
    private static func append(_ secret: RawSpan, to output: inout OutputRawSpan) {
        let isPlain = !secret.contains { $0 < 0x20 || [0x22, 0x2C].contains($0) }
        guard !isPlain else { return output.append(contentsOf: secret) }
        output.append("\"")
        for index in 0..<secret.byteCount {
            if secret.byte(at: index) == 0x22 { output.append("\"") }
            output.append(contentsOf: secret.extracting(index..<index + 1))
        }
        output.append("\"")
    }
}
