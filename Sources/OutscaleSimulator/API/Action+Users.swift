extension Action {
    func createUser(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let name = parameters["UserName"]?.string ?? ""
        let path = parameters["Path"]?.string ?? "/"
        guard Self.isUserName(name) else {
            throw .invalidValue("UserName", "1 to 64 of letters, digits and + = , . @ - _")
        }
        guard Self.isPath(path) else {
            throw .invalidValue("Path", "1 to 512 of letters, digits, / and _, between slashes")
        }
        guard cloud.user(name) == nil else { throw .userExists }
        let user = cloud.addUser(
            name, rights: cloud.newUserRights, path: path, email: parameters["UserEmail"]?.string)
        return ["User": user.json(cloud.dateStyle)]
    }

    /// Pages by the offset `FirstItem`; ids are the only filter.
    func readUsers(in cloud: SimulatedCloud) throws(APIError) -> JSON {
        let first = parameters["FirstItem"]?.integer ?? 0
        let limit = parameters["ResultsPerPage"]?.integer ?? 100
        guard first >= 0 else { throw .invalidValue("FirstItem", "it is negative") }
        guard (1...100).contains(limit) else { throw .invalidValue("ResultsPerPage", "1 to 100") }
        let ids = parameters["Filters"]?["UserIds"]?.strings
        let found = cloud.users.filter { ids?.contains($0.id) ?? true }
        let page = found.dropFirst(first).prefix(limit)
        return [
            "Users": .array(page.map { $0.json(cloud.dateStyle) }),
            "HasMoreItems": .bool(found.count > first + page.count),
            "MaxResultsLimit": 100,
            "MaxResultsTruncated": false,
        ]
    }

    func deleteUser(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let name = parameters["UserName"]?.string ?? ""
        guard cloud.user(name) != nil else { throw .noSuchUser }
        guard cloud.keys(of: name).isEmpty else { throw .userInUse }
        cloud.users.removeAll { $0.name == name }
        return [:]
    }

    private static func isUserName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { isAlphanumeric($0) || Array("+=,.@-_".utf8).contains($0) }
    }

    private static func isPath(_ path: String) -> Bool {
        (1...512).contains(path.utf8.count) && path.hasPrefix("/") && path.hasSuffix("/")
            && path.utf8.allSatisfy { isAlphanumeric($0) || Array("/_".utf8).contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
