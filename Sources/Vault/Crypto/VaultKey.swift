package import SecretMemory

/// The opened vault key, as one would write against a hardware module: it seals, opens and authenticates, and has
/// no operation that gives the key away.
package protocol VaultKey: AnyObject, Sendable {
    var vaultID: RecordID { get }
    /// Commits to the key; public.
    var keyID: [UInt8] { get }
    /// Counts the vault's keys, from 1.
    var keyEpoch: UInt64 { get }

    /// nonce ‖ secretbox of the padded plaintext, under the context's own key.
    func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8]

    /// The payload of a box; throws `damaged` if it was sealed elsewhere, or as another type.
    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes

    /// The same. A holder that keeps the key for longer than a command also remembers how far the spool had come.
    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16, remembering head: SpoolHead
    ) throws(VaultError) -> SecretBytes

    /// Says by a MAC what a vault has to say, or whether a MAC says it.
    func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8]

    /// Does all of that in turn. If the key is in another process, it takes as few messages as it can.
    ///
    /// `work` is done once. If the key is in another process, that happens while it works; else before.
    ///
    /// - Returns: a result for each operation. One that can't be done fails all of them.
    func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult]
}

/// What a MAC is for; each purpose has a key of its own.
enum MACPurpose: Hashable, Sendable {
    case manifest
    case audit
    case highWaterMark
    /// Where a name stands in the index.
    case names
}
