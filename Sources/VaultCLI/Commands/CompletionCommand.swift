import ArgumentParser
import Glibc

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Write the completion script for a shell.",
        discussion: "Example: vault completion bash > /etc/bash_completion.d/vault")

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.") var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        let output = ResultOutput()
        output.write(VaultCommand.completionScript(for: kind) + "\n")
        try output.requireWritten()
    }
}
