import FoundationEssentials

/// An access key on the wire; every member is optional in OUTSCALE's document.
struct AccessKeyMessage: Decodable {
    var accessKeyID: String?
    var state: String?
    var creationDate: String?
    var lastModificationDate: String?
    var expirationDate: String?
    var tag: String?

    enum CodingKeys: String, CodingKey {
        case accessKeyID = "AccessKeyId"
        case state = "State"
        case creationDate = "CreationDate"
        case lastModificationDate = "LastModificationDate"
        case expirationDate = "ExpirationDate"
        case tag = "Tag"
    }

    /// The key, if the id and the dates make sense.
    ///
    /// - Parameter absent: the state of a key whose message has none.
    func accessKey(stateIfAbsent absent: AccessKey.State = .unknown) throws(APIError) -> AccessKey {
        guard let id = accessKeyID, Self.isIdentifier(id) else { throw .unexpected("AccessKeyId") }
        return AccessKey(
            id: id, state: state.map { AccessKey.State(rawValue: $0) ?? .unknown } ?? absent,
            createdAt: try Self.date(creationDate, "CreationDate"),
            modifiedAt: try Self.date(lastModificationDate, "LastModificationDate"),
            expiresAt: try Self.date(expirationDate, "ExpirationDate"), tag: tag)
    }

    private static func date(_ text: String?, _ field: String) throws(APIError) -> Date? {
        guard let text else { return nil }
        guard let date = OutscaleDate.parse(text) else { throw .unexpected(field) }
        return date
    }

    /// 1 to 128 letters and digits. OUTSCALE's have 20; that is no contract, but the id goes into headers.
    private static func isIdentifier(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count)
            && id.unicodeScalars.allSatisfy {
                ("A"..."Z").contains($0) || ("a"..."z").contains($0) || ("0"..."9").contains($0)
            }
    }
}

/// The answers of CreateAccessKey and UpdateAccessKey.
struct AccessKeyAnswer: Decodable {
    var accessKey: AccessKeyMessage

    enum CodingKeys: String, CodingKey { case accessKey = "AccessKey" }
}

/// The answer of DeleteAccessKey.
struct DeletionAnswer: Decodable {
    var responseContext: ResponseContext?

    enum CodingKeys: String, CodingKey { case responseContext = "ResponseContext" }
}

/// The answer of ReadAccessKeys.
struct AccessKeysAnswer: Decodable {
    var accessKeys: GivenElements<AccessKeyMessage>
    var responseContext: ResponseContext?

    enum CodingKeys: String, CodingKey {
        case accessKeys = "AccessKeys"
        case responseContext = "ResponseContext"
    }
}
