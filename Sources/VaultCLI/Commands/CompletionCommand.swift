import ArgumentParser
import Glibc

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Write the completion script for a shell.",
        discussion: """
            'make install' and the package put it where the shells look. Without them, a shell's start takes it: \
            bash and zsh by 'source <(vault completion bash)', with zsh's own name there, fish by \
            'vault completion fish | source'.

            While the agent is unlocked, keys, profiles and users are completed by their names. Nothing is \
            ever asked for.

            Example: vault completion fish > ~/.config/fish/completions/vault.fish
            """)

    @Argument(help: "bash, zsh or fish.") var shell: CompletionScript

    func run() throws {
        let output = ResultOutput()
        output.write(shell.text() + "\n")
        try output.requireWritten()
    }
}
