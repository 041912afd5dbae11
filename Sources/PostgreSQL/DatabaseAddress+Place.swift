extension DatabaseAddress {
    /// What tells the database from others, with all that environment and service file say: a line `database=…`, and for each host
    /// a line `host=… hostaddr=… port=…`. Who logs in, and how, is not in it.
    ///
    /// - Throws: `libraryMissing`, and what can't be connected to: `malformed`, `insecure`.
    package func place() throws(DatabaseError) -> String {
        let plan = try ConnectionPlan(self)
        let hosts = plan.targets.map { "host=\($0.host) hostaddr=\($0.hostaddr) port=\($0.port)" }
        return (["database=\(plan.database)"] + hosts).joined(separator: "\n")
    }
}
