import SecretMemory

/// The beginning of a small file's digest, behind what the file holds: a byte that the disk has changed is told from what a
/// server did. It keeps nobody from writing another file.
///
/// 16 bytes, the first of H(content). A file that an earlier version has written has none.
enum DigestTrailer {
    static let byteCount = 16

    static func appended(to content: [UInt8]) -> [UInt8] { content + digest(of: content) }

    /// - Parameter count: how many bytes the content has.
    /// - Throws: ``VaultError/damaged(_:)`` where the digest is another's. Of any other length, the bytes are given as they are.
    static func removed(
        from bytes: [UInt8], leaving count: Int
    ) throws(VaultError) -> [UInt8] {
        guard bytes.count == count + byteCount else { return bytes }
        let content = Array(bytes.prefix(count))
        try require(bytes.suffix(byteCount), of: content)
        return content
    }

    static func require(
        _ told: some Sequence<UInt8>, of content: [UInt8]
    ) throws(VaultError) {
        guard digest(of: content).elementsEqual(told) else {
            throw .damaged("its digest is that of other bytes")
        }
    }

    static func digest(of content: [UInt8]) -> ArraySlice<UInt8> {
        BLAKE2b.digest(of: content).prefix(byteCount)
    }
}
