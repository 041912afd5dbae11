package import SecretMemory

/// What a mask looks for, and the table that lets it skip what can't be an occurrence.
///
/// The table is Wu and Manber's: for two bytes that stand where the last two of a pattern's beginning would,
/// how many bytes further the next beginning can end. It tells about the secret, so it lies in guarded
/// memory too.
package final class SecretPatterns: Sendable {
    /// The fewest bytes of a secret: less would be found in every other word.
    package static let fewestBytes = 8

    /// The bytes of a pattern's beginning that the table knows.
    let beginning: Int
    /// The longest pattern.
    let longest: Int
    let ranges: [Range<Int>]
    private let bytes: SecretBytes
    private let shifts: SecretBytes

    package init(of secret: borrowing SecretBytes) throws(SecretTooShort) {
        guard secret.count >= Self.fewestBytes else { throw SecretTooShort(count: secret.count) }
        let forms = SecretForms(of: secret)
        // A shift is a byte.
        let beginning = min(forms.ranges.map(\.count).min() ?? 0, Int(UInt8.max))
        longest = forms.ranges.map(\.count).max() ?? 0
        shifts = Self.shifts(of: forms, beginning: beginning)
        (self.beginning, ranges) = (beginning, forms.ranges)
        bytes = forms.bytes.withBytes { SecretBytes(copying: $0) }
    }

    /// Lends the patterns' bytes, of which ``ranges`` are one each, and the table: 65,536 shifts, then a 1
    /// for each byte that a pattern begins with.
    func withTables<Result>(
        _ body: (_ bytes: UnsafePointer<UInt8>, _ shifts: UnsafePointer<UInt8>) -> Result
    ) -> Result {
        bytes.withBytes { bytes in
            shifts.withBytes { shifts in
                unsafe bytes.withBytePointer { bytes, _ in
                    unsafe shifts.withBytePointer { shifts, _ in unsafe body(bytes, shifts) }
                }
            }
        }
    }

    private static func shifts(of forms: borrowing SecretForms, beginning: Int) -> SecretBytes {
        let ranges = forms.ranges
        return forms.bytes.withBytes { bytes in
            SecretBytes(capacity: firstBytes + 256) { output in
                unsafe output.appendFromC(count: firstBytes + 256) { table in
                    unsafe table.update(repeating: UInt8(beginning - 1), count: firstBytes)
                    unsafe (table + firstBytes).update(repeating: 0, count: 256)
                    for range in ranges {
                        unsafe table[firstBytes + Int(bytes.byte(at: range.lowerBound))] = 1
                        for index in 1..<beginning {
                            let pair = Self.pair(
                                bytes.byte(at: range.lowerBound + index - 1),
                                bytes.byte(at: range.lowerBound + index))
                            let shift = UInt8(beginning - 1 - index)
                            unsafe table[pair] = unsafe min(table[pair], shift)
                        }
                    }
                }
            }
        }
    }

    /// Where the table's bytes about first bytes begin.
    static let firstBytes = 1 << 16

    /// Where the table has the shift of two bytes.
    @inline(__always)
    static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }
}
