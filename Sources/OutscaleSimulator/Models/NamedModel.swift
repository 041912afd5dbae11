/// A model worth a name: one way of being unlike the documents, taken far.
struct NamedModel: Sendable {
    var name: String
    var meaning: String
    var model: CloudModel

    private init(_ name: String, _ meaning: String, _ change: (inout CloudModel) -> Void) {
        self.name = name
        self.meaning = meaning
        model = CloudModel()
        change(&model)
    }

    init?(name: String) {
        guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    static let all: [NamedModel] = [
        NamedModel("default", "What the documents say, and what is likeliest where they don't.") {
            _ in
        },
        NamedModel("lagging", "Every read is half a minute behind.") {
            $0.readLag = .init(lists: 30, byID: 30, byTag: 30, users: 30)
        },
        NamedModel("lagging-tags", "Only what is read by tag is behind; the rest is not.") {
            $0.readLag.byTag = 30
        },
        NamedModel("lagging-lists", "Lists are behind; what is read by its id is not.") {
            $0.readLag.lists = 30
            $0.readLag.byTag = 30
        },
        NamedModel("flickering", "Each read is behind by another part of half a minute.") {
            $0.readLag = .init(lists: 30, byID: 30, byTag: 30, users: 30, pattern: .varying)
        },
        NamedModel("slow-activation", "A new key can't be used or changed for half a minute.") {
            $0.activationDelay = 30
            $0.writeLag = 30
        },
        NamedModel("slow-revocation", "A disabled, expired or deleted key works a while longer.") {
            $0.stateDelay = 30
        },
        NamedModel("clearing-updates", "An update clears every field that it does not name.") {
            $0.updateLeavingOut = .init(expiry: .clears, tag: .clears, state: .activates)
        },
        NamedModel("keeping-updates", "An update keeps every field that it does not name.") {
            $0.updateLeavingOut = .init(expiry: .keeps, tag: .keeps, state: .keeps)
        },
        NamedModel("strict-expiry", "A past expiry is refused; an expired key can't be changed.") {
            $0.pastExpiry = .refused
            $0.expiredKeyChanges = .refused
            $0.expiredKeys = .listedInactive
        },
        NamedModel("lenient-expiry", "A past expiry is taken, and ends the key at once.") {
            $0.pastExpiry = .taken
            $0.updateLeavingOut.expiry = .keeps
        },
        NamedModel("hidden-expired", "An expired key is as good as gone, and counts all the same.")
        {
            $0.expiredKeys = .notListed
            $0.expiredKeyChanges = .unknown
        },
        NamedModel("tagless", "Tags are not shown, and a tag filters nothing.") {
            $0.tags = .omitted
            $0.tagFilter = .ignored
        },
        NamedModel("prefix-tags", "A tag finds every key whose tag begins with it.") {
            $0.tagFilter = .prefix
        },
        NamedModel("untidy-lists", "Lists have no order and every key twice; pages are short.") {
            $0.listOrder = .shuffled
            $0.duplicates = .each
            $0.usersPerPage = 2
            $0.overlongPages = .truncated
            $0.firstItem = .one
        },
        NamedModel("problem-json", "Refusals are problem+json without a code or a request's id.") {
            $0.errorShape = .problemJSONWithoutRequestID
            $0.refusalStatus = .byMeaning
        },
        NamedModel("far-clock", "The cloud's clock is 14 minutes ahead.") {
            $0.clockOffset = 840
        },
        NamedModel("slow-clock", "The cloud's clock is 14 minutes behind.") {
            $0.clockOffset = -840
        },
        NamedModel("small-quota", "An owner may have one key, and two from the eighth call on.") {
            $0.quota = 1
            $0.steps = [RuleStep(fromCall: 8, quota: 2)]
        },
        NamedModel("late-ceiling", "From the fifth call on a key may live for an hour at most.") {
            $0.steps = [RuleStep(fromCall: 5, ceiling: 3600)]
        },
    ]

    var json: JSON {
        [
            "name": .string(name), "meaning": .string(meaning),
            "description": .string(model.summary), "model": model.json,
        ]
    }
}
