/// A change between its beginning and its end: what it does to the team, and what the server is going to get.
struct TeamChange {
    /// Entries of the roster that the change adds, and what the roster is with them.
    var entries: [SignedStatement] = []
    var roster: Roster
    /// All slots, where they change.
    var slots: [MemberSlot]?
    /// An invitation whose requests are settled.
    var settled: RecordID?
    /// The change as it is sent, and the history with it, once it is written.
    var write: TeamWrite?
    var history: TeamHistory?
}
