import KernelText
import SystemPackage

extension DefaultStringInterpolation {
    /// A path in a sentence: with `\xE9` for a byte that is no UTF-8, where it would itself say `�` for any of them.
    mutating func appendInterpolation(_ path: FilePath) { appendInterpolation(path.text) }
}
