import FoundationEssentials

/// What stands in the first event of a block about all events before it, so that a reader can begin there.
///
/// The link is in the event's box, and the box's digest is in every link after it. So whoever follows the chain from
/// here to the manifest's head has verified the checkpoint as well.
struct AuditCheckpoint: Hashable, Sendable {
    /// So many events have one checkpoint.
    static let blockSize: UInt64 = 64

    /// The chain's link before the event.
    let link: [UInt8]
    /// No event before this one is later.
    let latest: Date

    /// Whether the event with this number holds one. The first event needs none: nothing is before it.
    static func stands(at sequence: UInt64) -> Bool {
        sequence > 1 && sequence % blockSize == 1
    }

    /// The first event of the block that an event belongs to.
    static func blockStart(of sequence: UInt64) -> UInt64 {
        guard sequence > 0 else { return 1 }
        return sequence - (sequence - 1) % blockSize
    }
}
