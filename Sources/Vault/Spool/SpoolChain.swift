import SecretMemory

/// The links of a spool: the key of each record's box follows from all that stands before it, so a record opens in its
/// place, behind the records that it was written behind, and nowhere else.
struct SpoolChain: Sendable {
    /// So many events wait at most; the next is written to the database, with all of them.
    static let most = 64

    let base: SpoolBase
    /// That of the header, and one for each record.
    private(set) var links: [[UInt8]]

    init(_ base: SpoolBase) {
        self.base = base
        links = [BLAKE2b.digest(of: base.bytes)]
    }

    /// Where the next record's box stands.
    var next: SealingContext { context(of: links.count - 1) }

    var last: SpoolHead {
        SpoolHead(sequence: base.count &+ UInt64(links.count - 1), link: links[links.count - 1])
    }

    /// Where a record's box stands; records are counted from 0.
    func context(of record: Int) -> SealingContext {
        .spool(after: links[record], sequence: base.count &+ UInt64(record) &+ 1)
    }

    mutating func append(_ box: [UInt8]) {
        links.append(BLAKE2b.digest(of: links[links.count - 1] + box))
    }

    /// Refuses a spool that lacks what the agent knows to have been on the disk.
    ///
    /// - Parameter folded: how many events the database has; those are in no spool any more.
    func check(_ seen: SpoolHead?, folded: UInt64) throws(VaultError) {
        guard let seen, seen.sequence > folded else { return }
        guard seen.sequence > base.count, seen.sequence <= last.sequence,
            links[Int(seen.sequence - base.count)] == seen.link
        else { throw .spoolCut(event: seen.sequence) }
    }
}
