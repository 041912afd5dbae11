import PostgreSQL
import Testing
import VaultTestSupport

@Suite(.needsServer) struct `A question with many rows` {
    private let connection: DatabaseConnection

    init() throws { connection = try DatabaseConnection(to: address(freshDatabase().url())) }

    private func numbers(to last: Int64) -> LongQuestion {
        LongQuestion(
            DatabaseStatement(
                "SELECT n, n * 2 FROM generate_series(1::bigint, $1::bigint) AS g(n) ORDER BY n",
                [.integer(last)]), pieceRows: 10)
    }

    private let begin = [DatabaseStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")]

    @Test(arguments: [0, 1, 9, 10, 11, 20, 35] as [Int64])
    func `brings them all in their order, piece by piece`(count: Int64) throws {
        let answers = try connection.answers(
            after: begin, inPieces: [numbers(to: count), numbers(to: 3), numbers(to: count + 1)],
            mostBytes: 10_000)
        try connection.run(DatabaseStatement("COMMIT"))
        #expect(answers.map(\.count) == [Int(count), 3, Int(count) + 1])
        for (answer, last) in zip(answers, [count, 3, count + 1]) where last > 0 {
            let read = (0..<answer.count).map { answer.integer($0, 0) }
            #expect(read == Array(1...last))
            #expect(answer.integer(answer.count - 1, 1) == last * 2)
        }
    }

    @Test func `tells whether its first piece is all of it`() throws {
        for (count, isCut) in [(9, false), (10, true), (11, true)] {
            let question = numbers(to: Int64(count))
            #expect(question.isCut(try connection.run(question.first)) == isCut)
        }
    }

    @Test func `ends where its answer is too large, and leaves the connection of use`() throws {
        #expect(throws: DatabaseError.answerTooLarge) {
            _ = try connection.answers(
                after: begin, inPieces: [numbers(to: 1_000)], mostBytes: 500)
        }
        // Outside of any transaction, or it would be refused within a read-only one.
        try connection.run(DatabaseStatement("CREATE TABLE t (n bigint)"))
    }

    @Test(.enabled(if: PostgresPooler.exists)) func `is asked through a pooler, too`() throws {
        let database = try PostgresServer.shared.get().newPooledDatabase()
        let pooled = try DatabaseConnection(to: address(database.url()))
        let answers = try pooled.answers(
            after: begin, inPieces: [numbers(to: 25)], mostBytes: 10_000)
        try pooled.run(DatabaseStatement("COMMIT"))
        #expect(answers[0].count == 25)
    }
}
