extension RawSpan {
    /// Lends the bytes as libsodium and SQLite want them: a pointer that is never null, and a length.
    package func withBytePointer<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafePointer<UInt8>, Int) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe withUnsafeBytes { buffer throws(Failure) in
            guard let base = buffer.baseAddress else {
                let nothing: UInt8 = 0
                return try unsafe withUnsafePointer(to: nothing) { empty throws(Failure) in
                    try unsafe body(empty, 0)
                }
            }
            return try unsafe body(base.assumingMemoryBound(to: UInt8.self), buffer.count)
        }
    }
}
