/// The commands that a team's vault knows.
extension MatrixCommand {
    /// They refuse an address before they look for anything else; TeamRefusalTests.
    private static let forFiles: Set = ["passwd", "slot", "rekey", "unlock"]

    static let ofTeams =
        all.filter { !forFiles.contains($0.words[0]) && $0.words[0] != "completion" } + [
            MatrixCommand(words: ["member", "list"], prints: true, hasJSON: true),
            MatrixCommand(
                words: ["member", "invite", "eve", "--role", "reader", "--code-file", "{}/code"]),
            MatrixCommand(words: ["member", "admit", "bob"], names: true),
            MatrixCommand(words: ["member", "cancel", "bob"], names: true),
            MatrixCommand(words: ["member", "role", "bob", "writer"]),
            MatrixCommand(words: ["member", "remove", "-y", "bob"], names: true),
            MatrixCommand(
                words: [
                    "team", "leave", "--to", "{}/private.db", "--no-recovery",
                    "--new-password-file",
                    "{}/password",
                ]),
            MatrixCommand(words: ["team", "head"], prints: true, hasJSON: true),
            MatrixCommand(words: ["team", "check", "1-0123456789abcdef0123456789abcdef"]),
        ]

    /// Whether it gives out what the copy has: to a person, a program or a file.
    var handsOut: Bool {
        let reads = ["show", "env", "exec", "shell", "backup"].contains(words.first)
        return (reads || words.starts(with: ["team", "leave"])) && !onlyLooks
    }

    /// Those that this machine's copy answers.
    var onlyLooks: Bool {
        words == ["lease", "list"] || prints && !isForPrograms && words != ["verify"]
    }

    /// They want an address as their word, and no vault that is there.
    static let withoutTeam: Set = ["team create", "team join", "team grants"]
}
