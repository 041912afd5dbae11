import Vault

extension TeamFinding {
    /// What is wrong, as a part of a sentence.
    var sentence: String {
        switch self {
        case .unsignedEvent(let member, let row):
            "row \(row) of '\(member)' in osc_vault.audit is not signed by them, counts for nothing, and may be deleted"
        case .eventGap(let member, let row):
            "event \(row) of '\(member)' does not follow the one before it: one between them is gone"
        case .eventGone(let member, let row):
            "event \(row) of '\(member)', which was seen before, is gone"
        case .strangeEvents(let rows):
            "\(counted(Int(clamping: rows), "row")) in osc_vault.audit \(rows == 1 ? "belongs" : "belong") to nobody who was ever a "
                + "member, and may be deleted"
        case .secret(let name): "the secret of '\(name)' is missing, or another one than was stored"
        case .strangeSecrets(let count):
            "\(counted(count, "secret")) \(count == 1 ? "belongs" : "belong") to no key"
        }
    }
}
