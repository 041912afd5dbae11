extension Failure {
    /// A step that only a vault's file can take.
    static func noFile(_ address: TeamAddress) -> Failure {
        Failure(
            .usage, "team",
            "\(address.text) is a team's vault, and this works on a vault's file. Nothing was done.")
    }
}
