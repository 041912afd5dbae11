import FoundationEssentials
import Vault

/// Who shares the vault, for a list.
enum TeamMembers {
    static func views(of vault: borrowing UnlockedVault, now: Date) throws -> [MemberView] {
        guard let team = vault.team else { return [] }
        // Requests stand on the server alone.
        let asking = team.offline == nil ? Set(try vault.requests()) : []
        let members = team.members.map { member in
            MemberView(
                name: member.name.description, role: TeamRole(member.role),
                state: .member(isSelf: member.id == team.own.id))
        }
        let invited = team.invitations.map { invitation in
            let end = Date(timeIntervalSince1970: Double(invitation.expires))
            return MemberView(
                name: invitation.name.description, role: TeamRole(invitation.role),
                state: asking.contains(invitation.name)
                    ? .asks(until: end, isOver: end < now) : .invited(until: end, isOver: end < now)
            )
        }
        return members + invited
    }
}
