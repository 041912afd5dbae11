/// What is believed of the real API where its documents are silent, unclear or contradicted: one
/// field a belief, each of which can be had both ways. docs/simulator.md tells what is known.
///
/// The default is what the documents say or, where they say nothing, what is likeliest.
struct CloudModel: Codable, Equatable, Sendable {
    var readLag = ReadLag()
    /// Seconds for which UpdateAccessKey and DeleteAccessKey do not find a new key.
    var writeLag = 0
    /// Seconds for which the signature of a new key is refused.
    var activationDelay = 0
    var activationFailures = ActivationFailures.counted
    /// Seconds after which a key's new state, new expiry or deletion reaches signatures.
    var stateDelay = 0
    var deadKeys = DeadKeys.code1

    var pastExpiry = PastExpiry.refused
    var updateLeavingOut = UpdateLeavingOut()
    var tagFilter = TagFilter.exact
    var tags = Tags.shown
    /// Characters that a tag may have; 0 is no limit.
    var tagLimit = 0
    var longTags = LongTags.refused
    var expiredKeys = ExpiredKeys.listedActive
    var expiredKeyChanges = ExpiredKeyChanges.done
    var listOrder = ListOrder.creation
    var duplicates = Duplicates.none

    var errorShape = ErrorShape.classic
    var refusalStatus = RefusalStatus.usual
    var lockout = Lockout.on
    /// Keys an owner may have; 0 is no limit.
    var quota = 10
    var quotaCounts = QuotaCounts.all
    /// How answers spell dates.
    var dateForm = DateStyle.offset
    /// Seconds by which this cloud's clock is ahead of the machine's.
    var clockOffset = 0
    var dateHeader = DateHeader.judge

    /// The longest page of ReadUsers.
    var usersPerPage = 100
    var overlongPages = OverlongPages.refused
    var firstItem = FirstItem.zero
    var deletedUsersKeys = DeletedUsersKeys.gone

    /// Rules that change while calls come in.
    var steps: [RuleStep] = []

    /// Seconds by which answers are behind, for each way to read.
    struct ReadLag: Codable, Equatable, Sendable {
        /// ReadAccessKeys without ids and without a tag.
        var lists = 0
        /// ReadAccessKeys with `Filters.AccessKeyIds`, whatever else it asks for.
        var byID = 0
        /// ReadAccessKeys with `Tag` and without ids.
        var byTag = 0
        /// ReadUsers.
        var users = 0
        var pattern = Pattern.steady

        enum Pattern: String, Belief {
            /// Every read is behind by the whole time.
            case steady
            /// Each read by another part of it: what one has shown, the next may not.
            case varying
        }
    }

    /// What UpdateAccessKey does with a field that it does not name.
    struct UpdateLeavingOut: Codable, Equatable, Sendable {
        var expiry = Expiry.clearsWithState
        var tag = Tag.keeps
        var state = State.keeps

        enum Expiry: String, Belief {
            case keeps
            /// Only a State without an ExpirationDate means "never expires".
            case clearsWithState
            case clears
        }

        enum Tag: String, Belief { case keeps, clears }

        enum State: String, Belief {
            case keeps
            /// The key becomes ACTIVE.
            case activates
        }
    }

    /// The longest time that anything of this model lags behind.
    var longestLag: Int {
        max(readLag.lists, readLag.byID, readLag.byTag, readLag.users, stateDelay)
    }
}
