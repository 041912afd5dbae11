import APIClient
import FoundationEssentials
import KeyLifecycle
import PlaintextCredentials
import SecretMemory
import Vault

/// Stores what a plan has found, rotates it, and takes it out of the files. Each step can be repeated: what is done
/// already is found done.
struct ImportRun {
    let plan: ImportPlan
    let command: ImportCommand
    let context: CommandContext
    let report: ImportReport
    private(set) var outcomes: [ImportOutcome] = []

    init(
        plan: ImportPlan, command: ImportCommand, context: CommandContext, report: ImportReport
    ) {
        (self.plan, self.command, self.context, self.report) = (plan, command, context, report)
    }

    // MARK: - Storing

    mutating func store(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws {
        let count = plan.stored.count
        if count > 0 {
            let keys = counted(count, "key")
            try lock.released {
                try Confirmation.require("Store \(keys) in the vault?", options: command.global)
            }
            vault = try vault.reopened()
        }
        for item in plan.items {
            let outcome = try outcome(of: item, in: &vault, holding: lock)
            outcomes.append(outcome)
            report.tell(outcome)
        }
    }

    private func outcome(
        of item: ImportPlan.Item, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws -> ImportOutcome {
        switch item.step {
        case .unusable(let reason):
            return ImportOutcome(item: item, name: nil, state: .failed(reason))
        case .held(let name, let isSame):
            guard isSame else {
                let other =
                    "the vault has another secret for it, as '\(name)'; find out which one OUTSCALE accepts ('vault show "
                    + "\(name)' tells if it has accepted the vault's)"
                return ImportOutcome(item: item, name: name, state: .failed(other))
            }
            var outcome = ImportOutcome(item: item, name: name, state: .held)
            outcome.doubt = try verifyHeld(name, in: &vault, holding: lock)
            return outcome
        case .deleted: return ImportOutcome(item: item, name: nil, state: .deleted)
        case .repeated(let name):
            let isSame = try holds(item, in: vault)
            return ImportOutcome(
                item: item, name: name,
                state: isSame ? .repeated : .failed(ImportPlan.conflict(with: name)))
        case .store(let name, let place):
            return try store(item, name, place, in: &vault, holding: lock)
        }
    }

    private func store(
        _ item: ImportPlan.Item, _ name: EntryName, _ place: ImportProfiles.Place,
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws -> ImportOutcome {
        let storing = ImportStoring(command: command, context: context)
        let home = try storing.home(of: item.key, place, in: vault)
        if vault.contents.profile(id: home.profile.id) == nil {
            try ProfileWriter.put([home.profile], in: &vault, context)
        }
        let (state, doubt) = try storing.store(item, name, home, in: &vault, holding: lock)
        let key = try vault.contents.key(named: name)
        return ImportOutcome(
            item: item, name: name, state: state, user: key?.user, profile: home.profile.name,
            doubt: doubt)
    }

    // MARK: - Rotating

    mutating func rotate(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws {
        guard !command.noVerify else { return }
        var seen: Set<String> = []
        let living = try outcomes.indices.filter {
            try isRotated(outcomes[$0], in: vault)
                && seen.insert(outcomes[$0].item.key.accessKeyID).inserted
        }
        let proven = try living.filter { try isProven(outcomes[$0], in: vault) }
        if command.rotate { refuseRotation(of: living.filter { !proven.contains($0) }) }
        guard !proven.isEmpty, try wantsRotation(of: proven.count, lock) else {
            return
        }
        vault = try vault.reopened()
        let requests = RotationRequests(
            options: command.global, windows: RotateKey.Windows(overlap: nil, grace: nil),
            context: context)
        let clients = ProfileClients(options: command.global, context: context)
        let rotate = RotateKey(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault),
            prompt: .atTerminal)
        for index in proven {
            guard let name = outcomes[index].name, let key = try vault.contents.key(named: name)
            else { continue }
            do {
                let rotation = try rotate.run(
                    requests.request(key, until: nil, in: vault.contents), in: &vault,
                    holding: lock)
                outcomes[index].isRotated = true
                report.tell(rotation)
            } catch {
                guard let failure = Failure.of(error) else { throw error }
                outcomes[index].rotationFailure = failure
                Console.error("'\(name)': \(failure.message)")
            }
        }
    }

    /// A key that OUTSCALE has never accepted can't be replaced by its like.
    private mutating func refuseRotation(of doubtful: [Int]) {
        for index in doubtful {
            guard let name = outcomes[index].name else { continue }
            let doubt =
                outcomes[index].doubt
                ?? Failure(.api, "unverified", "OUTSCALE has not accepted it so far.")
            outcomes[index].rotationFailure = doubt
            Console.error("'\(name)' was not rotated: OUTSCALE has not accepted it.")
        }
    }

    private func isProven(
        _ outcome: ImportOutcome, in vault: borrowing UnlockedVault
    ) throws -> Bool {
        try outcome.name.flatMap { try vault.contents.key(named: $0) }?.verifiedAt != nil
    }

    /// What is inactive harms nobody.
    private func isRotated(
        _ outcome: ImportOutcome, in vault: borrowing UnlockedVault
    ) throws -> Bool {
        guard outcome.isOwnPlace, let name = outcome.name,
            let key = try vault.contents.key(named: name)
        else { return false }
        return key.state != .inactive
            && key.accessKeyID == outcome.item.key.accessKeyID
    }

    private func wantsRotation(of count: Int, _ lock: borrowing VaultLock) throws -> Bool {
        if command.rotate { return true }
        guard !command.global.yes else { return false }
        let keys = count == 1 ? "the key" : "the \(count) keys"
        return try lock.released {
            try Confirmation.isGiven(
                "What lay on a disk may have been copied, and old blocks can't be erased. "
                    + "Rotate \(keys) now?")
        }
    }

    // MARK: - Scrubbing

    mutating func scrub(holding lock: borrowing VaultLock) throws {
        let safe = outcomes.indices.filter { outcomes[$0].isSafe }
        guard !safe.isEmpty, try wantsScrub(lock) else { return }
        var files: [PlaintextFile] = []
        for index in safe where !files.contains(where: { $0 === outcomes[index].item.file }) {
            files.append(outcomes[index].item.file)
        }
        for file in files {
            guard !file.isEnvironment else {
                report.tellEnvironment(file)
                continue
            }
            let here = safe.filter { outcomes[$0].item.file === file }
            do throws(PlaintextFileError) {
                try file.scrub(here.map { outcomes[$0].item.key })
                for index in here { outcomes[index].isScrubbed = true }
                report.tellScrubbed(file, here.count)
            } catch {
                let failure = Failure(error)
                for index in here { outcomes[index].scrubFailure = failure }
                Console.error(failure.message)
            }
        }
    }

    private func wantsScrub(_ lock: borrowing VaultLock) throws -> Bool {
        if command.scrub { return true }
        guard !command.global.yes else { return false }
        return try lock.released {
            try Confirmation.isGiven("Take the secrets that the vault has now out of the files?")
        }
    }

    /// One status for all: the first failure's.
    ///
    /// - Parameter strays: secrets that were not understood.
    func requireAllDone(strays: [String]) throws {
        guard strays.isEmpty else {
            throw Failure(
                .unexpected, "partly",
                "not every secret was imported: \(strays.joined(separator: ", ")) stay where they are.",
                isSaid: true)
        }
        for outcome in outcomes {
            if let failure = outcome.rotationFailure ?? outcome.scrubFailure { throw failure.said }
            if case .failed(let reason) = outcome.state {
                throw Failure(
                    .unexpected, "partly",
                    "not every key was imported: \(outcome.item.key.name): \(reason).",
                    isSaid: true)
            }
        }
    }
}
