/// A point of a team's history that somebody has seen: the newest manifest, and the roster that it names.
struct TeamPoint: Hashable, Sendable {
    let epoch: UInt64
    let head: [UInt8]
    let rosterCount: UInt64
    let rosterHead: [UInt8]

    var teamHead: TeamHead { TeamHead(epoch: epoch, head: head) }
}
