/// An entry of the index of names: the entry's id is the name's hash, its one field the key that has it.
enum NameEntry {
    private static let holder: UInt16 = 1

    static func encode(_ key: RecordID) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(holder, key)
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>) throws(VaultError) -> RecordID {
        let reader = try TLVReader(bytes, known: 1...1)
        return try reader.required(reader.id(holder))
    }
}
