/// Many keys in little memory, and what they are sorted by. All were checked when they were read; a record is made when it
/// is asked for.
package struct HeldKeys: Sendable {
    /// Where a key stands, and what it is sorted by, so that sorting touches nothing else.
    private struct Place {
        let expiry: Double
        /// The name's first eight bytes, as a number that sorts as they do.
        let name: UInt64
        let chunk: UInt32
        let start: UInt32
        /// Which of ``profiles`` it belongs to.
        let profile: UInt32
    }

    private static let chunkSize = 1 << 20

    /// The keys, packed: in several arrays, since one that grows is in memory twice.
    private var chunks: [[UInt8]] = []
    private var places: [Place] = []
    private var profiles: [RecordID] = []
    private var profileNumbers: [RecordID: UInt32] = [:]

    /// - Parameter count: how many there will be; of an estimate nothing hangs but memory.
    init(expecting count: Int) { places.reserveCapacity(count) }

    package var count: Int { places.count }
    package var indices: Range<Int> { places.indices }
    package var isEmpty: Bool { places.isEmpty }

    package func record(at index: Int) -> KeyRecord { record(at: places[index]) }

    private func record(at place: Place) -> KeyRecord {
        let chunk = chunks[Int(place.chunk)]
        return PackedKey.record(
            in: unsafe chunk.span.bytes, at: Int(place.start),
            profile: profiles[Int(place.profile)])
    }

    /// Takes an entry of a page, and checks it.
    mutating func append(_ id: RecordID, _ entry: ArraySlice<UInt8>) throws(VaultError) {
        let reader = try TLVReader(entry, known: KeyEntry.known)
        let fields = try KeyFields(reader)
        // No page has room for a longer one.
        guard entry.count <= Int(UInt16.max) else {
            throw .damaged("a key's entry is longer than a page")
        }
        _ = try KeyEntry.secret(in: reader)
        append(id, fields, atMost: RecordID.byteCount + entry.count)
    }

    private mutating func append(_ id: RecordID, _ fields: KeyFields, atMost count: Int) {
        if chunks.last.map({ $0.count + count > Self.chunkSize }) ?? true {
            var chunk: [UInt8] = []
            chunk.reserveCapacity(max(count, Self.chunkSize))
            chunks.append(chunk)
        }
        let last = chunks.count - 1
        places.append(
            Place(
                expiry: fields.expiresAt.map(Double.init) ?? .infinity,
                name: Self.head(of: fields.name), chunk: UInt32(last),
                start: UInt32(chunks[last].count), profile: number(of: fields.profile)))
        PackedKey.append(id, fields, to: &chunks[last])
    }

    /// Keys of one profile often follow each other.
    private mutating func number(of profile: RecordID) -> UInt32 {
        if let last = places.last?.profile, profiles[Int(last)] == profile { return last }
        if let number = profileNumbers[profile] { return number }
        let number = UInt32(profiles.count)
        profiles.append(profile)
        profileNumbers[profile] = number
        return number
    }

    private static func head(of name: ArraySlice<UInt8>) -> UInt64 {
        var head: UInt64 = 0
        for byte in name.prefix(8) { head = head << 8 | UInt64(byte) }
        return head << UInt64(8 * (8 - min(8, name.count)))
    }
}

// MARK: - What only all of them can tell

extension HeldKeys {
    /// Whether no two have one name.
    ///
    /// A table of places, not a set of names: there may be 100,000, and nothing is made of most.
    var haveNamesOfTheirOwn: Bool {
        guard count > 1 else { return true }
        let width = Int.bitWidth - (2 * count - 1).leadingZeroBitCount
        var table = [UInt32](repeating: .max, count: 1 << width)
        for (index, place) in places.enumerated() {
            let name = name(at: place)
            var slot = Self.hash(name) >> UInt64(64 - width)
            while table[Int(slot)] != .max {
                let other = places[Int(table[Int(slot)])]
                guard other.name != place.name || self.name(at: other) != name else {
                    return false
                }
                slot = (slot + 1) & UInt64(table.count - 1)
            }
            table[Int(slot)] = UInt32(index)
        }
        return true
    }

    /// FNV-1a is good enough: only somebody with the vault's key chooses the names.
    private static func hash(_ name: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        // Its upper bits mix least.
        return hash &* 0x9E37_79B9_7F4A_7C15
    }
}

// MARK: - Choosing and sorting

extension HeldKeys {
    /// Those of a profile and of a user; `nil` is all.
    func only(of profile: RecordID?, user: String?) -> HeldKeys {
        guard profile != nil || user != nil else { return self }
        var chosen = self
        chosen.places = []
        let number = profile.flatMap { profileNumbers[$0] }
        for place in places where profile == nil || place.profile == number {
            if let user, record(at: place).user != user { continue }
            chosen.places.append(place)
        }
        return chosen
    }

    /// Soonest expiry first, keys without one last; by name if the expiry is the same.
    package mutating func sortBySoonestExpiry() {
        var sorted = places
        places = []
        sorted.sort { left, right in
            guard left.expiry == right.expiry else { return left.expiry < right.expiry }
            guard left.name == right.name else { return left.name < right.name }
            return name(at: left).lexicographicallyPrecedes(name(at: right))
        }
        places = sorted
    }

    /// Names are ASCII, so their bytes have their order.
    private func name(at place: Place) -> ArraySlice<UInt8> {
        let chunk = chunks[Int(place.chunk)]
        return chunk[PackedKey.name(in: unsafe chunk.span.bytes, at: Int(place.start))]
    }
}
