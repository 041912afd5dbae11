/// Rows as they go out, each as bytes at once: no text is made of a row, since there may be a million.
extension KeyRows {
    func writeJSON(to page: PagedOutput) {
        page.text("{\"schema\":1,\"keys\":[")
        var isFirst = true
        for row in self {
            page.write { text in
                if !isFirst { text.append(",") }
                row.appendJSON(to: &text)
            }
            isFirst = false
        }
        page.line("]}")
    }

    func writeCSV(to page: PagedOutput) {
        page.line(CSV.line(KeyRow.fields))
        for row in self {
            page.write { text in
                row.appendCSV(to: &text)
                text.append("\n")
            }
        }
    }
}

extension KeyRow {
    /// What stands before each value of an object.
    private static let members = fields.enumerated().map { index, field in
        (index == 0 ? "{" : ",") + JSONValue.quoted(field) + ":"
    }

    func appendJSON(to text: inout OutputBytes) {
        var index = 0
        let members = Self.members
        forEachFact { fact in
            text.append(members[index])
            index += 1
            switch fact {
            case .text(let value): text.append(json: value)
            case .date(let date?):
                text.append("\"")
                text.append(time: date)
                text.append("\"")
            case .flag(let flag): text.append(flag ? "true" : "false")
            case .number(let number?): text.append(number)
            case .date(nil), .number(nil): text.append("null")
            }
        }
        text.append("}")
    }

    func appendCSV(to text: inout OutputBytes) {
        var isFirst = true
        forEachFact { fact in
            if !isFirst { text.append(",") }
            isFirst = false
            switch fact {
            case .text(let value): text.append(csv: value)
            case .date(let date?): text.append(time: date)
            case .flag(let flag): text.append(flag ? "true" : "false")
            case .number(let number?): text.append(number)
            case .date(nil), .number(nil): break
            }
        }
    }
}
