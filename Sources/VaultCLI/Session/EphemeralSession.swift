import APIClient
import FoundationEssentials
import Glibc
import KernelText
import KeyLifecycle
import SecretMemory
import Vault

/// A command with a key of its own, which is made for it and deleted when it ends.
///
/// While the command runs, neither the vault's lock nor its file is held, so that other commands and other
/// leases go on. No signal but SIGKILL ends this process between the lease's intent and its settlement; after
/// that one, recovery ends the lease.
struct EphemeralSession {
    let exec: ExecCommand
    /// Where the command's program is.
    let path: CText
    let expiresAt: Date
    let context: CommandContext

    /// Runs the command and tells how it ended; with 75 if it exited with 0 and its key is still there.
    func run() throws -> CommandEnd {
        let prepared = try prepare()
        let lease = prepared.lease
        let vault = prepared.vault
        let ended: Result<CommandEnd, any Error>
        do {
            // The secret's own copy here is wiped before the wait begins.
            ended = .success(try supervise(prepared.command, prepared.signals))
        } catch { ended = .failure(error) }
        // Held until the key is gone.
        let isGone = withExtendedLifetime(prepared.signals) { end(lease, vault) }
        let outcome = try ended.get()
        return isGone || outcome != .exited(0) ? outcome : .exited(ExitStatus.pending.rawValue)
    }
}

// MARK: - Before the command

extension EphemeralSession {
    /// What outlives the vault's lock and its open file.
    private struct Prepared: ~Copyable {
        let lease: Lease
        let vault: ClosedVault
        let command: PreparedCommand
        let signals: HeldSignals
    }

    private func prepare() throws -> Prepared {
        let opening = exec.opening(context)
        let lock = try opening.lock()
        var vault = try opening.unlocked(changing: lock)
        let request = try request(in: vault)
        // From here on a signal waits until the key is gone again.
        let signals = try HeldSignals(Self.ending + Self.others)
        let leasing = try leasing(in: vault)
        let lease = try leasing.begin(request, in: &vault, holding: lock)
        IssuedKeyReport(profile: request.profile, output: .text, context: context)
            .tellRemarks(of: lease.issued)
        do {
            let command = try exec.prepare(giving: lease.issued.key, in: &vault, context)
            // The command may run for long, and nothing is asked meanwhile.
            context.connections.close()
            return Prepared(
                lease: lease, vault: vault.closed(), command: command, signals: signals)
        } catch {
            do throws(LifecycleError) {
                try leasing.end(lease.intent, in: &vault, holding: lock)
            } catch let left {
                tellLeft(lease, left)
                throw Failure.of(error)?.pending ?? error
            }
            throw error
        }
    }

    private func request(
        in vault: borrowing UnlockedVault
    ) throws -> LeaseKey.Request {
        let (name, user, original, profile) = try owner(in: vault.contents)
        let reach = try ProfileClient(profile, options: exec.global, context: context)
        // Says what is wrong where nothing signs the profile's calls.
        _ = try reach.signingClient(in: vault)
        return LeaseKey.Request(
            name: name, profile: profile, user: user, like: original, expiresAt: expiresAt,
            endpoint: reach.endpoint.origin)
    }

    /// The key's name, the user it is for, and the key that it is to be like where no user is named.
    private func owner(
        in contents: VaultContents
    ) throws -> (EntryName, String?, KeyRecord?, Profile) {
        if let user = exec.lease.user {
            let profile = try Selection.profile(exec.global, contents, context.environment)
            return (try Selection.entryName(user), user, nil, profile)
        }
        let key = try Selection.key(exec.name, exec.global, contents, context.environment)
        try Selection.requireNoLease(of: key, contents)
        return (key.name, key.user, key, try Selection.profile(of: key, contents))
    }

    private func leasing(in vault: borrowing UnlockedVault) throws -> LeaseKey {
        let clients = ProfileClients(options: exec.global, context: context)
        return LeaseKey(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault),
            isProven: !exec.lease.noVerify)
    }
}

// MARK: - The command, and after it

extension EphemeralSession {
    /// What asks a program to end.
    private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    /// What would end or stop this one too, while there is a key to delete.
    private static let others = [SIGUSR1, SIGUSR2, SIGALRM, SIGTSTP, SIGTTIN, SIGTTOU]

    private func supervise(
        _ prepared: consuming PreparedCommand, _ signals: borrowing HeldSignals
    ) throws -> CommandEnd {
        while let arrival = signals.next() {
            guard Self.ending.contains(arrival.signal),
                !context.settings.signals.areDeaf(to: arrival.signal)
            else { continue }
            context.console.note("a signal came before the command was started; nothing was run.")
            return .died(of: arrival.signal)
        }
        let command = try SupervisedCommand.start(prepared, path: path)
        return command.wait()
    }

    /// Whether the key is gone, here and there; says so if it is not.
    private func end(_ lease: Lease, _ closed: ClosedVault) -> Bool {
        do {
            let lock = try closed.lock(waiting: Self.patienceSeconds)
            var vault = try reopened(closed)
            let leasing = try leasing(in: vault)
            try leasing.end(lease.intent, in: &vault, holding: lock)
            return true
        } catch {
            if case .leaseEndUnrecorded = error as? LifecycleError, let failure = Failure.of(error)
            {
                Console.error(failure.message)
            } else {
                tellLeft(lease, error)
            }
            return false
        }
    }

    /// An agent that had the key may have locked meanwhile; then the password is asked for once more.
    private func reopened(_ closed: ClosedVault) throws -> UnlockedVault {
        do throws(VaultError) { return try closed.opened() } catch {
            guard case .keyUnavailable = error else { throw error }
            return try exec.opening(context).unlockedQuietly()
        }
    }

    private func tellLeft(_ lease: Lease, _ error: any Error) {
        let key = lease.issued.key
        let end = UTCDate.iso(key.expiresAt ?? expiresAt)
        Console.error(Failure.leaseKeyLeft(key, end: end, because: error).message)
    }

    /// How long another command may hold the lock before the lease is left to recovery.
    private static let patienceSeconds = 60
}
