import Glibc
import KernelText
import SecretMemory
import SystemPackage

/// What is in a file of certificates and keys, by the labels of its PEM blocks (RFC 7468).
///
/// It is read into guarded memory, because there may be a private key in it.
struct PEMFile {
    /// Far more than the bundle of all public authorities.
    private static let mostBytes = 4 << 20
    private static let longestLabel = 32
    private static let begin = Array("-----BEGIN ".utf8)
    /// A sequence, with which every certificate and key in DER begins.
    private static let sequence: UInt8 = 0x30

    /// For example `CERTIFICATE`, `PRIVATE KEY`, in their order.
    let labels: [String]
    /// Whether it is a certificate or a key in DER, without PEM around it.
    let isDER: Bool
    private let hasEncryptedBlock: Bool

    init(_ path: FilePath) throws(InvalidSetting) {
        let bytes = try Self.read(path)
        (labels, isDER, hasEncryptedBlock) = bytes.withBytes { bytes in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe (
                    Self.labels(in: bytes), bytes.first == Self.sequence,
                    Self.contains("4,ENCRYPTED", in: bytes)
                )
            }
        }
    }

    var hasCertificate: Bool {
        labels.contains { ["CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"].contains($0) }
    }

    var hasKey: Bool { labels.contains { $0.hasSuffix("PRIVATE KEY") } }

    /// A key that wants a passphrase: PKCS #8, or OpenSSL's older way.
    var hasEncryptedKey: Bool {
        labels.contains("ENCRYPTED PRIVATE KEY") || (hasKey && hasEncryptedBlock)
    }

    private static func read(_ path: FilePath) throws(InvalidSetting) -> SecretBytes {
        let descriptor = unsafe open(path.cString, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard errno != ENOENT, errno != ENOTDIR else { throw .missingFile(path) }
            throw .unreadableFile(path, reason: unsafe String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableFile(path, reason: "it is no regular file")
        }
        guard facts.st_size <= mostBytes else {
            throw .unreadableFile(path, reason: "it is too large")
        }
        do {
            return try SecretBytes(
                readingFrom: descriptor, limit: max(1, Int(facts.st_size)), source: path.text)
        } catch {
            guard case .empty = error else {
                throw .unreadableFile(path, reason: "it can't be read")
            }
            throw .unreadableFile(path, reason: "it is empty")
        }
    }

    private static func labels(in bytes: UnsafeRawBufferPointer) -> [String] {
        var labels: [String] = []
        var position = 0
        while let start = unsafe place(of: begin, in: bytes, from: position) {
            let rest = unsafe bytes[start...].prefix(longestLabel)
            // A label without its end may run into a key, so it does not count.
            guard let end = unsafe rest.firstIndex(of: UInt8(ascii: "-")) else { return labels }
            let line = unsafe bytes[start..<end]
            labels.append(unsafe String(decoding: line, as: UTF8.self))
            position = start
        }
        return labels
    }

    private static func contains(_ text: String, in bytes: UnsafeRawBufferPointer) -> Bool {
        unsafe place(of: Array(text.utf8), in: bytes, from: 0) != nil
    }

    /// The place behind the next occurrence.
    private static func place(
        of pattern: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int
    ) -> Int? {
        guard bytes.count - start >= pattern.count else { return nil }
        for index in start...(bytes.count - pattern.count)
        where unsafe bytes[index] == pattern[0]
            && bytes[index..<(index + pattern.count)].elementsEqual(pattern)
        {
            return index + pattern.count
        }
        return nil
    }
}
