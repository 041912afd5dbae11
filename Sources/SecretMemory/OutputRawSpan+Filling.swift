extension OutputRawSpan {
    /// Appends the bytes of a span.
    ///
    /// Traps if they do not fit: the caller has sized the memory.
    package mutating func append(contentsOf bytes: RawSpan) {
        unsafe appendFromC(count: bytes.byteCount) { target in
            unsafe bytes.withBytePointer { source, count in
                unsafe target.update(from: source, count: count)
            }
        }
    }

    /// Appends `count` bytes that `write` puts where its pointer says; it must put all of them.
    ///
    /// Traps if they do not fit: the caller has sized the memory.
    package mutating func appendFromC<Result, Failure: Error>(
        count: Int, _ write: (UnsafeMutablePointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(count >= 0 && count <= freeCapacity)
        return try unsafe withUnsafeMutableBytes { buffer, initialized throws(Failure) in
            guard let base = buffer.baseAddress else {
                ProcessEnd.withOneSentence("a secret had no memory to go to")
            }
            let target = unsafe (base + initialized).assumingMemoryBound(to: UInt8.self)
            let result = try unsafe write(target)
            initialized += count
            return result
        }
    }
}
