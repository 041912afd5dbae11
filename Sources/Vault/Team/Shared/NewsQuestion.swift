import PostgreSQL

/// What the server is asked: for whatever is newer than what is known here.
struct NewsQuestion {
    /// The replica's newest state, else the mark's.
    let point: TeamPoint?
    /// Rows of the tree that are newer than this.
    private let rowsAfter: UInt64
    private let firstEntry: UInt64

    init(_ known: TeamHistory, _ mark: TeamMark?) {
        point = known.point ?? mark?.point
        (rowsAfter, firstEntry) = (known.point?.epoch ?? 0, known.roster.count)
    }

    /// One round trip, with what comes before and after the questions.
    func news(
        _ connection: DatabaseConnection, _ before: [DatabaseStatement],
        _ after: [DatabaseStatement] = []
    ) throws(VaultError) -> TeamNews {
        let questions = TeamQueries.news(
            since: point, entriesFrom: firstEntry, rowsAfter: rowsAfter)
        let answers = try connection.answers(before + questions + after)
        if let index = before.firstIndex(of: Durability.question) {
            try Durability.require(answers[index])
        }
        var news = try TeamNews(Array(answers.dropFirst(before.count).prefix(questions.count)))
        (news.asked, news.firstEntry) = (point, firstEntry)
        return news
    }
}
