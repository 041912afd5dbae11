/// An intent's fields in a journal page: docs/format.md, section 5.
///
/// Field 1 tells the kind of work, field 2 its phase; which of the others an entry has depends on both.
enum IntentEntry {
    enum Field {
        static let kind: UInt16 = 1
        static let phase: UInt16 = 2
        static let profile: UInt16 = 3
        static let keyName: UInt16 = 4
        static let keyID: UInt16 = 5
        static let user: UInt16 = 6
        static let tag: UInt16 = 7
        static let userTag: UInt16 = 8
        static let expiresAt: UInt16 = 9
        static let endpoint: UInt16 = 10
        static let host: UInt16 = 11
        static let startedAt: UInt16 = 12
        static let knownKeys: UInt16 = 13
        static let accessKeyID: UInt16 = 14
        static let targetState: UInt16 = 15
        static let previousKeyID: UInt16 = 16
        static let graceSeconds: UInt16 = 17
        static let deletedFrom: UInt16 = 18
        static let ownerBoot: UInt16 = 19
        static let ownerNamespace: UInt16 = 20
        static let ownerProcess: UInt16 = 21
        static let ownerStart: UInt16 = 22
        static let changedField: UInt16 = 23
        static let acceptedDeletions: UInt16 = 24
        static let overlapSeconds: UInt16 = 25
        static let retiredFrom: UInt16 = 26
        static let wasInactive: UInt16 = 27
        static let member: UInt16 = 28
    }

    static func encode(_ intent: Intent) -> [UInt8] {
        let work = WorkFields(intent.work)
        var writer = TLVWriter()
        writer.put(Field.kind, number: work.kind.rawValue)
        writer.put(Field.phase, number: work.phase.rawValue)
        writer.put(Field.profile, intent.profile)
        writer.put(Field.keyName, intent.key.name.description)
        writer.put(Field.keyID, intent.key.record)
        writer.put(Field.user, intent.key.user)
        writer.put(Field.tag, intent.tag)
        writer.put(Field.userTag, work.userTag)
        writer.put(Field.expiresAt, work.expiresAt)
        writer.put(Field.endpoint, intent.endpoint)
        writer.put(Field.host, intent.host)
        writer.put(Field.startedAt, intent.startedAt)
        // Key ids contain no line feed.
        writer.put(Field.knownKeys, work.knownKeys.joined(separator: "\n"))
        writer.put(Field.accessKeyID, work.accessKeyID)
        writer.put(Field.targetState, number: work.targetState?.rawValue)
        writer.put(Field.previousKeyID, work.previousKeyID)
        writer.put(Field.graceSeconds, number: work.graceSeconds)
        writer.put(Field.deletedFrom, work.deletedFrom)
        let process = work.owner ?? intent.holder?.process
        writer.put(Field.ownerBoot, process?.bootID)
        writer.put(Field.ownerNamespace, number: process?.namespace)
        writer.put(Field.ownerProcess, number: process?.number)
        writer.put(Field.ownerStart, number: process?.startTime)
        writer.put(Field.changedField, number: work.changedField?.rawValue)
        let accepted = intent.acceptedDeletions
        writer.put(
            Field.acceptedDeletions, accepted.isEmpty ? nil : accepted.joined(separator: "\n"))
        writer.put(Field.overlapSeconds, number: work.overlapSeconds)
        writer.put(Field.retiredFrom, work.retiredFrom)
        let wasInactive: UInt8? = work.wasInactive.map { $0 ? 1 : 2 }
        writer.put(Field.wasInactive, number: wasInactive)
        writer.put(Field.member, intent.holder?.member)
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> Intent {
        let reader = try TLVReader(bytes, known: 1...28)
        let work = try WorkFields(reader)
        let holder = try reader.id(Field.member).map {
            IntentHolder(member: $0, process: work.owner)
        }
        return Intent(
            id: id, profile: try reader.required(reader.id(Field.profile)),
            host: try reader.required(reader.text(Field.host)),
            startedAt: try reader.required(reader.date(Field.startedAt)),
            endpoint: try reader.required(reader.text(Field.endpoint)),
            tag: try reader.required(reader.text(Field.tag)),
            key: IntendedKey(
                record: try reader.required(reader.id(Field.keyID)),
                name: try reader.name(Field.keyName), user: try reader.text(Field.user)),
            work: try work.work(isHeld: holder != nil),
            acceptedDeletions: try (reader.text(Field.acceptedDeletions) ?? "")
                .split(separator: "\n").map(String.init), holder: holder)
    }
}
