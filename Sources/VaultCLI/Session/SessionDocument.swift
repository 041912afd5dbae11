import SecretMemory

/// A key's variables as a file that other programs read.
struct SessionDocument {
    let format: VariableFile
    let variables: SessionVariables

    func text(secret: borrowing SecretBytes) throws -> SecretBytes {
        switch format {
        case .k8s: KubernetesSecret(facts: variables.facts).text(secret: secret)
        case .dotenv: try text(DotenvNotation(), variables, secret)
        case .json: try text(JSONNotation(), variables, secret)
        case .systemd: try text(SystemdNotation(), variables.elsewhere, secret)
        case .docker: try text(BareNotation.docker, variables.elsewhere, secret)
        case .github: try text(BareNotation.github, variables, secret)
        }
    }

    private func text(
        _ notation: any VariableNotation, _ variables: SessionVariables,
        _ secret: borrowing SecretBytes
    ) throws -> SecretBytes {
        try SessionText(
            notation: notation, plain: variables.plain, secretNames: variables.secretNames,
            removed: SessionVariables.inheritedCredentials.sorted()
        ).text(secret: secret)
    }
}
