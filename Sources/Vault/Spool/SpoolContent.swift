/// What stands in a spool's file, before any of it is opened.
///
/// A last record whose writing was cut short, by a crash or a full disk, is left out: nothing left the vault on its
/// account, since that waits for the record's sync.
struct SpoolContent: Sendable {
    /// The file's own size.
    let byteCount: Int
    /// `nil` if the file has no record.
    let chain: SpoolChain?
    let records: [[UInt8]]

    static let empty = SpoolContent(byteCount: 0, chain: nil, records: [])

    /// The size without what was cut short.
    var wholeCount: Int {
        min(byteCount, SpoolBase.byteCount) + records.count * SpoolRecord.byteCount
    }

    static func mostBytes(records: Int = SpoolChain.most) -> Int {
        SpoolBase.byteCount + records * SpoolRecord.byteCount
    }

    private init(byteCount: Int, chain: SpoolChain?, records: [[UInt8]]) {
        (self.byteCount, self.chain, self.records) = (byteCount, chain, records)
    }

    init(_ bytes: [UInt8]) throws(VaultError) {
        // A last record may have been written in part behind all that there can be.
        guard bytes.count < Self.mostBytes(records: SpoolChain.most + 1) else {
            throw .damagedSpool("it is longer than it can be")
        }
        let records = Self.records(in: bytes.dropFirst(SpoolBase.byteCount))
        guard !records.isEmpty else {
            self.init(byteCount: bytes.count, chain: nil, records: [])
            return
        }
        var chain = SpoolChain(try SpoolBase(reading: bytes.prefix(SpoolBase.byteCount)))
        for record in records { chain.append(record) }
        self.init(byteCount: bytes.count, chain: chain, records: records)
    }

    private static func records(in bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var (rest, records) = (bytes, [[UInt8]]())
        while !rest.isEmpty {
            let record = rest.prefix(SpoolRecord.byteCount)
            rest = rest.dropFirst(SpoolRecord.byteCount)
            if rest.isEmpty, SpoolRecord.isTorn(record) { break }
            records.append(Array(record))
        }
        return records
    }
}
