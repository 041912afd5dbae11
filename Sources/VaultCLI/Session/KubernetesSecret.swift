import SecretMemory

/// A Secret as OUTSCALE's controllers for Kubernetes read it. Its values are base64, which holds any byte.
struct KubernetesSecret {
    let facts: SessionFacts

    func text(secret: borrowing SecretBytes) -> SecretBytes {
        var plain = [("access_key", facts.accessKeyID), ("region", facts.region)]
        if let endpoint = facts.endpoint { plain.append(("endpoint", endpoint)) }
        let size = plain.reduce(512 + secret.count * 2) { $0 + $1.1.utf8.count * 2 + 32 }
        return secret.withBytes { secret in
            SecretBytes(capacity: size) { output in
                output.append(
                    """
                    apiVersion: v1
                    kind: Secret
                    metadata:
                      name: "\(Self.name(from: facts.keyName))"
                    type: Opaque
                    data:

                    """)
                for (field, value) in plain {
                    Self.append(field, unsafe Array(value.utf8).span.bytes, &output)
                }
                Self.append("secret_key", secret, &output)
            }
        }
    }

    /// Quoted: YAML would take some digits of base64 for a number.
    private static func append(
        _ field: String, _ value: RawSpan, _ output: inout OutputRawSpan
    ) {
        output.append("  \(field): \"")
        Base64.encode(value).withBytes { output.append(contentsOf: $0) }
        output.append("\"\n")
    }

    /// A name as Kubernetes allows it (RFC 1123: lower-case letters, digits and inner hyphens).
    static func name(from keyName: String) -> String {
        let letters = keyName.lowercased().map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let core = letters.drop { $0 == "-" }.reversed().drop { $0 == "-" }.reversed()
        return core.isEmpty ? "osc-key" : String(core)
    }
}
