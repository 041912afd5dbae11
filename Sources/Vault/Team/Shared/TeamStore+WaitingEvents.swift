/// What was noted while the server was away.
extension TeamStore {
    private var waitingEvents: WaitingEvents {
        WaitingEvents(of: identity.member, in: identity.vaultID, access.place.stateDirectory)
    }

    /// Notes an event on this machine alone, for later.
    func keepWaiting(_ event: AuditEvent, key: any VaultKey) throws(VaultError) {
        try waitingEvents.add(event, key: key)
    }

    /// Opens what waits, should the server have news of another key; asked for before the news.
    func keyOfWaitingEvents() -> (any VaultKey)? {
        waitingEvents.areThere ? try? vaultKey() : nil
    }

    /// Sends what waits to the server. A server that takes no rows now gets it another time.
    ///
    /// - Throws: ``TeamError/damagedFile(_:path:)``.
    func sendWaiting(key: any VaultKey) throws(VaultError) {
        guard offline == nil, waitingEvents.areThere else { return }
        let keys = [key] + (formerKey.map { [$0] } ?? [])
        let sent = try waitingEvents.send(opening: keys) { event throws(VaultError) in
            guard try note(event, key: key) else { throw .busy }
        }
        if sent.count > 0 { warnings.append(.eventsSent(count: sent.count)) }
        if sent.unreadable > 0 { warnings.append(.eventsUnreadable(count: sent.unreadable)) }
    }
}
