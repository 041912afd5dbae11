import Foundation
import SecretMemory

extension SecretBytes {
    /// For values that are no secret in a test.
    var data: Data { withBytes { bytes in bytes.withUnsafeBytes { Data($0) } } }

    var text: String { String(decoding: data, as: UTF8.self) }
}
