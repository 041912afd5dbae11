import Vault

extension TeamFinding {
    /// What is wrong, as a part of a sentence.
    var sentence: String {
        switch self {
        case .unsignedEvents(let member, let row, 1):
            "row \(row) of '\(member)' in osc_vault.audit is not signed by them, counts for nothing, and may be deleted"
        case .unsignedEvents(let member, let first, let count):
            "\(count) rows of '\(member)' in osc_vault.audit, from number \(first) on, are not signed by them, count for nothing, and "
                + "may be deleted"
        case .hiddenEvents(let member, let first):
            "some events of '\(member)' stand behind too many such rows, from number \(first) on, and were not read"
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
