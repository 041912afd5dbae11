extension RawSpan {
    /// One byte; traps outside of the span.
    package func byte(at index: Int) -> UInt8 {
        precondition(index >= 0 && index < byteCount)
        return unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }
}
