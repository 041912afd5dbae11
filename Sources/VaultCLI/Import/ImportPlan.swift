import APIClient
import FoundationEssentials
import KeyLifecycle
import PlaintextCredentials
import SecretMemory
import Vault

/// What an import would do with each key that lies in plain text.
struct ImportPlan {
    struct Item {
        let file: PlaintextFile
        let key: PlaintextKey
        let step: Step

        /// Whether a scrub takes its secret out, if all goes well.
        var isTakenOut: Bool {
            switch step {
            case .store, .held(_, isSameSecret: true), .repeated, .deleted: true
            case .held, .unusable: false
            }
        }
    }

    enum Step {
        /// The key is stored by that name.
        case store(EntryName, ImportProfiles.Place)
        /// The vault has the key already, with the same secret or with another one.
        case held(EntryName, isSameSecret: Bool)
        /// The vault had the key by that name, and has deleted it at OUTSCALE since.
        case deleted(String, Date)
        /// An earlier item stores the same key.
        case repeated(EntryName)
        case unusable(String)
    }

    private(set) var items: [Item] = []
    private var profiles: ImportProfiles
    private var names: Set<EntryName> = []
    /// By access key id.
    private var planned: [String: (name: EntryName, file: PlaintextFile, key: PlaintextKey)] = [:]
    /// What the vault had, once it was looked at.
    private var past: PastKeys?

    /// - Parameter isOffline: whether OUTSCALE is not asked whose the keys are.
    init(
        region: Region?, allowingInsecureLoopback allowsInsecureLoopback: Bool,
        isOffline: Bool = false
    ) {
        profiles = ImportProfiles(
            region: region, allowsInsecureLoopback: allowsInsecureLoopback, isOffline: isOffline)
    }

    var stored: [Item] { items.filter { if case .store = $0.step { true } else { false } } }

    mutating func add(
        _ key: PlaintextKey, in file: PlaintextFile, to vault: borrowing UnlockedVault
    ) throws {
        if past == nil { past = PastKeys(try vault.auditTrail()) }
        var step: Step?
        if key.hasPlausibleID {
            if let held = try vault.contents.keys().first(where: {
                $0.accessKeyID == key.accessKeyID
            }) {
                let secret = try file.secret(of: key)
                let isSame = try vault.secret(of: held.id).isEqual(to: secret)
                step = .held(held.name, isSameSecret: isSame)
            } else if let (name, date) = past?.deleted[key.accessKeyID] {
                step = .deleted(name, date)
            }
        }
        let chosen = if let step { step } else { try self.step(for: key, file, in: vault.contents) }
        items.append(Item(file: file, key: key, step: chosen))
    }

    /// The same where nobody can look into the vault: as if it were empty.
    mutating func addUnseen(_ key: PlaintextKey, in file: PlaintextFile) throws {
        items.append(Item(file: file, key: key, step: try step(for: key, file, in: nil)))
    }

    /// A key that the vault let go of by 'forget', and that comes back by this import: its name then, and when.
    func forgotten(_ key: PlaintextKey) -> (name: String, date: Date)? {
        past?.forgotten[key.accessKeyID]
    }

    private mutating func step(
        for key: PlaintextKey, _ file: PlaintextFile, in contents: VaultContents?
    ) throws -> Step {
        guard key.hasPlausibleID else {
            return .unusable(
                "its access key id has not the form of OUTSCALE's, 20 capital letters and digits")
        }
        if let first = planned[key.accessKeyID] {
            let isSame = try first.file.secret(of: first.key)
                .isEqual(to: try file.secret(of: key))
            return isSame ? .repeated(first.name) : .unusable(Self.conflict(with: first.name))
        }
        do throws(ImportProblem) {
            let name = try freeName(like: key.name, in: contents)
            let place = try profiles.place(of: key, named: name, in: contents)
            names.insert(name)
            planned[key.accessKeyID] = (name, file, key)
            return .store(name, place)
        } catch { return .unusable(error.reason) }
    }

    /// Two secrets for one id: one of them is wrong.
    static func conflict(with name: EntryName) -> String {
        "the secret here is another than that of '\(name)', for the same access key id; find out which one OUTSCALE accepts, "
            + "and take the other one out of its file by hand"
    }

    private func freeName(
        like text: String, in contents: VaultContents?
    ) throws(ImportProblem) -> EntryName {
        let base = try EntryName(likePlain: text)
        let name: EntryName
        do throws(VaultError) {
            name = try base.firstFree(numberedBy: "-") { name throws(VaultError) in
                if names.contains(name) { return true }
                return try contents?.key(named: name) != nil
            }
        } catch { throw ImportProblem(reason: Failure(error).message) }
        return name
    }
}

/// Keys that the vault had and has no more, by access key id: their names then, and when they went.
private struct PastKeys {
    private(set) var deleted: [String: (String, Date)] = [:]
    private(set) var forgotten: [String: (name: String, date: Date)] = [:]

    init(_ trail: [AuditEntry]) {
        for event in trail.map(\.event) {
            guard let id = event.accessKeyID else { continue }
            switch event.action {
            case .deleted, .compensated, .leaseEnded: deleted[id] = (event.key ?? id, event.at)
            case .forgotten: forgotten[id] = (event.key ?? id, event.at)
            case .stored, .recovered, .merged, .salvaged: (deleted[id], forgotten[id]) = (nil, nil)
            default: break
            }
        }
    }
}

/// Why a key can't be imported.
struct ImportProblem: Error {
    let reason: String
}

extension PlaintextKey {
    /// OUTSCALE's have 20 capital letters and digits. A secret in an id's place must not be shown as one.
    var hasPlausibleID: Bool {
        accessKeyID.utf8.count == 20
            && accessKeyID.utf8.allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }

    /// The id, where it is one.
    var shownID: String { hasPlausibleID ? accessKeyID : "-" }
}
