/// Rows as they go out, each as bytes at once: no text is made of a row, since there may be a million.
extension KeyRows {
    func writeJSON(_ columns: KeyColumns = .all, to page: PagedOutput) {
        let members = KeyRow.members(of: columns)
        page.text("{\"schema\":1,\"keys\":[")
        var isFirst = true
        for row in self {
            page.write { text in
                if !isFirst { text.append(",") }
                row.appendJSON(columns, members, to: &text)
            }
            isFirst = false
        }
        page.line("]}")
    }

    func writeCSV(_ columns: KeyColumns = .all, to page: PagedOutput) {
        page.line(CSV.line(columns.names))
        for row in self {
            page.write { text in
                row.appendCSV(columns, to: &text)
                text.append("\n")
            }
        }
    }
}

extension KeyRow {
    /// What stands before each value of an object.
    static func members(of columns: KeyColumns) -> [String] {
        columns.names.enumerated().map { index, field in
            (index == 0 ? "{" : ",") + JSONValue.quoted(field) + ":"
        }
    }

    func appendJSON(_ columns: KeyColumns, _ members: [String], to text: inout OutputBytes) {
        var index = 0
        forEachFact(of: columns) { fact in
            text.append(members[index])
            index += 1
            text.append(json: fact)
        }
        text.append("}")
    }

    func appendCSV(_ columns: KeyColumns, to text: inout OutputBytes) {
        var isFirst = true
        forEachFact(of: columns) { fact in
            if !isFirst { text.append(",") }
            isFirst = false
            switch fact {
            case .text(let value): text.append(csv: value)
            case .bytes(let value): text.append(csv: value)
            case .date(let date?): text.append(time: date)
            case .flag(let flag): text.append(flag ? "true" : "false")
            case .number(let number?): text.append(number)
            case .date(nil), .number(nil): break
            }
        }
    }
}

extension KeyRows {
    /// YAML 1.2 of the same names and values: every text in double quotes, as JSON has it, which YAML reads alike.
    func writeYAML(_ columns: KeyColumns, to page: PagedOutput) {
        page.line("schema: 1")
        guard !isEmpty else { return page.line("keys: []") }
        page.line("keys:")
        let names = columns.names
        for row in self {
            page.write { text in
                var index = 0
                row.forEachFact(of: columns) { fact in
                    text.append(index == 0 ? "  - " : "    ")
                    text.append(names[index])
                    text.append(": ")
                    index += 1
                    text.append(json: fact)
                    text.append("\n")
                }
            }
        }
    }
}

extension OutputBytes {
    /// As JSON has it, which YAML reads alike.
    fileprivate mutating func append(json fact: KeyRow.Fact) {
        switch fact {
        case .text(let value): append(json: value)
        case .bytes(let value): append(json: value)
        case .date(let date?):
            append("\"")
            append(time: date)
            append("\"")
        case .flag(let flag): append(flag ? "true" : "false")
        case .number(let number?): append(number)
        case .date(nil), .number(nil): append("null")
        }
    }
}
