import Foundation

/// The pieces of secrets that are looked for: every eight bytes in a row, as they are, in hexadecimal, in base64 wherever it
/// was begun, and in UTF-16.
package struct Fragments {
    /// By their length, one behind the other.
    package private(set) var patterns: [Int: [UInt8]] = [:]

    package init(of secrets: [[UInt8]]) {
        for secret in secrets { add(secret) }
    }

    private mutating func add(_ secret: [UInt8]) {
        add(windowsOf: 8, in: secret)
        for digits in ["%02x", "%02X"] {
            let text = secret.map { String(format: digits, $0) }.joined()
            add(windowsOf: 16, in: Array(text.utf8), step: 2)
        }
        for lead in 0..<3 {
            let bytes = [UInt8](repeating: 0, count: lead) + secret
            let text = Array(Data(bytes).base64EncodedString().utf8)
            // Without the digits that other bytes have a part in.
            add(windowsOf: 10, in: Array(text.dropFirst(lead == 0 ? 0 : lead + 1).dropLast(4)))
        }
        add(windowsOf: 16, in: secret.flatMap { [$0, 0] }, step: 2)
    }

    private mutating func add(windowsOf length: Int, in bytes: [UInt8], step: Int = 1) {
        guard bytes.count >= length else { return }
        for start in stride(from: 0, through: bytes.count - length, by: step) {
            patterns[length, default: []] += bytes[start..<(start + length)]
        }
    }
}
