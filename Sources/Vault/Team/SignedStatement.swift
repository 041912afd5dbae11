import SecretMemory

/// One link of a signed chain.
///
/// Its body is prefix ‖ vault id 16 ‖ head before 32 ‖ content; the signature is Ed25519 of the body. Its `head` stands in the
/// body of the one after it, so nothing before a statement can be changed, left out or put in.
package struct SignedStatement: Hashable, Sendable {
    static let headCount = 32
    package static let signatureCount = SigningKey.signatureCount

    package let body: [UInt8]
    package let signature: [UInt8]

    /// As it came from somewhere; nothing of it counts before its signature was verified.
    package init(body: [UInt8], signature: [UInt8]) {
        (self.body, self.signature) = (body, signature)
    }

    init(
        _ kind: StatementKind, of vaultID: RecordID, after head: [UInt8], _ content: [UInt8],
        by key: borrowing SigningKey
    ) {
        body = Self.body(kind, of: vaultID, after: head, content)
        signature = key.signature(of: body)
    }

    /// What is signed.
    static func body(
        _ kind: StatementKind, of vaultID: RecordID, after head: [UInt8], _ content: [UInt8]
    ) -> [UInt8] { kind.prefix + vaultID.bytes + head + content }

    /// BLAKE2b-256 of body ‖ signature.
    var head: [UInt8] { BLAKE2b.digest(of: body + signature) }

    /// The head before a chain's first statement.
    static let origin = [UInt8](repeating: 0, count: headCount)

    /// The content, if it is of that kind, of that vault and next after that head. Whose signature it has is not looked at.
    func unverifiedContent(
        _ kind: StatementKind, of vaultID: RecordID, after head: [UInt8]
    ) -> ArraySlice<UInt8>? {
        guard let found = unverifiedContent(kind, of: vaultID), found.before.elementsEqual(head)
        else { return nil }
        return found.content
    }

    /// The same wherever in its chain it stands, and the head that it says it stands after.
    func unverifiedContent(
        _ kind: StatementKind, of vaultID: RecordID
    ) -> (before: ArraySlice<UInt8>, content: ArraySlice<UInt8>)? {
        let beginning = kind.prefix + vaultID.bytes
        let rest = body.dropFirst(beginning.count)
        guard body.starts(with: beginning), rest.count >= Self.headCount else { return nil }
        return (rest.prefix(Self.headCount), rest.dropFirst(Self.headCount))
    }

    func isSigned(by publicKey: [UInt8]) -> Bool {
        SigningKey.isGenuine(signature, of: body, by: publicKey)
    }
}
