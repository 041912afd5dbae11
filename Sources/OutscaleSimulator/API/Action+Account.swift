extension Action {
    func readAccounts(in world: World) -> JSON {
        [
            "Accounts": [
                [
                    "AccountId": .string(world.account.id),
                    "Email": .string(world.account.email),
                    "FirstName": "Ada", "LastName": "Example", "CompanyName": "EXAMPLE SAS",
                    "City": "Saint-Cloud", "ZipCode": "92210", "Country": "France",
                    "CustomerId": "92387300",
                ]
            ]
        ]
    }

    /// A ceiling must exceed what every key still has to live, and RequireTrustedEnv needs API
    /// access rules with a certificate authority, which this world has none of.
    func updateApiAccessPolicy(in world: inout World) throws(APIError) -> JSON {
        let ceiling = parameters["MaxAccessKeyExpirationSeconds"]?.integer ?? -1
        guard (0...3_153_600_000).contains(ceiling) else {
            throw .invalidValue("MaxAccessKeyExpirationSeconds", "0 to 3153600000")
        }
        if parameters["RequireTrustedEnv"]?.bool == true {
            throw .policyConflict("RequireTrustedEnv needs API access rules with a CA.")
        }
        let living = world.keys.filter { !$0.isDeleted }
        let fits = living.allSatisfy { key in
            key.expires.map { $0 - world.now < ceiling } ?? false
        }
        guard ceiling == 0 || fits else {
            throw .policyConflict("An existing access key outlives the ceiling.")
        }
        world.policy.maxAccessKeyExpirationSeconds = ceiling
        world.policy.requireTrustedEnv = false
        return ["ApiAccessPolicy": world.policy.json]
    }

    func readQuotas(in world: World) -> JSON {
        let filters = parameters["Filters"]
        let matches = [
            ("QuotaNames", "accesskey_limit"), ("Collections", "Other"), ("QuotaTypes", "global"),
            ("ShortDescriptions", "Access Key Limit"),
        ].allSatisfy { filters?[$0.0]?.strings?.contains($0.1) ?? true }
        guard matches else { return ["QuotaTypes": []] }
        let quota: JSON = [
            "AccountId": .string(world.account.id),
            "Name": "accesskey_limit",
            "ShortDescription": "Access Key Limit",
            "Description": "Maximum number of access keys an owner can have.",
            "MaxValue": JSON(world.quota),
            "UsedValue": JSON(world.keys(of: caller.userName).count),
            "QuotaCollection": "Other",
        ]
        return ["QuotaTypes": [["QuotaType": "global", "Quotas": [quota]]]]
    }
}
