import SecretMemory

/// One message of the agent's protocol, in either direction: length u32 ‖ version u8 ‖ code u8 ‖ payload.
///
/// The length counts what follows it; integers are little-endian. A frame with all its parts is 64 KiB at
/// the most. What a code means, and its payload, is in docs/agent.md.
package enum Frame {
    package static let version: UInt8 = 2
    package static let mostBytes = 65_536
    static let lengthCount = 4
    static let headerCount = 6

    /// Writes a whole frame, whose payload `fill` appends. If it throws, nothing is written.
    static func write<Failure: Error>(
        code: UInt8, to buffer: inout MessageBuffer, version: UInt8 = version,
        _ fill: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        try buffer.write { output throws(Failure) in
            output.append(UInt32(0))
            output.append([version, code])
            try fill(&output)
            output.put(UInt32(output.byteCount - lengthCount), at: 0)
        }
    }

    static func write(code: UInt8, to buffer: inout MessageBuffer, payload: [UInt8] = []) {
        write(code: code, to: &buffer) { $0.append(payload) }
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

    /// Writes an integer over bytes that have been appended.
    mutating func put<Integer: FixedWidthInteger & UnsignedInteger>(
        _ value: Integer, at offset: Int
    ) {
        var written = mutableBytes
        for (index, shift) in stride(from: 0, to: Integer.bitWidth, by: 8).enumerated() {
            written.storeBytes(
                of: UInt8(truncatingIfNeeded: value >> Integer(shift)),
                toByteOffset: offset + index, as: UInt8.self)
        }
    }
}
