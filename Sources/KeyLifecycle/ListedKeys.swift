import APIClient

extension OutscaleClient {
    /// The keys that OUTSCALE lists for an owner; none where the user is gone, since the keys are gone too.
    func listedKeys(
        of user: String?, tag: String? = nil, ids: [String] = []
    ) throws(APIError) -> [AccessKey] {
        do { return try readAccessKeys(user: user, tag: tag, ids: ids) } catch {
            guard case .refused(let refusal) = error, refusal.meansNoSuchUser else { throw error }
            return []
        }
    }
}
