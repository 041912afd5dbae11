import SecretMemory

/// The box that a landing begins with, opened.
struct OpenedLanding: ~Copyable {
    let payload: SecretBytes
    /// What stands behind the box.
    let rest: [UInt8]
}

extension LandingKind {
    /// All kinds, that of the magic first.
    static func likeliest(for bytes: [UInt8]) -> [LandingKind] {
        allCases.filter { bytes.starts(with: $0.magic) }
            + allCases.filter { !bytes.starts(with: $0.magic) }
    }

    /// The first part; `nil` if no box of this kind opens here.
    ///
    /// Tries the header's length, then every other that a box can have: three for a record or a directory, one for a
    /// one-time key. Each may be a message to the agent.
    func open(
        _ bytes: [UInt8], of intent: RecordID, by key: any VaultKey
    ) throws(VaultError) -> OpenedLanding? {
        for count in boxCounts(in: bytes) {
            let end = headCount + count
            do throws(VaultError) {
                let payload = try key.open(
                    Array(bytes[headCount..<end]), under: context(of: intent), type: type)
                return OpenedLanding(payload: payload, rest: Array(bytes[end...]))
            } catch {
                guard case .damaged = error else { throw error }
            }
        }
        return nil
    }

    private func boxCounts(in bytes: [UInt8]) -> [Int] {
        let block = Padding.block(of: context(of: .zero))
        let room = bytes.count - headCount
        // A one-time key always takes one block.
        let longest = self == .held ? min(room, SecretBox.overhead + block) : room
        let counts = SecretBox.counts(upTo: longest, block: block)
        let stated = statedLengths(in: bytes)?.first
        return counts.filter { $0 == stated } + counts.filter { $0 != stated }
    }
}

extension SecretBox {
    /// The sizes of boxes that have room in so many bytes.
    static func counts(upTo longest: Int, block: Int) -> [Int] {
        Array(stride(from: overhead + block, through: longest, by: block))
    }
}
