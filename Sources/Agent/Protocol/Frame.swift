import SecretMemory

/// One message of the agent's protocol, in either direction: length u32 ‖ version u8 ‖ code u8 ‖ payload.
///
/// The length counts what follows it; integers are little-endian. A frame with all its parts is 64 KiB at
/// the most. What a code means, and its payload, is in docs/agent.md.
package enum Frame {
    package static let version: UInt8 = 1
    package static let mostBytes = 65_536
    static let lengthCount = 4
    static let headerCount = 6

    /// A whole frame, in guarded memory since its payload may be a secret.
    static func make(
        code: UInt8, payloadCount: Int, version: UInt8 = version,
        _ fill: (inout OutputRawSpan) -> Void
    ) -> SecretBytes {
        SecretBytes(capacity: headerCount + payloadCount) { output in
            output.append(UInt32(payloadCount + 2))
            output.append([version, code])
            fill(&output)
        }
    }

    static func make(code: UInt8, payload: [UInt8] = []) -> SecretBytes {
        make(code: code, payloadCount: payload.count) { $0.append(payload) }
    }

    /// The length of a whole frame whose first bytes have arrived; `nil` while its length has not.
    static func count(of arrived: RawSpan) throws(MalformedMessage) -> Int? {
        guard arrived.byteCount >= lengthCount else { return nil }
        var reader = FrameReader(arrived.extracting(first: lengthCount))
        let count = try Int(reader.u32(arrived)) + lengthCount
        guard (headerCount...mostBytes).contains(count) else { throw MalformedMessage() }
        return count
    }
}

/// A message that is none: too short, too long, or with a value that does not exist.
package struct MalformedMessage: Error, Hashable, Sendable {}

extension OutputRawSpan {
    /// Appends an integer, little-endian.
    mutating func append<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) {
        for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
            unsafe append(UInt8(truncatingIfNeeded: value >> Integer(shift)), as: UInt8.self)
        }
    }

    mutating func append(_ bytes: [UInt8]) { append(contentsOf: bytes) }
}
