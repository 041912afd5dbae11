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
        return ["User": user.json(cloud.model.dateForm)]
    }

    /// Pages by the offset `FirstItem`; ids are the only filter.
    func readUsers(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let model = cloud.model
        let start = model.firstItem == .zero ? 0 : 1
        let first = (parameters["FirstItem"]?.integer ?? start) - start
        let asked = parameters["ResultsPerPage"]?.integer ?? 100
        let isSilent = parameters["ResultsPerPage"] == nil
        guard first >= 0 else { throw .invalidValue("FirstItem", "it is before the first one") }
        guard asked >= 1, asked <= 100 || model.overlongPages == .truncated else {
            throw .invalidValue("ResultsPerPage", "1 to 100")
        }
        let ids = parameters["Filters"]?["UserIds"]?.strings
        let found = cloud.users(behind: cloud.lagOfRead(model.readLag.users))
            .filter { ids?.contains($0.id) ?? true }
        let page = found.dropFirst(first).prefix(min(asked, model.usersPerPage))
        return [
            "Users": .array(page.map { $0.json(model.dateForm) }),
            "HasMoreItems": .bool(found.count > first + page.count),
            "MaxResultsLimit": JSON(model.usersPerPage),
            "MaxResultsTruncated": .bool(!isSilent && asked > model.usersPerPage),
        ]
    }

    func deleteUser(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let name = parameters["UserName"]?.string ?? ""
        guard let user = cloud.user(name) else { throw .noSuchUser }
        guard cloud.keys(of: user.owner).isEmpty else { throw .userInUse }
        cloud.remove(user, keys: cloud.model.deletedUsersKeys)
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
