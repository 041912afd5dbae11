/// What is left of a damaged file, and what is not.
package struct VaultSurvey: Sendable {
    /// A key that can't be had from the file any more.
    package struct Lost: Hashable, Sendable {
        /// As far as something whole still names it.
        package let name: String?
        package let accessKeyID: String?
        package let reason: String
    }

    /// As the manifest says; `nil` if that is not as it was written.
    package internal(set) var epoch: UInt64?
    package internal(set) var fingerprint: String?
    /// Everything that is not as it was written, one sentence each, without a full stop.
    package internal(set) var findings: [String] = []
    package internal(set) var lost: [Lost] = []
    /// Keys whose entry and secret are whole.
    package internal(set) var keys: [ForeignKey] = []
    package internal(set) var profiles: [Profile] = []
    /// Profiles that a whole key or an open change belongs to, and that can't be had any more; in a fixed order.
    package var lostProfiles: [RecordID] {
        let known = Set(profiles.map(\.id))
        let wanted = Set(keys.map(\.record.profile)).union(intents.map(\.profile))
        return wanted.subtracting(known).sorted { $0.description < $1.description }
    }
    package internal(set) var intents: [Intent] = []
    package internal(set) var eventCount = 0
}

extension OpenedImage {
    /// Looks at every row by itself, so that one that is damaged hides no other.
    package func survey() throws(VaultError) -> VaultSurvey {
        var surveyor = Surveyor(store: store, key: key, byteCount: image.bytes.count)
        return try store.snapshot { () throws(VaultError) in try surveyor.run() }
    }
}
