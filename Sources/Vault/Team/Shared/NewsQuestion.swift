import PostgreSQL

/// What the server is asked: for whatever is newer than what is known here.
struct NewsQuestion {
    /// The replica's newest state, else the mark's.
    let point: TeamPoint?
    /// Rows of the tree that are newer than this.
    private let rowsAfter: UInt64
    private let firstEntry: UInt64

    /// So much may come at once, or a server could fill this machine's memory: ten times as much as 100,000 keys have.
    private static let mostBytes = 1 << 30

    init(_ known: TeamHistory, _ mark: TeamMark?) {
        point = known.point ?? mark?.point
        (rowsAfter, firstEntry) = (known.point?.epoch ?? 0, known.roster.count)
    }

    private var questions: [LongQuestion] {
        TeamQueries.news(since: point, entriesFrom: firstEntry, rowsAfter: rowsAfter)
    }

    /// One round trip, with what comes before and after the questions; `nil` where there is more news than that brings.
    func shortNews(
        _ connection: DatabaseConnection, _ before: [DatabaseStatement],
        _ after: [DatabaseStatement] = []
    ) throws(VaultError) -> TeamNews? {
        let questions = questions
        let answers = try connection.answers(before + questions.map(\.first) + after)
        if let index = before.firstIndex(of: Durability.question) {
            try Durability.require(answers[index])
        }
        let shown = Array(answers.dropFirst(before.count).prefix(questions.count))
        guard !zip(questions, shown).contains(where: { $0.isCut($1) }) else { return nil }
        return try news(shown)
    }

    /// However much it is: what is little in one round trip, else piece by piece.
    func news(_ connection: DatabaseConnection) throws(VaultError) -> TeamNews {
        // Of a machine that has nothing, the first trip would mostly be for nothing.
        if rowsAfter > 0 {
            let short = try shortNews(
                connection, TeamQueries.beginReading, TeamQueries.endReading)
            if let short { return short }
        }
        let answers: [DatabaseRows]
        do throws(DatabaseError) {
            answers = try connection.answers(
                after: TeamQueries.beginReading, inPieces: questions, mostBytes: Self.mostBytes)
            try connection.run(TeamQueries.endReading)
        } catch { throw VaultError(error) }
        return try news(answers)
    }

    private func news(_ answers: [DatabaseRows]) throws(VaultError) -> TeamNews {
        var news = try TeamNews(answers)
        (news.asked, news.firstEntry) = (point, firstEntry)
        return news
    }
}
