import CSodium
import Glibc
import SecretMemory

/// The same on memory that is lent: who serves others keeps request and answer in one place, and wipes it.
extension InMemoryVaultKey {
    /// Appends the payload of a box of a type.
    ///
    /// Needs room for all of the box's plaintext; whatever is not the payload is zero afterwards.
    package func open(
        _ box: RawSpan, under context: SealingContext, type: UInt16,
        into output: inout OutputRawSpan
    ) throws(VaultError) {
        let count = SecretBox.plaintextCount(of: box.byteCount)
        guard count <= output.freeCapacity else { throw .entryTooLarge(bytes: count) }
        try unsafe output.withUnsafeMutableBytes { memory, used throws(VaultError) in
            guard let target = unsafe memory.bytePointer(at: used),
                withKey(of: context, { unsafe SecretBox.open(box, key: $0, into: target) })
            else { throw .damaged("a box does not open where it stands") }
            let padded = unsafe UnsafeRawBufferPointer(start: target, count: count)
            do throws(VaultError) {
                let place = try unsafe Padding.payload(
                    in: padded.bytes, type: type, block: Padding.block(of: context))
                unsafe memmove(target, target + place.lowerBound, place.count)
                unsafe sodium_memzero(target + place.count, count - place.count)
                used += place.count
            } catch {
                unsafe sodium_memzero(target, count)
                throw error
            }
        }
    }

    /// Appends a box around some bytes.
    package func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16,
        into output: inout OutputRawSpan
    ) throws(VaultError) {
        let count = context.boxCount(ofPayload: plaintext.byteCount)
        guard count <= output.freeCapacity else { throw .entryTooLarge(bytes: count) }
        let start = output.byteCount
        unsafe output.append(repeating: 0, count: SecretBox.overhead, as: UInt8.self)
        Padding.append(plaintext, type: type, block: Padding.block(of: context), to: &output)
        unsafe output.withUnsafeMutableBytes { memory, _ in
            guard let target = unsafe memory.bytePointer(at: start) else { return }
            _ = withKey(of: context) { key in
                unsafe SecretBox.seal(
                    inPlace: target, plaintextCount: count - SecretBox.overhead, key: key)
                return true
            }
        }
    }
}

extension SealingContext {
    /// The size of a box around so many bytes.
    package func boxCount(ofPayload count: Int) -> Int {
        SecretBox.overhead + Padding.count(ofPayload: count, block: Padding.block(of: self))
    }
}

extension SecretBox {
    static func plaintextCount(of boxCount: Int) -> Int { max(0, boxCount - overhead) }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func bytePointer(at offset: Int) -> UnsafeMutablePointer<UInt8>? {
        unsafe baseAddress.map { unsafe ($0 + offset).assumingMemoryBound(to: UInt8.self) }
    }
}
