package import FoundationEssentials

/// What UpdateAccessKey does to the expiry.
///
/// OUTSCALE may drop an expiry that an update does not repeat, so a caller who wants to keep one sends
/// it again with ``set(_:)`` and looks at the answer.
package enum ExpiryUpdate: Hashable, Sendable {
    /// Nothing is said about it; only right for a key that has none.
    case unchanged
    case set(Date)
    /// The key never expires.
    case never
}

/// What UpdateAccessKey does to the tag.
package enum TagUpdate: Hashable, Sendable {
    case unchanged
    case set(String)
    case clear
}
