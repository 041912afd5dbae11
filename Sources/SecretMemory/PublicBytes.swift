// Conveniences for bytes that are no secret: they may lie in an array.

extension BLAKE2b {
    package static func digest(of message: [UInt8]) -> [UInt8] {
        digest(of: unsafe message.span.bytes)
    }

    package static func keyedDigest(of message: [UInt8], key: borrowing SecretBytes) -> SecretBytes
    {
        keyedDigest(of: unsafe message.span.bytes, key: key)
    }
}

extension [UInt8] {
    /// Lets `fill` append up to `capacity` bytes that are no secret.
    package init<Failure: Error>(
        publicCapacity capacity: Int, filledBy fill: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        var failure: Failure?
        self = unsafe Self(unsafeUninitializedCapacity: capacity) { buffer, count in
            let memory = UnsafeMutableRawBufferPointer(buffer)
            var output = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
            do throws(Failure) { try fill(&output) } catch { failure = error }
            count = unsafe output.finalize(for: memory)
        }
        if let failure { throw failure }
    }
}

extension OutputRawSpan {
    package mutating func append(contentsOf bytes: [UInt8]) {
        append(contentsOf: unsafe bytes.span.bytes)
    }
}

extension SecretBytes {
    /// Puts bytes that are public here into guarded memory, for calls that take nothing else.
    package init(copying bytes: [UInt8]) {
        self.init(copying: unsafe bytes.span.bytes)
    }
}
