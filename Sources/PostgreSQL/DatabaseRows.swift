/// The rows that a statement gave, copied out of libpq's memory.
///
/// A cell is read as what the server says it is: a number of another type is `nil`, as null is.
package struct DatabaseRows: Sendable {
    private struct Cell {
        let offset: Int
        /// -1 for null.
        let count: Int
    }

    private var content: [UInt8] = []
    private var cells: [Cell] = []
    private var types: [UInt32] = []

    package private(set) var count = 0
    /// How many rows were inserted, changed, deleted or read.
    package internal(set) var affected = 0

    /// The bytes of all cells.
    var byteCount: Int { content.count }

    /// As they travelled; `nil` for null.
    package func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        slice(row, column).map(Array.init)
    }

    /// Of a `bigint`, `integer` or `smallint`; 0 or 1 of a `boolean`.
    package func integer(_ row: Int, _ column: Int) -> Int64? {
        guard let bytes = slice(row, column),
            let size = ColumnType(rawValue: types[column])?.integerSize, bytes.count == size,
            let first = bytes.first
        else { return nil }
        return bytes.dropFirst().reduce(Int64(Int8(bitPattern: first))) { $0 << 8 | Int64($1) }
    }

    /// Of a `text`, `varchar` or `name`, if it is UTF-8.
    package func text(_ row: Int, _ column: Int) -> String? {
        guard let bytes = slice(row, column), ColumnType(rawValue: types[column])?.isText == true
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    private func slice(_ row: Int, _ column: Int) -> ArraySlice<UInt8>? {
        guard (0..<count).contains(row), types.indices.contains(column) else { return nil }
        let cell = cells[row * types.count + column]
        return cell.count < 0 ? nil : content[cell.offset..<cell.offset + cell.count]
    }

    /// Adds the next rows of the same statement.
    mutating func append(_ rows: DatabaseRows) {
        if types.isEmpty { types = rows.types }
        let shift = content.count
        content += rows.content
        cells += rows.cells.map { Cell(offset: $0.offset + shift, count: $0.count) }
        count += rows.count
    }

    /// Adds a result's rows.
    mutating func append(_ result: borrowing ResultHandle) {
        types = result.columnTypes
        for row in 0..<result.rowCount {
            for column in types.indices {
                let offset = content.count
                let isNull = !result.copyCell(row, column, to: &content)
                cells.append(Cell(offset: offset, count: isNull ? -1 : content.count - offset))
            }
        }
        count += result.rowCount
    }
}
