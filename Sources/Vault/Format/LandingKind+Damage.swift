import SecretMemory

extension LandingKind {
    /// Why nothing in a landing file opens, as far as its header tells: the rest of a sentence about the file.
    static func damage(of bytes: [UInt8]) -> String {
        let written = (bytes.lastIndex { $0 != 0 } ?? -1) + 1
        if allCases.contains(where: { $0.isWhole(bytes) }) {
            return "it is whole, and does not open under this vault's key: another vault or "
                + "another creation has written it, or this vault under a key that it had before"
        }
        if allCases.contains(where: { $0.isCutOff(bytes, after: written) }) {
            return "it was cut off after \(written) bytes"
        }
        return "its bytes have changed since they were written, so it does not open under "
            + "this vault's key"
    }

    private func isWhole(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: magic), let end = statedEnd(in: bytes),
            end + Self.digestCount <= bytes.count
        else { return false }
        return bytes[end...].starts(with: BLAKE2b.digest(of: Array(bytes.prefix(end))))
    }

    private func isCutOff(_ bytes: [UInt8], after written: Int) -> Bool {
        guard written > headCount else {
            return magic.starts(with: bytes.prefix(min(written, magic.count)))
        }
        guard bytes.starts(with: magic), let end = statedEnd(in: bytes) else { return false }
        return written < end + Self.digestCount && end + Self.digestCount <= LandingFile.byteCount
    }

    /// Where the parts end.
    private func statedEnd(in bytes: [UInt8]) -> Int? {
        statedLengths(in: bytes)?.reduce(headCount, +)
    }
}
