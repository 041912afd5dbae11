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
        /// The key is stored by that name, in a profile that may not exist yet.
        case store(EntryName, Profile)
        /// The vault has the key already, with the same secret or with another one.
        case held(EntryName, isSameSecret: Bool)
        /// The vault had the key by that name, and has deleted it at OUTSCALE since.
        case deleted(String, Date)
        /// An earlier item stores the same key.
        case repeated(EntryName)
        case unusable(String)
    }

    private let region: Region?
    private let allowsInsecureLoopback: Bool
    private(set) var items: [Item] = []
    private var profiles: [Profile] = []
    private var names: Set<EntryName> = []
    /// By access key id.
    private var planned: [String: EntryName] = [:]
    /// What the vault had, once it was looked at.
    private var past: PastKeys?

    init(region: Region?, allowingInsecureLoopback allowsInsecureLoopback: Bool) {
        self.region = region
        self.allowsInsecureLoopback = allowsInsecureLoopback
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
        let chosen = if let step { step } else { try self.step(for: key, in: vault.contents) }
        items.append(Item(file: file, key: key, step: chosen))
    }

    /// The same where nobody can look into the vault: as if it were empty.
    mutating func addUnseen(_ key: PlaintextKey, in file: PlaintextFile) throws {
        items.append(Item(file: file, key: key, step: try step(for: key, in: nil)))
    }

    /// A key that the vault let go of by 'forget', and that comes back by this import: its name then, and when.
    func forgotten(_ key: PlaintextKey) -> (name: String, date: Date)? {
        past?.forgotten[key.accessKeyID]
    }

    private mutating func step(
        for key: PlaintextKey, in contents: VaultContents?
    ) throws -> Step {
        guard key.hasPlausibleID else {
            return .unusable(
                "its access key id has not the form of OUTSCALE's, 20 capital letters and digits")
        }
        if let name = planned[key.accessKeyID] { return .repeated(name) }
        do throws(ImportProblem) {
            let profile = try profile(of: key, in: contents)
            let name = try freeName(like: key.name, in: contents)
            planned[key.accessKeyID] = name
            return .store(name, profile)
        } catch { return .unusable(error.reason) }
    }

    /// The vault's profile of that name if it is the same account's place, else a new one.
    private mutating func profile(
        of key: PlaintextKey, in contents: VaultContents?
    ) throws(ImportProblem) -> Profile {
        guard let name = key.profile else {
            if let profile = contents?.defaultProfile ?? profiles.first { return profile }
            return try profile("terraform", key, in: contents)
        }
        return try profile(name, key, in: contents)
    }

    private mutating func profile(
        _ text: String, _ key: PlaintextKey, in contents: VaultContents?
    ) throws(ImportProblem) -> Profile {
        let (region, endpoint) = try place(of: key)
        let isThere = { (profile: Profile) in
            profile.region == region.name && profile.endpoint == endpoint?.origin
        }
        let name = try Self.entryName(text).firstFree(numberedBy: "-") { name in
            known(name, in: contents).map { !isThere($0) } ?? false
        }
        if let found = known(name, in: contents) { return found }
        var profile = Profile(name: name, region: region.name, endpoint: endpoint?.origin)
        profile.allowsInsecureLoopback = endpoint?.isEncrypted == false
        profile.isDefault = (contents?.profiles.isEmpty ?? true) && profiles.isEmpty
        profiles.append(profile)
        return profile
    }

    /// A profile that the plan makes, or that the vault has.
    private func known(_ name: EntryName, in contents: VaultContents?) -> Profile? {
        profiles.first { $0.name == name } ?? contents?.profile(named: name)
    }

    private func place(of key: PlaintextKey) throws(ImportProblem) -> (Region, Endpoint?) {
        var endpoint: Endpoint?
        if let text = key.endpoint, !text.isEmpty {
            do throws(EndpointError) {
                endpoint = try Endpoint(text, allowingInsecureLoopback: allowsInsecureLoopback)
            } catch {
                throw ImportProblem(reason: Self.reason(error))
            }
        }
        let named = key.region.flatMap { $0.isEmpty ? nil : $0 }
        if let named, Region(named) == nil {
            throw ImportProblem(reason: "'\(named)' is no region")
        }
        guard
            let region = named.flatMap(Region.init) ?? endpoint?.regionInName ?? region
                ?? Region("eu-west-2")
        else { throw ImportProblem(reason: "it has no region") }
        if let given = endpoint, given.isStandard(for: region) { endpoint = nil }
        return (region, endpoint)
    }

    /// What an endpoint's text holds may be a password, so it is not shown.
    private static func reason(_ error: EndpointError) -> String {
        error == .insecureLoopbackNotAllowed
            ? "its endpoint is http:// on this machine; that takes --allow-insecure-loopback"
            : "its endpoint is no https address"
    }

    private mutating func freeName(
        like text: String, in contents: VaultContents?
    ) throws(ImportProblem) -> EntryName {
        let base = try Self.entryName(text)
        let name: EntryName
        do throws(VaultError) {
            name = try base.firstFree(numberedBy: "-") { name throws(VaultError) in
                if names.contains(name) { return true }
                return try contents?.key(named: name) != nil
            }
        } catch { throw ImportProblem(reason: Failure(error).message) }
        names.insert(name)
        return name
    }

    /// A name as near to the file's as a vault's names can be.
    private static func entryName(_ text: String) throws(ImportProblem) -> EntryName {
        let allowed = text.unicodeScalars.map { scalar in
            EntryName("x" + String(scalar)) == nil ? "-" : String(scalar)
        }
        let trimmed = allowed.joined().drop { $0 == "-" || $0 == "." }.prefix(EntryName.longest)
        guard let name = EntryName(String(trimmed)) else {
            throw ImportProblem(reason: "'\(text)' can't become a name")
        }
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
