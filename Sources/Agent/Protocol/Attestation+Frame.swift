import SecretMemory
import Vault

/// What stands first in an attestation; docs/agent.md has the table.
private enum AttestationCode: UInt8 {
    case signed = 1
    case marked = 2
    case name = 3
    case links = 4
    case next = 5
    case mark = 6
}

/// Attestations as they travel: code u8 ‖ what is told.
extension Attestation {
    /// Bytes of a link of the audit log's chain, and of a MAC.
    private static let digestCount = AuditLinks.digestCount

    var code: UInt8 {
        let code: AttestationCode =
            switch self {
            case .signed: .signed
            case .marked: .marked
            case .name: .name
            case .links: .links
            case .next: .next
            case .mark: .mark
            }
        return code.rawValue
    }

    var payload: [UInt8] {
        switch self {
        case .signed(let row), .mark(let row): row.bytes
        case .marked(let bytes): bytes
        case .name(let name): Array(name.description.utf8)
        case .links(let links): links.bytes
        case .next(let step): step.bytes
        }
    }

    /// How many bytes an answer has.
    var answerCount: Int {
        switch self {
        case .signed, .marked: 1
        case .name, .mark: Self.digestCount
        case .links(let links): links.answerCount
        case .next: ManifestRow.byteCount
        }
    }

    /// `nil` for what is none.
    init?(code: UInt8, payload: [UInt8]) {
        let attestation: Attestation? =
            switch AttestationCode(rawValue: code) {
            case .signed: ManifestRow(payload).map { .signed($0) }
            case .marked: .marked(payload)
            case .name: EntryName(String(decoding: payload, as: UTF8.self)).map { .name($0) }
            case .links: AuditLinks(payload).map { .links($0) }
            case .next: ManifestStep(payload).map { .next($0) }
            case .mark: ManifestRow(payload).map { .mark($0) }
            case nil: nil
            }
        guard let attestation else { return nil }
        self = attestation
    }
}

/// Previous link 32 ‖ the first event's number u64 ‖ answer u8 ‖ digests, 32 each.
extension AuditLinks {
    private static let headCount = digestCount + 8 + 1

    fileprivate var bytes: [UInt8] {
        start + first.littleEndianBytes + [wantsEach ? 1 : 0] + digests
    }

    fileprivate var answerCount: Int { wantsEach ? digests.count : Self.digestCount }

    fileprivate init?(_ bytes: [UInt8]) {
        let span = unsafe bytes.span.bytes
        var reader = FrameReader(span)
        guard let start = try? reader.take(Self.digestCount, span),
            let first = try? reader.u64(span), let each = try? reader.u8(span), each <= 1,
            reader.remaining.isMultiple(of: Self.digestCount),
            let digests = try? reader.take(reader.remaining, span)
        else { return nil }
        self.init(from: start, first: first, digests: digests, wantsEach: each == 1)
    }
}
