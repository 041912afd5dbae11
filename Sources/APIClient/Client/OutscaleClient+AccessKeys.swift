package import FoundationEssentials
import SecretMemory

extension OutscaleClient {
    /// Creates an access key, and takes its secret straight into guarded memory. Sent once.
    ///
    /// - Parameters:
    ///   - user: the EIM user who will own it; `nil` for the caller.
    ///   - expiresAt: `nil` for never.
    package func createAccessKey(
        user: String?, expiresAt: Date?, tag: String?
    ) throws(APIError) -> IssuedAccessKey {
        var answer = try answer(
            to: .createAccessKey, Self.creation(user: user, expiresAt: expiresAt, tag: tag))
        // Creating makes active keys.
        let key = try answer.decode(AccessKeyAnswer.self).accessKey
            .accessKey(stateIfAbsent: .active)
        guard let secret = answer.takeSecret() else {
            throw .unreadable(UnreadableAnswer(.missingSecretKey, status: 200))
        }
        guard secret.isPrintable else { throw .unexpected("SecretKey") }
        return IssuedAccessKey(accessKey: key, secret: secret)
    }

    /// Asks whether the key could be created, and creates none.
    package func dryRunCreateAccessKey(
        user: String?, expiresAt: Date?, tag: String? = nil
    ) throws(APIError) {
        var members = Self.creation(user: user, expiresAt: expiresAt, tag: tag)
        members["DryRun"] = .boolean(true)
        _ = try answer(to: .createAccessKey, members)
    }

    /// Lists the keys of one owner.
    ///
    /// - Parameters:
    ///   - user: the EIM user; `nil` lists the caller's own.
    ///   - tag: only keys that carry exactly this tag.
    ///   - ids: only these keys; none is no filter. Unknown ids are simply not in the answer.
    /// - Throws: `unreadable` also where an empty list has no `RequestId`: whatever stands between may say it.
    package func readAccessKeys(
        user: String?, tag: String? = nil, ids: [String] = []
    ) throws(APIError) -> [AccessKey] {
        let filters: JSONText? =
            ids.isEmpty ? nil : .object(["AccessKeyIds": .array(ids.map(JSONText.string))])
        // Tag stands beside Filters, not in it.
        let answer = try answer(
            to: .readAccessKeys,
            [
                "Filters": filters, "Tag": tag.map(JSONText.string),
                "UserName": user.map(JSONText.string),
            ])
        let list = try answer.decode(AccessKeysAnswer.self)
        try list.responseContext.requireID(ofEmpty: list.accessKeys.elements.isEmpty)
        // A list may name a key twice.
        var seen: Set<String> = []
        var keys: [AccessKey] = []
        for message in list.accessKeys.elements {
            let key = try message.accessKey()
            if seen.insert(key.id).inserted { keys.append(key) }
        }
        return keys
    }

    /// Changes a key. Sent once.
    ///
    /// - Parameter user: the owner; without it OUTSCALE does not find another user's key.
    package func updateAccessKey(
        id: String, user: String?, state: AccessKey.State?, expiresAt: ExpiryUpdate, tag: TagUpdate
    ) throws(APIError) -> AccessKey {
        var members: [String: JSONText?] = [
            "AccessKeyId": .string(id), "UserName": user.map(JSONText.string),
            "State": state.map { .string($0.rawValue) },
        ]
        switch expiresAt {
        case .unchanged: break
        case .set(let date): members["ExpirationDate"] = .string(OutscaleDate.text(date))
        case .never: members["ClearExpirationDate"] = .boolean(true)
        }
        switch tag {
        case .unchanged: break
        case .set(let text): members["Tag"] = .string(text)
        case .clear: members["ClearTag"] = .boolean(true)
        }
        let answer = try answer(to: .updateAccessKey, members)
        return try answer.decode(AccessKeyAnswer.self).accessKey.accessKey()
    }

    /// Deletes a key. Sent once. An EIM user's key must be inactive.
    ///
    /// - Throws: `unreadable` also where a success has no `RequestId`: whatever stands between may say it, and a
    ///   deletion has nothing else to show that OUTSCALE has accepted it.
    package func deleteAccessKey(id: String, user: String?) throws(APIError) {
        let answer = try answer(
            to: .deleteAccessKey,
            ["AccessKeyId": .string(id), "UserName": user.map(JSONText.string)])
        guard try answer.decode(DeletionAnswer.self).responseContext?.shownRequestID != nil else {
            throw .unexpected("ResponseContext.RequestId")
        }
    }

    private static func creation(
        user: String?, expiresAt: Date?, tag: String?
    ) -> [String: JSONText?] {
        [
            "ExpirationDate": expiresAt.map { .string(OutscaleDate.text($0)) },
            "Tag": tag.map(JSONText.string), "UserName": user.map(JSONText.string),
        ]
    }
}

extension SecretBytes {
    /// Whether it is what a secret key is: some visible ASCII characters. Anything else would not survive its way
    /// through a variable, a file or a header.
    fileprivate var isPrintable: Bool {
        withBytes { bytes in
            bytes.byteCount > 0
                && (0..<bytes.byteCount).allSatisfy { place in
                    (0x21...0x7E).contains(
                        unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self))
                }
        }
    }
}
