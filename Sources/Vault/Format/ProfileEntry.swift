/// A profile's fields in a page.
enum ProfileEntry {
    private enum Field {
        static let name: UInt16 = 1
        static let region: UInt16 = 2
        static let endpoint: UInt16 = 3
        static let flags: UInt16 = 4
        static let caFile: UInt16 = 5
        static let clientCertificate: UInt16 = 6
        static let clientKey: UInt16 = 7
        static let defaultLifetime: UInt16 = 8
        static let signingKey: UInt16 = 9
        static let accountID: UInt16 = 10
        static let proxy: UInt16 = 11
        static let proxyLogin: UInt16 = 12
        static let longestLife: UInt16 = 13
        static let longestLifeReadAt: UInt16 = 14
        static let mostKeys: UInt16 = 15
        static let mostKeysReadAt: UInt16 = 16
    }

    private enum Flag {
        static let insecureLoopback: UInt8 = 1
        static let isDefault: UInt8 = 2
    }

    static func encode(_ profile: Profile) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(Field.name, profile.name.description)
        writer.put(Field.region, profile.region)
        writer.put(Field.endpoint, profile.endpoint)
        let flags: UInt8 =
            (profile.allowsInsecureLoopback ? Flag.insecureLoopback : 0)
            | (profile.isDefault ? Flag.isDefault : 0)
        writer.put(Field.flags, number: flags)
        writer.put(Field.caFile, profile.caFile)
        writer.put(Field.clientCertificate, profile.clientCertificate)
        writer.put(Field.clientKey, profile.clientKey)
        writer.put(Field.defaultLifetime, number: profile.defaultLifetime)
        writer.put(Field.signingKey, profile.signingKey)
        writer.put(Field.accountID, profile.accountID)
        writer.put(Field.proxy, profile.proxy)
        writer.put(Field.proxyLogin, profile.proxyLogin?.box)
        let facts = profile.accountFacts
        writer.put(Field.longestLife, number: facts.longestLife?.value)
        writer.put(Field.longestLifeReadAt, facts.longestLife?.readAt)
        writer.put(Field.mostKeys, number: facts.mostKeys?.value)
        writer.put(Field.mostKeysReadAt, facts.mostKeys?.readAt)
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> Profile {
        let reader = try TLVReader(bytes, known: 1...16)
        let flags = try reader.required(reader.number(Field.flags, as: UInt8.self))
        return Profile(
            id: id, name: try reader.name(Field.name),
            region: try reader.required(reader.text(Field.region)),
            endpoint: try reader.text(Field.endpoint),
            allowsInsecureLoopback: flags & Flag.insecureLoopback != 0,
            caFile: try reader.text(Field.caFile),
            clientCertificate: try reader.text(Field.clientCertificate),
            clientKey: try reader.text(Field.clientKey), proxy: try reader.text(Field.proxy),
            proxyLogin: reader.bytes(Field.proxyLogin).map { SealedLogin(box: Array($0)) },
            defaultLifetime: try reader.number(Field.defaultLifetime),
            signingKey: try reader.id(Field.signingKey),
            accountID: try reader.text(Field.accountID),
            isDefault: flags & Flag.isDefault != 0,
            accountFacts: AccountFacts(
                longestLife: try fact(Field.longestLife, Field.longestLifeReadAt, in: reader),
                mostKeys: try fact(Field.mostKeys, Field.mostKeysReadAt, in: reader)))
    }

    private static func fact(
        _ field: UInt16, _ readAt: UInt16, in reader: TLVReader
    ) throws(VaultError) -> AccountFact? {
        let date = try reader.date(readAt)
        guard let value = try reader.number(field, as: Int64.self) else {
            guard date == nil else { throw .damaged("a profile knows when, and not what") }
            return nil
        }
        return AccountFact(value, readAt: try reader.required(date))
    }
}
