import SecretMemory

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

    private static let smallestChunk = 4 << 10
    private static let largestChunk = 1 << 20

    /// The keys, packed: in several arrays, since one that grows is in memory twice. What is not used yet is zero.
    private var chunks: [[UInt8]] = []
    /// How many bytes of the last chunk are used.
    private var used = 0
    private var places: [Place] = []
    private var profiles: [RecordID] = []
    private var profileNumbers: [RecordID: UInt32] = [:]

    /// - Parameter count: how many there will be; of an estimate nothing hangs but memory.
    init(expecting count: Int) { places.reserveCapacity(count) }

    package var count: Int { places.count }
    package var indices: Range<Int> { places.indices }
    package var isEmpty: Bool { places.isEmpty }

    package func key(at index: Int) -> ListedKey { key(at: places[index]) }

    package func record(at index: Int) -> KeyRecord { key(at: index).record }

    private func key(at place: Place) -> ListedKey {
        PackedKey.key(
            in: chunks[Int(place.chunk)], at: Int(place.start),
            profile: profiles[Int(place.profile)])
    }

    /// Takes an entry of a page, and checks it.
    mutating func append(_ id: RecordID, _ entry: ArraySlice<UInt8>) throws(VaultError) {
        try append(id, unsafe entry.span.bytes)
    }

    /// The same.
    mutating func append(_ id: RecordID, _ entry: RawSpan) throws(VaultError) {
        let places = try TLVPlaces(in: entry, known: KeyEntry.known)
        let fields = try KeyFields(places, in: entry)
        // No page has room for a longer one.
        guard entry.byteCount <= Int(UInt16.max) else {
            throw .damaged("a key's entry is longer than a page")
        }
        _ = try KeyEntry.secret(places, in: entry)
        append(id, fields, of: entry)
    }

    private mutating func append(_ id: RecordID, _ fields: KeyFields, of entry: RawSpan) {
        makeRoom(for: PackedKey.count(of: fields))
        let last = chunks.count - 1
        places.append(
            Place(
                expiry: fields.expiresAt.map(Double.init) ?? .infinity,
                name: Self.head(of: entry.extracting(fields.name)), chunk: UInt32(last),
                start: UInt32(used), profile: number(of: fields.profile)))
        unsafe chunks[last].withUnsafeMutableBytes { memory in
            var writer = unsafe PackedWriter(memory, at: used)
            PackedKey.write(id, fields, of: entry, to: &writer)
            used = writer.count
        }
    }

    private mutating func makeRoom(for count: Int) {
        guard (chunks.last?.count ?? 0) - used < count else { return }
        // Small at first: most vaults have a few keys.
        let size = min(Self.largestChunk, Self.smallestChunk << (2 * min(chunks.count, 8)))
        chunks.append([UInt8](repeating: 0, count: max(count, size)))
        used = 0
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

    private static func head(of name: RawSpan) -> UInt64 {
        if name.byteCount >= 8 { return name.number(at: 0, as: UInt64.self).byteSwapped }
        var head: UInt64 = 0
        for index in 0..<name.byteCount { head = head << 8 | UInt64(name.byte(at: index)) }
        return head << UInt64(8 * (8 - name.byteCount))
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
        let user = user.map { Array($0.utf8)[...] }
        var chosen = self
        chosen.places = []
        let number = profile.flatMap { profileNumbers[$0] }
        for place in places where profile == nil || place.profile == number {
            if let user, key(at: place).user != user { continue }
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
