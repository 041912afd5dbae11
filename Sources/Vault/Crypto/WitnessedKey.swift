package import SecretMemory

/// A key that a password has opened in this process, while an agent holds the same one: what the agent knows of the vault's
/// newest state counts, whatever opens the vault.
///
/// The agent may lock or end at any moment, and knows nothing any more then. So it is asked as far as it answers, and nothing
/// waits for it.
package final class WitnessedKey: VaultKey {
    /// Does the work.
    let own: InMemoryVaultKey
    /// Knows the newest state.
    private let witness: any VaultKey

    package init(_ own: InMemoryVaultKey, witness: any VaultKey) {
        (self.own, self.witness) = (own, witness)
    }

    package var vaultID: RecordID { own.vaultID }
    package var keyID: [UInt8] { own.keyID }
    package var keyEpoch: UInt64 { own.keyEpoch }

    package func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] {
        try own.seal(plaintext, under: context, type: type)
    }

    package func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes {
        try own.open(box, under: context, type: type)
    }

    /// The witness remembers what it is told with a secret.
    package func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16, remembering head: SpoolHead
    ) throws(VaultError) -> SecretBytes {
        do throws(VaultError) {
            return try witness.open(box, under: context, type: type, remembering: head)
        } catch .keyUnavailable {
            return try own.open(box, under: context, type: type)
        }
    }

    package func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
        let answer = try own.attest(attestation)
        guard attestation.isAboutNewest else { return answer }
        do throws(VaultError) {
            let said = try witness.attest(attestation)
            guard case .signed = attestation else { return answer }
            return answer == [ManifestVerdict.genuine.rawValue] ? said : answer
        } catch .keyUnavailable { return answer }
    }

    package func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        var results = try own.perform(operations, meanwhile: work)
        for (index, operation) in operations.enumerated() where results.indices.contains(index) {
            do throws(VaultError) {
                switch operation {
                case .attest(let attestation) where attestation.isAboutNewest:
                    results[index] = .bytes(try attest(attestation))
                case .spoolHead: results[index] = .bytes(try rememberedHead())
                case .attest, .open, .seal: break
                }
            } catch { throw .operation(index, error) }
        }
        return results
    }

    private func rememberedHead() throws(VaultError) -> [UInt8] {
        do throws(VaultError) {
            return try witness.bytes(of: [.spoolHead]).first ?? SpoolHead.noneBytes
        } catch .keyUnavailable { return SpoolHead.noneBytes }
    }
}

extension Attestation {
    /// Whether whoever knows the newest state has something to say to it.
    fileprivate var isAboutNewest: Bool {
        switch self {
        case .signed, .next, .mark: true
        case .marked, .name, .links: false
        }
    }
}
