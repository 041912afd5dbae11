import Glibc
import KernelText
import KeyLifecycle
import SecretMemory
import SystemPackage
import Vault

/// The ways by which a person gets a secret. Each event is on the disk before the secret is out.
extension ShowCommand {
    func revealSecret(_ context: CommandContext) throws {
        try requireHiding(context)
        var vault = try opening(context).unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        try AuditNote.write(.revealed, key, detail: nil, in: &vault, context)
        let secret = try vault.secret(of: key.id)
        guard context.console.isOutputTerminal else {
            try secret.writeAsResult()
            return try SecretBytes(copying: Array("\n".utf8)).writeAsResult()
        }
        guard !secret.withBytes({ $0.contains { $0 < 0x20 || $0 == 0x7F } }) else {
            throw Failure(
                .notPermitted, "terminal",
                "the secret has characters that a terminal acts on, so it is not shown there. Send it into a pipe."
            )
        }
        let text = SecretBytes(capacity: secret.count + 256) { output in
            output.append(contentsOf: Array("\(key.accessKeyID)\n".utf8))
            secret.withBytes { output.append(contentsOf: $0) }
            output.append(contentsOf: Array("\n".utf8))
        }
        // Ctrl-C hides it as Enter does.
        try SecretScreen.show(text, prompt: "Press Enter to hide it. ")
    }

    func copySecret(_ context: CommandContext) throws {
        let copy = try SecretCopy(clearingAfter: clearAfter ?? 45, context)
        var vault = try opening(context).unlocked()
        let key = try handedOut(in: vault, context)
        try AuditNote.write(.copied, key, detail: nil, in: &vault, context)
        try copy.copy(vault.secret(of: key.id), named: key.name.description, context.console)
    }

    func writeSecret(to file: FilePath, _ context: CommandContext) throws {
        let path = Locations.absolute(file)
        let new = NewPrivateFile(
            path, kind: "secret", consequence: "Nothing was written.", topic: "file")
        let opening = opening(context)
        try OwnFiles.requireOther(path, opening)
        try new.checkPlace()
        var vault = try opening.unlocked()
        let key = try handedOut(in: vault, context)
        let variables = try variables(
            for: key, in: vault, stateDirectory: opening.stateDirectory, context)
        try AuditNote.write(
            .saved, key, detail: path.name?.text, in: &vault, context)
        let secret = try vault.secret(of: key.id)
        if let form = format?.variables {
            try new.write(SessionDocument(format: form, variables: variables).text(secret: secret))
        } else {
            try new.write(DownloadedKey.text(accessKeyID: key.accessKeyID, secret: secret))
        }
        context.console.sentence(
            "Wrote '\(key.name)' with its secret to \(path.text); only you may read it.")
    }

    private func variables(
        for key: KeyRecord, in vault: borrowing UnlockedVault, stateDirectory: FilePath,
        _ context: CommandContext
    ) throws -> SessionVariables {
        let profile = try Selection.profile(of: key, vault.contents)
        return SessionVariables(
            key, profile: profile,
            client: try ProfileClient(profile, options: global, context: context), aws: false,
            prefix: "OSC_", emptyConfig: try EmptyConfig.ensure(in: stateDirectory))
    }

    /// The key, unless a rotation has replaced it: whoever takes a secret along for later wants one that stays.
    private func handedOut(
        in vault: borrowing UnlockedVault, _ context: CommandContext
    ) throws -> KeyRecord {
        let key = try Selection.key(name, global, vault.contents, context.environment)
        let window = try PendingWork(in: vault, now: context.now()).window(of: key)
        guard let window, !global.yes else {
            ExpiryWarning.give(for: key, of: vault.contents, now: context.now(), context.console)
            return key
        }
        let successor = vault.contents.rotation(of: key.id)?.key.name.description ?? "its successor"
        throw Failure(
            .notPermitted, "replaced",
            "a rotation has replaced '\(key.name)' (\(window.text)). Take '\(successor)', or add --yes. "
                + "Nothing was handed out.")
    }

    /// Before anything is asked or written down.
    private func requireHiding(_ context: CommandContext) throws {
        let type = context.environment["TERM"]
        guard context.console.isOutputTerminal, !SecretScreen.canHide(terminalType: type)
        else { return }
        throw Failure(
            .notPermitted, "terminal",
            "this terminal (TERM is \(type.map { "'\($0)'" } ?? "not set")) can't hide the secret again. Use another "
                + "terminal, or send the secret into a pipe.")
    }
}
