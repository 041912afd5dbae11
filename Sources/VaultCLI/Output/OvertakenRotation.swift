import Vault

/// A rotation whose new key has to be renewed before the old one is gone.
enum OvertakenRotation {
    /// The new key is due: the old one goes early, and the new one is rotated.
    case isDue(KeyRecord)
    /// A person wants the new key replaced as well, so the old one goes early.
    case isAsked(KeyRecord)
    /// The new key has expired: the old one gets its place back, and is rotated.
    case hasExpired(KeyRecord)

    func plan(for name: EntryName) -> String {
        switch self {
        case .isDue(let new):
            "Would end the rotation of '\(name)' early, since its new key \(new.accessKeyID) is due itself, and "
                + "rotate that."
        case .isAsked(let new):
            "Would end the rotation of '\(name)' early, and rotate its new key \(new.accessKeyID)."
        case .hasExpired(let new):
            "Would give the old key of '\(name)' its place back, since the new one, \(new.accessKeyID), has expired, "
                + "and rotate it."
        }
    }
}
