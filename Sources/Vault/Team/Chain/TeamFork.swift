/// Two histories of one vault, both signed by members: the server shows one, and this machine has seen the other.
package struct TeamFork: Hashable, Sendable {
    /// One epoch of a history, and who has written it.
    package struct Branch: Hashable, Sendable {
        package let head: TeamHead
        /// `nil` where this machine has the head alone.
        package let author: EntryName?
    }

    package let seen: Branch
    package let shown: Branch

    /// - Parameters:
    ///   - seen: what this machine has of the epoch; `nil` for its head alone.
    ///   - shown: the server's statement of the same epoch.
    /// - Returns: `nil` if no member has signed what is shown: then it is no history, and the server lies.
    init?(
        at epoch: UInt64, seen head: [UInt8], _ seen: SignedStatement?, shown: SignedStatement,
        in roster: Roster
    ) {
        guard let author = shown.manifestAuthor(in: roster) else { return nil }
        self.seen = Branch(
            head: TeamHead(epoch: epoch, head: head), author: seen?.manifestAuthor(in: roster))
        self.shown = Branch(head: TeamHead(epoch: epoch, head: shown.head), author: author)
    }
}

extension SignedStatement {
    /// The member who has signed a manifest, by the roster as it is known here; `nil` if nobody has.
    fileprivate func manifestAuthor(in roster: Roster) -> EntryName? {
        guard let (_, content) = unverifiedContent(.manifest, of: roster.vaultID),
            let author = (try? ManifestStatement(reading: content))?.author,
            let member = roster.memberOrFormer(author),
            isSigned(by: member.keys.signing)
        else { return nil }
        return member.name
    }
}
