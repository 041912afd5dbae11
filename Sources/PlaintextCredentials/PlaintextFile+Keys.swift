import APIClient
import KernelText
import SystemPackage

extension PlaintextFile {
    /// What kind of file it is, by its name.
    package enum Kind: Hashable, Sendable {
        /// `~/.osc/config.json` in any of its shapes.
        case configuration
        /// `NAME=value` lines, as `.env` has them.
        case variables
        /// A Terraform state.
        case terraformState

        init(of path: FilePath) {
            let name = path.name?.text ?? ""
            if name.contains(".tfstate") {
                self = .terraformState
            } else if name.hasSuffix(".env") || name.hasPrefix(".env") || name.hasSuffix(".sh") {
                self = .variables
            } else {
                self = .configuration
            }
        }
    }

    package var kind: Kind { isEnvironment ? .variables : Kind(of: path) }

    /// The access keys that the file holds.
    ///
    /// - Throws: ``PlaintextFileError/unreadable(_:_:)`` where the file is not what its name says.
    package func keys() throws(PlaintextFileError) -> [PlaintextKey] {
        switch kind {
        case .configuration: return ConfigurationKeys.all(in: self, try outline())
        case .terraformState: return TerraformKeys(self, try outline()).all
        case .variables: return try VariableLines(of: self).keys
        }
    }

    /// The profiles whose login password stands in the file. A vault keeps no such passwords.
    package func profilesWithLoginPassword() -> [String] {
        if kind == .variables { return (try? VariableLines(of: self).loginPasswords) ?? [] }
        guard kind == .configuration, let outline = try? outline() else { return [] }
        return outline.members.filter {
            $0.value["password"]?.string.map { !$0.range.isEmpty } ?? false
        }
        .map(\.name)
    }

    /// Secret keys that stand in the file and belong to none of the keys that were found, by the names around them.
    package func strays() -> [String] {
        guard kind != .variables, let outline = try? outline(), let keys = try? keys() else {
            return []
        }
        return outline.secrets(named: "").filter { stray in
            !keys.contains { $0.secret == stray.place }
        }.map(\.name)
    }

    func outline() throws(PlaintextFileError) -> JSONOutline {
        if let readOutline { return readOutline }
        do throws(JSONScanError) {
            let outline = try bytes(JSONOutlineReader.read)
            readOutline = outline
            return outline
        } catch {
            let reason =
                error.reason == .duplicateName ? "a name stands twice in it" : "it is no JSON"
            throw .unreadable(path, "\(reason) (byte \(error.offset))")
        }
    }
}

/// The keys that Terraform has made: its state has their secrets.
struct TerraformKeys {
    let all: [PlaintextKey]

    init(_ file: PlaintextFile, _ outline: JSONOutline) {
        let resources = outline["resources"]?.elements ?? []
        all = resources.flatMap { resource -> [PlaintextKey] in
            guard resource["type"]?.string.map(file.text) == "outscale_access_key" else {
                return []
            }
            let name = resource["name"]?.string.map(file.text) ?? "terraform"
            return (resource["instances"]?.elements ?? []).compactMap { instance in
                let attributes = instance["attributes"]
                guard let id = attributes?["access_key_id"]?.string,
                    let secret = attributes?["secret_key"]?.string,
                    !id.range.isEmpty, !secret.range.isEmpty
                else { return nil }
                let user = attributes?["user_name"]?.string.map(file.text)
                return PlaintextKey(
                    name: name, profile: nil, accessKeyID: file.text(id), region: nil,
                    endpoint: nil, user: user.flatMap { $0.isEmpty ? nil : $0 },
                    secret: secret, removal: .content(secret.range))
            }
        }
    }
}

extension JSONOutline {
    /// Every text that calls itself a secret key, wherever it stands.
    fileprivate func secrets(named path: String) -> [(name: String, place: TextPlace)] {
        members.flatMap { member -> [(name: String, place: TextPlace)] in
            let name = path.isEmpty ? member.name : path + "." + member.name
            if let place = member.value.string {
                return Self.isSecret(member.name) && !place.range.isEmpty ? [(name, place)] : []
            }
            return member.value.secrets(named: name)
        } + elements.flatMap { $0.secrets(named: path) }
    }

    private static func isSecret(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0 != "_" && $0 != "-" }
        return plain.contains("secretkey") || plain.contains("secretaccesskey")
    }
}
