/// Where and why bytes are not the JSON that is accepted.
package struct JSONScanError: Error, Hashable, Sendable {
    package let reason: Reason
    /// The offset of the byte where the scan stopped.
    package let offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package enum Reason: Hashable, Sendable {
        /// Not JSON (RFC 8259).
        case syntax
        /// Not UTF-8, or half a surrogate pair.
        case encoding
        /// More than `JSONScanner.deepest` levels.
        case tooDeep
        /// The same name twice in one object: two readers could disagree on what it says.
        case duplicateName
        /// More bytes after the value.
        case trailingBytes
        /// A `SecretKey` that is not a string, or is empty, or longer than `JSONScanner.longestSecret`.
        case unusableSecret
    }
}
