import APIClient
import KeyLifecycle

/// The keys of one user after another. A user whose keys can't be read does not cost the others theirs.
struct UserSurvey {
    /// So many failures in a row are no matter of single users any more.
    private static let mostFailuresInARow = 3

    /// What is known of a user.
    struct Row {
        let user: String
        /// `nil` where they could not be read.
        let keys: [AccessKey]?
        /// How many of them the vault holds.
        let held: Int

        var numbers: [Int?] {
            [keys?.count, keys.map { $0.filter { $0.state == .active }.count }, held]
        }
    }

    private(set) var rows: [Row] = []
    private(set) var failures: [(user: String, failure: Failure)] = []
    /// How many users were not asked about, since too much had failed before.
    private(set) var skipped = 0

    /// - Parameter held: how many keys of a user the vault holds.
    init(
        of users: [EIMUser], _ client: OutscaleClient, held: (String) -> Int,
        _ context: CommandContext
    ) {
        var failuresInARow = 0
        for (number, user) in users.enumerated() {
            guard failuresInARow < Self.mostFailuresInARow else {
                skipped += 1
                rows.append(Row(user: user.name, keys: nil, held: held(user.name)))
                continue
            }
            context.pause(OutscaleClient.pauseInSeries)
            context.console.progress("user \(user.name) (\(number + 1) of \(users.count))")
            var keys: [AccessKey]?
            do throws(APIError) {
                keys = try client.readAccessKeys(user: user.name)
                failuresInARow = 0
            } catch {
                failures.append((user.name, Failure(error)))
                failuresInARow = error.isOfThisCaller ? Self.mostFailuresInARow : failuresInARow + 1
            }
            rows.append(Row(user: user.name, keys: keys, held: held(user.name)))
        }
        rows.sort { $0.user < $1.user }
    }

    /// Names the users that failed, and ends with the first one's status.
    func conclude() throws {
        var unread = PartialFailures()
        for (user, failure) in failures { unread.add(PartialFailures.unread(user), failure) }
        let rest = skipped == 0 ? "" : ", and \(counted(skipped, "user")) not asked about then"
        try unread.conclude(
            "the keys of \(failures.count) of \(counted(rows.count, "user")) could not be read\(rest).",
            isOne: skipped == 0)
    }
}

extension APIError {
    /// Whether any other call of this caller would fail as well, and bring it nearer to being locked.
    fileprivate var isOfThisCaller: Bool {
        switch self {
        case .refused: refusesCaller
        case .invalidSetting, .libraryMissing, .signing: true
        case .unreachable, .interrupted, .throttled, .intermediary, .serverFailed, .unreadable:
            false
        }
    }
}
