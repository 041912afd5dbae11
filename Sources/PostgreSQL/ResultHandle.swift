import CPostgres

/// One of libpq's results (`PQclear`).
@safe struct ResultHandle: ~Copyable {
    enum Kind: Hashable {
        /// One row of several.
        case row
        /// A statement's end, perhaps with rows.
        case done
        /// The round trip's end.
        case sync
        /// It was left out because one before it failed.
        case skipped
        case failed
    }

    private let result: OpaquePointer

    @unsafe init(_ result: OpaquePointer) { unsafe self.result = result }

    deinit { unsafe cpostgres_result_free(result) }

    var kind: Kind {
        switch unsafe Int(cpostgres_status(result)) {
        case CPOSTGRES_SINGLE_TUPLE: .row
        case CPOSTGRES_EMPTY_QUERY, CPOSTGRES_COMMAND_OK, CPOSTGRES_TUPLES_OK: .done
        case CPOSTGRES_PIPELINE_SYNC: .sync
        case CPOSTGRES_PIPELINE_ABORTED: .skipped
        // COPY is none of the statements here.
        default: .failed
        }
    }

    var rowCount: Int { unsafe Int(cpostgres_row_count(result)) }

    var columnTypes: [UInt32] {
        unsafe (0..<cpostgres_column_count(result)).map { unsafe cpostgres_column_type(result, $0) }
    }

    /// - Returns: `false` for null.
    func copyCell(_ row: Int, _ column: Int, to content: inout [UInt8]) -> Bool {
        var count = 0
        guard let base = unsafe cpostgres_cell(result, Int32(row), Int32(column), &count) else {
            return false
        }
        unsafe content.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
        return true
    }

    var affected: Int { unsafe Int(String(cString: cpostgres_affected(result))) ?? 0 }
    var commandTag: String { unsafe String(cString: cpostgres_command_tag(result)) }

    /// A part of an error, raw, which lives as long as the result.
    @unsafe func part(_ part: ErrorPart) -> UnsafePointer<CChar>? {
        unsafe cpostgres_error_field(result, part.rawValue)
    }
}

/// `PG_DIAG_…`
enum ErrorPart: Int32 {
    case state = 67  // C
    case message = 77  // M
    case constraint = 110  // n
}
