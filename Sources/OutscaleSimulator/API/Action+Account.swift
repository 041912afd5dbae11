extension Action {
    func readAccounts(in cloud: SimulatedCloud) -> JSON {
        [
            "Accounts": [
                [
                    "AccountId": .string(cloud.account.id),
                    "Email": .string(cloud.account.email),
                    "FirstName": "Ada", "LastName": "Example", "CompanyName": "EXAMPLE SAS",
                    "City": "Saint-Cloud", "ZipCode": "92210", "Country": "France",
                    "CustomerId": "92387300",
                ]
            ]
        ]
    }

    /// A ceiling must exceed what every key still has to live, and RequireTrustedEnv needs API
    /// access rules with a certificate authority, which this cloud has none of.
    func updateApiAccessPolicy(in cloud: inout SimulatedCloud) throws(APIError) -> JSON {
        let ceiling = parameters["MaxAccessKeyExpirationSeconds"]?.integer ?? -1
        guard (0...3_153_600_000).contains(ceiling) else {
            throw .invalidValue("MaxAccessKeyExpirationSeconds", "0 to 3153600000")
        }
        if parameters["RequireTrustedEnv"]?.bool == true {
            throw .policyConflict("RequireTrustedEnv needs API access rules with a CA.")
        }
        let living = cloud.keys.filter { !$0.isDeleted }
        let fits = living.allSatisfy { key in
            key.expires.map { $0 - cloud.now < ceiling } ?? false
        }
        guard ceiling == 0 || fits else {
            throw .policyConflict("An existing access key outlives the ceiling.")
        }
        cloud.policy.maxAccessKeyExpirationSeconds = ceiling
        cloud.policy.requireTrustedEnv = false
        return ["ApiAccessPolicy": cloud.policy.json]
    }

    func readQuotas(in cloud: SimulatedCloud) -> JSON {
        let filters = parameters["Filters"]
        let matches = [
            ("QuotaNames", "accesskey_limit"), ("Collections", "Other"), ("QuotaTypes", "global"),
            ("ShortDescriptions", "Access Key Limit"),
        ].allSatisfy { filters?[$0.0]?.strings?.contains($0.1) ?? true }
        guard matches else { return ["QuotaTypes": []] }
        let quota: JSON = [
            "AccountId": .string(cloud.account.id),
            "Name": "accesskey_limit",
            "ShortDescription": "Access Key Limit",
            "Description": "Maximum number of access keys an owner can have.",
            "MaxValue": JSON(cloud.model.quota),
            "UsedValue": JSON(cloud.counted(of: caller.owner)),
            "QuotaCollection": "Other",
        ]
        return ["QuotaTypes": [["QuotaType": "global", "Quotas": [quota]]]]
    }
}
