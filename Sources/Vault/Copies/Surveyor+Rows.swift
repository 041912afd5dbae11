import SecretMemory

/// Secrets, events and the index of names, and what is lost by name.
extension Surveyor {
    mutating func readSecrets() throws(VaultError) {
        for (id, stored) in keys.sorted(by: { $0.value.record.name < $1.value.record.name }) {
            let found = try row { () throws(VaultError) in try store.secret(of: id) }
            let reason: String
            switch found {
            case nil: reason = "its secret is missing"
            case let row?
            where row.generation == stored.secret.generation
                && Digest(hashing: row.box) == stored.secret.digest:
                let sealed = SealedSecret(
                    context: .secret(id, generation: row.generation), type: SecretRow.type,
                    box: row.box)
                survey.keys.append(ForeignKey(record: stored.record, secret: sealed, key: key))
                continue
            default: reason = "its secret is not the one that was stored"
            }
            survey.lost.append(
                VaultSurvey.Lost(
                    name: stored.record.name.description, accessKeyID: stored.record.accessKeyID,
                    reason: reason))
        }
        let count = try row { () throws(VaultError) in try store.secretCount() }
        if let count, count > keys.count {
            survey.findings.append(
                "\(count - keys.count) of the secrets belong to no key that can be read")
        }
    }

    mutating func readEvents() throws(VaultError) {
        if let manifest {
            do throws(VaultError) {
                events = try AuditTrail(store: store, key: key, manifest: manifest).entries()
                    .map(\.event)
                survey.eventCount = events.count
                return
            } catch {
                guard case .damaged(let what) = error else { throw error }
                survey.findings.append(what)
            }
        }
        // Each by itself: they still tell what the keys were called.
        let last = try row { () throws(VaultError) in try store.lastEvent() } ?? 0
        for number in events(upTo: last) {
            guard let box = try row({ () throws(VaultError) in try store.event(number) }) else {
                continue
            }
            do throws(BatchError) {
                let opened = try key.openEach([
                    AuditRow.box(box, at: number)
                ])
                if let payload = opened.first?.payload,
                    let event = try? AuditRow(reading: payload).event
                {
                    events.append(event)
                }
            } catch {
                guard case .damaged = error.reason else { throw error.reason }
            }
        }
        survey.eventCount = events.count
    }

    mutating func checkNames() throws(VaultError) {
        guard Set(names.values) != Set(keys.keys) || names.count != keys.count else { return }
        survey.findings.append("the index of names and the keys don't agree")
    }

    /// Keys whose entries are gone: the audit log says what they were called.
    mutating func nameTheLost() {
        let wanted = manifest.map { Int(clamping: $0.directory(of: .keys).entryCount) }
        let missing = wanted.map { max(0, $0 - keys.count) }
        guard missing != 0 else { return }
        let known = Set(keys.values.map(\.record.accessKeyID))
        let reason = "its entry can't be read"
        let named = held().filter { !known.contains($0.key) }
            .sorted { $0.value < $1.value }
            .map { VaultSurvey.Lost(name: $0.value, accessKeyID: $0.key, reason: reason) }
        survey.lost += named
        guard let missing, missing > named.count else { return }
        let nameless = VaultSurvey.Lost(name: nil, accessKeyID: nil, reason: reason)
        survey.lost += Array(repeating: nameless, count: min(missing - named.count, 10_000))
    }

    /// What the vault had by the end of the audit log: the names by OUTSCALE's ids.
    func held() -> [String: String] {
        var held: [String: String] = [:]
        for event in events {
            guard let id = event.accessKeyID else { continue }
            switch event.action {
            case .forgotten, .deleted, .compensated, .leaseEnded: held[id] = nil
            default: if let name = event.key { held[id] = name }
            }
        }
        return held
    }
}
