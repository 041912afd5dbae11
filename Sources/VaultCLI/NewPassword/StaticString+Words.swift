import SecretMemory

extension StaticString {
    /// Whether one of the words between blanks is wanted.
    func containsWord(_ isWanted: (RawSpan) -> Bool) -> Bool {
        withUTF8Buffer { buffer in
            let text = unsafe UnsafeRawBufferPointer(buffer).bytes
            var start = 0
            for index in 0...text.byteCount {
                guard index == text.byteCount || text.byte(at: index) == UInt8(ascii: " ") else {
                    continue
                }
                if index > start, isWanted(text.extracting(start..<index)) { return true }
                start = index + 1
            }
            return false
        }
    }
}
