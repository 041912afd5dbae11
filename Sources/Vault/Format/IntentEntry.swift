/// An intent's fields in a journal page.
enum IntentEntry {
    private enum Tag {
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
        static let hostID: UInt16 = 11
        static let startedAt: UInt16 = 12
        static let knownKeys: UInt16 = 13
        static let accessKeyID: UInt16 = 14
        static let targetState: UInt16 = 15
        static let previousKeyID: UInt16 = 16
        static let graceSeconds: UInt16 = 17
        static let notBefore: UInt16 = 18
        static let ownerBoot: UInt16 = 19
        static let ownerNamespace: UInt16 = 20
        static let ownerProcess: UInt16 = 21
        static let ownerStart: UInt16 = 22
        static let field: UInt16 = 23
    }

    static func encode(_ intent: Intent) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(Tag.kind, number: intent.kind.rawValue)
        writer.put(Tag.phase, number: intent.phase.rawValue)
        writer.put(Tag.profile, intent.profile)
        writer.put(Tag.keyName, intent.keyName.description)
        writer.put(Tag.keyID, intent.keyID)
        writer.put(Tag.user, intent.user)
        writer.put(Tag.tag, intent.tag)
        writer.put(Tag.userTag, intent.userTag)
        writer.put(Tag.expiresAt, intent.expiresAt)
        writer.put(Tag.endpoint, intent.endpoint)
        writer.put(Tag.hostID, intent.hostID)
        writer.put(Tag.startedAt, intent.startedAt)
        // Key ids contain no line feed.
        writer.put(Tag.knownKeys, intent.knownKeys.joined(separator: "\n"))
        writer.put(Tag.accessKeyID, intent.accessKeyID)
        writer.put(Tag.targetState, number: intent.targetState?.rawValue)
        writer.put(Tag.previousKeyID, intent.previousKeyID)
        writer.put(Tag.graceSeconds, number: intent.graceSeconds)
        writer.put(Tag.notBefore, intent.notBefore)
        writer.put(Tag.ownerBoot, intent.owner?.bootID)
        writer.put(Tag.ownerNamespace, number: intent.owner?.namespace)
        writer.put(Tag.ownerProcess, number: intent.owner?.number)
        writer.put(Tag.ownerStart, number: intent.owner?.startTime)
        writer.put(Tag.field, number: intent.field?.rawValue)
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> Intent {
        let reader = try TLVReader(bytes, known: 1...23)
        let known = try reader.required(reader.text(Tag.knownKeys))
        return Intent(
            id: id, kind: try reader.required(reader.number(Tag.kind).flatMap(Intent.Kind.init)),
            phase: try reader.required(reader.number(Tag.phase).flatMap(Intent.Phase.init)),
            profile: try reader.required(reader.id(Tag.profile)),
            keyName: try reader.name(Tag.keyName),
            keyID: try reader.required(reader.id(Tag.keyID)), user: try reader.text(Tag.user),
            tag: try reader.required(reader.text(Tag.tag)),
            userTag: try reader.text(Tag.userTag), expiresAt: try reader.date(Tag.expiresAt),
            endpoint: try reader.required(reader.text(Tag.endpoint)),
            hostID: try reader.required(reader.text(Tag.hostID)),
            startedAt: try reader.required(reader.date(Tag.startedAt)),
            knownKeys: known.split(separator: "\n").map(String.init),
            accessKeyID: try reader.text(Tag.accessKeyID), field: try field(in: reader),
            targetState: try state(in: reader),
            previousKeyID: try reader.id(Tag.previousKeyID),
            graceSeconds: try reader.number(Tag.graceSeconds),
            notBefore: try reader.date(Tag.notBefore), owner: try owner(in: reader))
    }

    /// All of it or nothing.
    private static func owner(in reader: TLVReader) throws(VaultError) -> ProcessIdentity? {
        guard let bootID = try reader.text(Tag.ownerBoot) else { return nil }
        return ProcessIdentity(
            bootID: bootID, namespace: try reader.required(reader.number(Tag.ownerNamespace)),
            number: try reader.required(reader.number(Tag.ownerProcess)),
            startTime: try reader.required(reader.number(Tag.ownerStart)))
    }

    private static func field(in reader: TLVReader) throws(VaultError) -> Intent.Field? {
        guard let number = try reader.number(Tag.field, as: UInt8.self) else { return nil }
        return try reader.required(Intent.Field(rawValue: number))
    }

    private static func state(in reader: TLVReader) throws(VaultError) -> KeyState? {
        guard let number = try reader.number(Tag.targetState, as: UInt8.self) else { return nil }
        return try reader.required(KeyState(rawValue: number))
    }
}
