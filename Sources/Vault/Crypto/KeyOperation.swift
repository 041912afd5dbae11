/// One of many things that a key is asked for at once.
///
/// What goes in and what comes out lies in ordinary memory, so it is about metadata alone: of boxes, pages and audit
/// events. A secret is opened and sealed by itself.
package enum KeyOperation: Hashable, Sendable {
    case open(MetadataBox)
    case seal([UInt8], under: SealingContext, type: UInt16)
    case attest(Attestation)
    /// What the key's holder remembers of the spool, 40 bytes; zeros for nothing.
    case spoolHead
}

/// A page's or an event's box, and what it is.
package struct MetadataBox: Hashable, Sendable {
    package let context: SealingContext
    package let type: UInt16
    package let box: [UInt8]

    package init(_ box: [UInt8], under context: SealingContext, type: UInt16) {
        self.box = box
        self.context = context
        self.type = type
    }
}

/// What was in it, and what it is.
package struct OpenedBox: Hashable, Sendable {
    package let type: UInt16
    package let payload: [UInt8]

    package init(type: UInt16, payload: [UInt8]) {
        self.type = type
        self.payload = payload
    }
}

/// Some links of the audit log's chain, one behind the other.
package struct AuditLinks: Hashable, Sendable {
    package static let digestCount = 32
    /// So many have room in any message; a longer chain is asked for in parts.
    package static let most = 1_024

    /// The link before the first of these.
    package let start: [UInt8]
    /// The first event's sequence number.
    package let first: UInt64
    /// The digests of the events' boxes, 32 bytes each.
    package let digests: [UInt8]
    /// Whether the answer is every link, or the last one only.
    package let wantsEach: Bool

    package init(from start: [UInt8], first: UInt64, digests: [UInt8], wantsEach: Bool = false) {
        self.start = start
        self.first = first
        self.digests = digests
        self.wantsEach = wantsEach
    }
}

/// What became of an operation.
package enum KeyResult: Hashable, Sendable {
    case opened(OpenedBox)
    /// A box, a MAC, or links of 32 bytes each.
    case bytes([UInt8])
}

/// Why nothing came of several operations.
package enum BatchError: Error, Hashable, Sendable {
    /// One of them, counted from 0, can't be done.
    case operation(Int, VaultError)
    /// The key can't be reached, or its answer is none that the protocol has.
    case key(VaultError)

    package var reason: VaultError {
        switch self {
        case .operation(_, let reason), .key(let reason): reason
        }
    }
}

extension SealingContext {
    /// Whether what stands there is metadata: no secret, no one-time key, no login.
    package var isMetadata: Bool { table == .page || table == .audit || table == .spool }
}
