/// An answer that shows nothing of OUTSCALE: a proxy, a gateway or a firewall may have given it.
///
/// It does not tell whether the request went on to OUTSCALE before.
package struct ForeignAnswer: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// A few of its words, fit for a terminal; may be empty.
    package let words: String
    /// Seconds that it asks to wait.
    package let retryAfter: Double?

    package init(status: Int, words: String = "", retryAfter: Double? = nil) {
        self.status = status
        self.words = DisplayText.filtered(words)
        self.retryAfter = retryAfter
    }
}
