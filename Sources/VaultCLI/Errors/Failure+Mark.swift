import Vault

extension Failure {
    /// What is known of a mark that the file's key has not made, what is not, and the way out.
    static func sentence(_ mark: ForeignMark) -> String {
        let goOn =
            "'vault restore FILE' with the vault's own path shows this file, asks, and goes on with it."
        guard let claimed = mark.claimedEpoch else {
            return
                "the high-water mark \(mark.path) is no mark: it was cut or overwritten. The vault itself passes its "
                + "check, but whether it is the newest, this machine can't tell. \(goOn)"
        }
        if claimed > mark.epoch {
            return
                "the vault may be older than this machine has seen it: its epoch is \(mark.epoch), and the high-water mark "
                + "\(mark.path) says \(claimed). The file's key did not make that mark, so the number is not proved: either "
                + "the vault has got another key since and somebody put back a copy from before, or the mark was changed. "
                + "'vault restore FILE' puts the newest file in its place; if there is none, give it the vault's own path "
                + "to go on with this one."
        }
        guard mark.keyEpoch > 1 else {
            return
                "the file's key did not make the high-water mark \(mark.path): either the mark was changed, or the vault has "
                + "got another key by 'vault rekey' and this file is a copy from before, to which somebody has written "
                + "since. If there is a re-keyed vault, 'vault restore FILE' puts it in place; if there is none, \(goOn)"
        }
        let since = mark.rekeyedAt.map { " on \(UTCDate.iso($0))" } ?? ""
        return
            "the vault has another key than this machine's high-water mark \(mark.path) is of. By its own log the vault was "
            + "re-keyed\(since). If that was you, on another machine or by another user, \(goOn) If nobody has "
            + "run 'vault rekey', somebody has changed the mark or knows what opens the vault: keep the file, and look for "
            + "the newest backup."
    }
}
