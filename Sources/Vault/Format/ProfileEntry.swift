/// A profile's fields in a page.
enum ProfileEntry {
    private enum Tag {
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
    }

    private enum Flag {
        static let insecureLoopback: UInt8 = 1
        static let isDefault: UInt8 = 2
    }

    static func encode(_ profile: Profile) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(Tag.name, profile.name.description)
        writer.put(Tag.region, profile.region)
        writer.put(Tag.endpoint, profile.endpoint)
        let flags: UInt8 =
            (profile.allowsInsecureLoopback ? Flag.insecureLoopback : 0)
            | (profile.isDefault ? Flag.isDefault : 0)
        writer.put(Tag.flags, number: flags)
        writer.put(Tag.caFile, profile.caFile)
        writer.put(Tag.clientCertificate, profile.clientCertificate)
        writer.put(Tag.clientKey, profile.clientKey)
        writer.put(Tag.defaultLifetime, number: profile.defaultLifetime)
        writer.put(Tag.signingKey, profile.signingKey)
        writer.put(Tag.accountID, profile.accountID)
        writer.put(Tag.proxy, profile.proxy)
        writer.put(Tag.proxyLogin, profile.proxyLogin?.box)
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> Profile {
        let reader = try TLVReader(bytes, known: 1...12)
        let flags = try reader.required(reader.number(Tag.flags, as: UInt8.self))
        return Profile(
            id: id, name: try reader.name(Tag.name),
            region: try reader.required(reader.text(Tag.region)),
            endpoint: try reader.text(Tag.endpoint),
            allowsInsecureLoopback: flags & Flag.insecureLoopback != 0,
            caFile: try reader.text(Tag.caFile),
            clientCertificate: try reader.text(Tag.clientCertificate),
            clientKey: try reader.text(Tag.clientKey), proxy: try reader.text(Tag.proxy),
            proxyLogin: reader.bytes(Tag.proxyLogin).map { SealedLogin(box: Array($0)) },
            defaultLifetime: try reader.number(Tag.defaultLifetime),
            signingKey: try reader.id(Tag.signingKey), accountID: try reader.text(Tag.accountID),
            isDefault: flags & Flag.isDefault != 0)
    }
}
