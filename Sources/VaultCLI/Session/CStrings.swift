import Glibc
import KernelText

/// Copies of texts without a secret, as C functions take them.
enum CStrings {
    static func copying(_ texts: [CText]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { text in
            unsafe text.bytes.withUnsafeBufferPointer { bytes in
                unsafe bytes.baseAddress.map { base in
                    unsafe strndup(
                        UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self), bytes.count)
                } ?? strdup("")
            }
        }
    }

    static func free(_ copies: [UnsafeMutablePointer<CChar>?]) {
        for index in unsafe copies.indices { unsafe Glibc.free(copies[index]) }
    }

    /// Lends the texts with the null pointer that ends them.
    static func lend<Result>(
        _ texts: [CText], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe copying(texts)
        defer { unsafe free(copies) }
        return unsafe body(copies + [nil])
    }
}
