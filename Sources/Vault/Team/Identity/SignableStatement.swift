/// A statement that the holder of a member's private halves signs for whoever asks.
///
/// It was taken apart: it is the member's own, of the vault, and one step behind the statement that it names. A manifest carries the
/// MAC of the vault's key, and leaves team and slots as the one before has them. An event is in a box of the vault's
/// key, in its own place. Nothing else is one: no entry of the roster, and no request to join.
package struct SignableStatement: Sendable {
    package enum Chain: Sendable {
        /// The vault's: the manifest's row before, and how many of the member's own events the new one names.
        case manifests(after: ManifestRow, ownEvents: UInt64)
        /// The member's own.
        case events
    }

    /// So many numbers further than the one before an event's may be: rows that are not the member's may stand on those between.
    /// Nobody comes to the last number by such steps.
    static let mostNumbers: UInt64 = 65_536

    package let chain: Chain
    /// The statement that it follows, which somebody says was written.
    package let previous: ChainPoint

    package init(
        _ step: StatementStep, of identity: InMemoryIdentity, under key: InMemoryVaultKey
    ) throws(UnsignableStatement) {
        let new = SignedStatement(body: step.body, signature: [])
        if let (before, content) = new.unverifiedContent(.manifest, of: identity.vaultID) {
            let last = try Self.previousManifest(of: step, before, in: identity.vaultID)
            guard let next = try? ManifestStatement(reading: content),
                next.author == identity.member, next.follows(last), next.isVouchedFor(by: key)
            else { throw UnsignableStatement() }
            chain = .manifests(
                after: last.row, ownEvents: next.count(ofEventsOf: identity.member))
            previous = ChainPoint(number: last.manifest.epoch, head: Array(before))
        } else if let (before, _) = new.unverifiedContent(.audit, of: identity.vaultID) {
            let last = try Self.countBefore(step, before, of: identity)
            guard let event = MemberEvent(unverified: new, of: identity.vaultID),
                event.member == identity.member,
                event.sequence > last, event.sequence - last <= Self.mostNumbers,
                event.opens(with: key)
            else { throw UnsignableStatement() }
            chain = .events
            previous = ChainPoint(number: last, head: Array(before))
        } else {
            throw UnsignableStatement()
        }
    }

    /// No vault begins with a manifest of this kind: the first one is signed by whoever founds the team.
    private static func previousManifest(
        of step: StatementStep, _ before: ArraySlice<UInt8>, in vaultID: RecordID
    ) throws(UnsignableStatement) -> ManifestStatement {
        guard let previous = step.previous, before.elementsEqual(previous.head),
            let (_, content) = previous.unverifiedContent(.manifest, of: vaultID),
            let last = try? ManifestStatement(reading: content)
        else { throw UnsignableStatement() }
        return last
    }

    /// The number of the member's event before; 0 for none.
    private static func countBefore(
        _ step: StatementStep, _ before: ArraySlice<UInt8>, of identity: InMemoryIdentity
    ) throws(UnsignableStatement) -> UInt64 {
        guard let previous = step.previous else {
            guard before.elementsEqual(SignedStatement.origin) else {
                throw UnsignableStatement()
            }
            return 0
        }
        guard before.elementsEqual(previous.head),
            previous.isSigned(by: identity.publicKeys.signing),
            let last = MemberEvent(unverified: previous, of: identity.vaultID),
            last.member == identity.member
        else { throw UnsignableStatement() }
        return last.sequence
    }
}

/// A statement that is not signed for whoever asks.
package struct UnsignableStatement: Error, Hashable, Sendable {
    package init() {}
}

/// Where a chain has come to: how many statements, and the newest one's head.
package struct ChainPoint: Hashable, Sendable {
    package let number: UInt64
    package let head: [UInt8]

    package init(number: UInt64, head: [UInt8]) { (self.number, self.head) = (number, head) }

    /// Whether it is that one, or a later one.
    package func isAtLeast(_ other: ChainPoint?) -> Bool {
        guard let other else { return true }
        return number > other.number || self == other
    }
}

extension ManifestStatement {
    /// Whether it is one write behind another, by the same team.
    fileprivate func follows(_ last: ManifestStatement) -> Bool {
        let (epoch, isTooFar) = last.manifest.epoch.addingReportingOverflow(1)
        return !isTooFar && manifest.epoch == epoch && manifest.previousMAC == last.row.mac
            && manifest.auditCount >= last.manifest.auditCount
            && rosterCount == last.rosterCount && rosterHead == last.rosterHead
            && slotDigest == last.slotDigest
    }

    fileprivate func isVouchedFor(by key: InMemoryVaultKey) -> Bool {
        manifest.vaultID == key.vaultID && manifest.keyEpoch == key.keyEpoch
            && manifest.keyID == key.keyID && key.hasSigned(row)
    }

    fileprivate func count(ofEventsOf member: RecordID) -> UInt64 {
        events.first { $0.member == member }?.count ?? 0
    }
}

extension MemberEvent {
    fileprivate func opens(with key: InMemoryVaultKey) -> Bool {
        let context = Self.context(member: member, sequence: sequence)
        do throws(VaultError) {
            _ = try key.open(box, under: context, type: Self.type)
            return true
        } catch { return false }
    }
}
