/// One event in the spool: a box of always the same size.
enum SpoolRecord {
    static let type: UInt16 = 37
    static let block = 512
    static let byteCount = SecretBox.overhead + block
    /// So many zeros in a row don't occur in a box: a part of it has never reached the disk.
    private static let zeros = 32

    /// Whether an event's fields have room.
    static func fits(_ payload: [UInt8]) -> Bool {
        Padding.count(ofPayload: payload.count, block: block) == block
    }

    /// Whether its writing was cut short.
    static func isTorn(_ record: ArraySlice<UInt8>) -> Bool {
        guard record.count == byteCount else { return true }
        var run = 0
        for byte in record {
            run = byte == 0 ? run + 1 : 0
            if run == zeros { return true }
        }
        return false
    }
}
