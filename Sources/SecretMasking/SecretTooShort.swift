/// A secret that a mask can't look for: it would be found in every other word.
package struct SecretTooShort: Error, Hashable {
    /// In bytes.
    package let count: Int
}
