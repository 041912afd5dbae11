/// What this machine remembers of a vault, held against one of its files.
package struct MarkVerdict: Sendable {
    /// The highest epoch that it knows of; 0 for none.
    package let seenEpoch: UInt64
    /// Why every command refuses the file; `nil` where none does for the mark's sake.
    package let refusal: VaultError?

    /// - Parameter prepared: what the mark says that a change of the vault's key has left.
    fileprivate init(seenEpoch: UInt64, prepared: UInt64?, refusal: VaultError?) {
        self.seenEpoch = max(seenEpoch, prepared ?? 0)
        self.refusal = refusal
    }
}

extension VerifiedImage {
    /// A mark that another key of the vault has made proves nothing, and every command refuses the file for it. Its number
    /// counts all the same, as far as one can be believed: what is written on this machine is never below it.
    package func markVerdict(in files: VaultFiles) throws(VaultError) -> MarkVerdict {
        let prepared = PreparedMark.claimedEpoch(in: files, of: vaultID).flatMap {
            ForeignMark(
                path: "", claimedEpoch: $0, epoch: epoch, keyEpoch: state.key.keyEpoch,
                rekeyedAt: nil
            ).believableEpoch
        }
        guard let stored = try StoredMark(beside: files, of: vaultID) else {
            return MarkVerdict(seenEpoch: 0, prepared: prepared, refusal: nil)
        }
        let mark: HighWaterMark
        do throws(VaultError) { mark = try stored.verified(by: state.key) } catch {
            guard case .damaged = error else { throw error }
            let date = events.last { $0.event.action == .rekeyed }?.event.at
            let foreign = stored.foreign(to: state.manifest, rekeyedAt: date)
            return MarkVerdict(
                seenEpoch: foreign.believableEpoch ?? 0, prepared: prepared,
                refusal: .foreignMark(foreign))
        }
        do throws(VaultError) { try mark.check(state.manifest, mac: state.mac) } catch {
            return MarkVerdict(seenEpoch: mark.epoch, prepared: prepared, refusal: error)
        }
        return MarkVerdict(seenEpoch: mark.epoch, prepared: prepared, refusal: nil)
    }
}
