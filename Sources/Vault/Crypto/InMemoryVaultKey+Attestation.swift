import SecretMemory

extension InMemoryVaultKey {
    package func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
        switch attestation {
        case .signed(let row):
            let verdict: ManifestVerdict = hasSigned(row) ? .genuine : .foreign
            return [verdict.rawValue]
        case .marked(let bytes): return [hasMarked(bytes) ? 1 : 0]
        case .name(let name):
            return mac(
                Array("vault/name/v1".utf8) + Array(name.description.utf8), for: .names)
        case .links(let links): return links.macs { mac($0, for: .audit) }
        case .next(let step): return try next(step).bytes
        case .mark(let row):
            try requireSigned(row)
            let manifest = try Manifest(reading: row.body)
            let mark = HighWaterMark(epoch: manifest.epoch, manifestMAC: row.mac)
            return mac(mark.message(of: vaultID), for: .highWaterMark)
        }
    }

    /// Whether a manifest is one of this key's.
    package func hasSigned(_ row: ManifestRow) -> Bool {
        BLAKE2b.isEqual(mac(row.body, for: .manifest), row.mac)
    }

    private func hasMarked(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == HighWaterMark.byteCount else { return false }
        let message = Array(bytes.prefix(HighWaterMark.authenticatedCount))
        return BLAKE2b.isEqual(
            mac(message, for: .highWaterMark), Array(bytes.dropFirst(message.count)))
    }

    private func next(_ step: ManifestStep) throws(VaultError) -> ManifestRow {
        try requireSigned(step.previous)
        let body = try Manifest(step) { mac($0, for: .audit) }.bytes
        return ManifestRow(body: body, mac: mac(body, for: .manifest))
    }

    private func requireSigned(_ row: ManifestRow) throws(VaultError) {
        guard hasSigned(row) else { throw .damaged("the manifest's MAC is wrong") }
    }
}
