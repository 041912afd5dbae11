import VaultCLI

/// A manual page in the making.
struct Page {
    let name: String
    private(set) var text: String

    init(_ name: String, about: String, date: String) {
        self.name = name
        text = """
            .\\" Made by 'make man' from the commands' declarations. Changes here are lost.
            .Dd \(date)
            .Dt \(name.uppercased()) 1
            .Os
            .Sh NAME
            .Nm \(name)
            .Nd \(Self.description(about))

            """
    }

    /// The one line of a page follows the command's name, so it begins with a small letter and ends without a full stop.
    private static func description(_ text: String) -> String {
        let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
        return Roff.escaped(bare.prefix(1).lowercased() + bare.dropFirst())
    }

    mutating func add(_ line: String) { text += line + "\n" }

    mutating func section(_ title: String) { add(".Sh \(title)") }

    /// Paragraphs, by the empty lines between them.
    mutating func prose(_ text: String, after first: Bool = false) {
        let paragraphs = text.split(separator: "\n\n").map(String.init)
        for (index, paragraph) in paragraphs.enumerated() {
            if index > 0 || first { add(".Pp") }
            add(Roff.paragraph(ProgramName.spokenHelp(paragraph, as: ProgramName.full)))
        }
    }

    /// A list of things with what they mean.
    mutating func list(_ items: [(tag: String, text: String)]) {
        add(".Bl -tag -width Ds")
        for item in items {
            add(".It \(item.tag)")
            guard !item.text.isEmpty else { continue }
            add(Roff.paragraph(ProgramName.spokenHelp(item.text, as: ProgramName.full)))
        }
        add(".El")
    }

    mutating func seeAlso(_ pages: [String]) {
        section("SEE ALSO")
        let sorted = pages.sorted()
        for page in sorted.dropLast() { add(".Xr \(page) 1 ,") }
        sorted.last.map { add(".Xr \($0) 1") }
    }
}

extension ArgumentDescription {
    /// As the first line of its explanation: every name, and what follows.
    var tag: String {
        guard kind != .positional else { return ".Ar".dropFirst() + " \(Roff.argument(operand))" }
        let ordered = (names ?? []).sorted { $0.text.count < $1.text.count }
        let flags = ordered.map { "Fl \(Roff.argument(String($0.text.dropFirst())))" }
            .joined(separator: " , ")
        return kind == .option ? "\(flags) Ar \(Roff.argument(value))" : flags
    }

    /// As in the synopsis.
    var use: String {
        let bare =
            kind == .positional
            ? (parsingStrategy == "postTerminator" ? "Fl \\- " : "")
                + "Ar \(Roff.argument(operand))"
            : "Fl \(Roff.argument(String((preferredName?.text ?? "").dropFirst())))"
                + (kind == .option ? " Ar \(Roff.argument(value))" : "")
        let whole = bare + (isRepeating ? " ..." : "")
        return isOptional || kind == .flag ? ".Op \(whole)" : ".\(whole)"
    }

    private var operand: String { (valueName ?? "").uppercased() }

    private var value: String {
        allValues.map { $0.joined(separator: "|") } ?? (valueName ?? name).uppercased()
    }
}
