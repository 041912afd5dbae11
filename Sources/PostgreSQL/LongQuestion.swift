/// A `SELECT` whose rows may be more than one round trip should bring.
package struct LongQuestion: Sendable {
    package let statement: DatabaseStatement
    /// So many rows come at a time.
    package let pieceRows: Int

    /// - Parameters:
    ///   - statement: asks for rows.
    ///   - pieceRows: so few that they fit into ``DatabaseLimits/bufferedBytes`` together with the other questions' pieces.
    package init(_ statement: DatabaseStatement, pieceRows: Int) {
        (self.statement, self.pieceRows) = (statement, pieceRows)
    }

    /// The first piece alone: with fewer rows than ``pieceRows`` these are all.
    package var first: DatabaseStatement {
        DatabaseStatement(
            generated: "\(statement.text) LIMIT \(pieceRows)", statement.parameters)
    }

    /// Whether there may be rows that are not in the first piece.
    package func isCut(_ firstPiece: DatabaseRows) -> Bool { firstPiece.count >= pieceRows }

    /// Opens a cursor, which ends with its transaction.
    fileprivate func opening(_ number: Int) -> DatabaseStatement {
        DatabaseStatement(
            generated: "DECLARE osc_vault_\(number) NO SCROLL CURSOR FOR \(statement.text)",
            statement.parameters)
    }

    /// The next piece.
    fileprivate func fetching(_ number: Int) -> DatabaseStatement {
        DatabaseStatement(generated: "FETCH FORWARD \(pieceRows) FROM osc_vault_\(number)")
    }
}

extension DatabaseConnection {
    /// All rows of several questions, piece by piece, each with the server's limit of time for itself. Where no question has more
    /// than a piece, it is one round trip.
    ///
    /// - Parameters:
    ///   - beginning: begins the transaction, which stays open.
    ///   - questions: asked one after the other, in pieces.
    ///   - mostBytes: of all cells together.
    /// - Throws: `answerTooLarge` beyond that; the transaction is given up then.
    package func answers(
        after beginning: [DatabaseStatement], inPieces questions: [LongQuestion], mostBytes: Int
    ) throws(DatabaseError) -> [DatabaseRows] {
        let first = questions.enumerated().flatMap { [$1.opening($0), $1.fetching($0)] }
        let shown = try run(beginning + first).dropFirst(beginning.count)
        var answers = shown.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        var left = mostBytes - answers.reduce(0) { $0 + $1.byteCount }
        for (number, question) in questions.enumerated() {
            var piece = answers[number].count
            while piece >= question.pieceRows {
                let rows = try run(question.fetching(number))
                answers[number].append(rows)
                (piece, left) = (rows.count, left - rows.byteCount)
                guard left >= 0 else {
                    rollback()
                    throw .answerTooLarge
                }
            }
        }
        return answers
    }
}
