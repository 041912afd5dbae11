/// What this machine remembers of a vault, held against one of its files.
package struct MarkVerdict: Sendable {
    /// The highest epoch that it knows of; 0 for none.
    package let seenEpoch: UInt64
    /// Why every command refuses the file; `nil` where none does for the mark's sake.
    package let refusal: VaultError?
}

extension VerifiedImage {
    /// A mark that is not as the vault wrote it says nothing, and every command refuses the vault for it.
    package func markVerdict(in files: VaultFiles) throws(VaultError) -> MarkVerdict {
        let mark: HighWaterMark?
        do throws(VaultError) {
            mark = try HighWaterMark.read(from: files, key: state.key)
        } catch {
            guard case .damaged = error else { throw error }
            return MarkVerdict(seenEpoch: 0, refusal: error)
        }
        guard let mark else { return MarkVerdict(seenEpoch: 0, refusal: nil) }
        do throws(VaultError) { try mark.check(state.manifest, mac: state.mac) } catch {
            return MarkVerdict(seenEpoch: mark.epoch, refusal: error)
        }
        return MarkVerdict(seenEpoch: mark.epoch, refusal: nil)
    }
}
