import Vault

/// A team's server that has not what it should have, or lets others go first.
extension Failure {
    static func server(_ error: TeamError) -> (ExitStatus, String) {
        switch error {
        case .noDatabase(let reason):
            (
                .notFound,
                "the server has no such database: \(reason). Nothing was sent; check the address."
            )
        case .schema(let reason):
            (
                .integrity,
                "the database's tables are not those that the vault has made: \(reason). Nothing was used of them, and nothing "
                    + "was changed. Tell the database's owner."
            )
        case .crowded:
            (
                .storage,
                "other members are writing to the vault, and did not come to an end in time. Nothing was changed; try again."
            )
        default: (.integrity, "the database shows what no member has written.")
        }
    }
}
