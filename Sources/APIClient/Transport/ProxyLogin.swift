package import SecretMemory

/// A proxy's user and password, in guarded memory.
package final class ProxyLogin: Sendable {
    /// `user:password` and the NUL that C wants.
    private let terminated: SecretBytes

    /// - Parameter login: `user:password`; the password may have colons.
    package init(_ login: borrowing SecretBytes) throws(InvalidSetting) {
        guard login.withBytes(Self.isPair) else { throw .proxyLogin }
        terminated = SecretBytes(capacity: login.count + 1) { output in
            login.withBytes { output.append(contentsOf: $0) }
            unsafe output.append(0, as: UInt8.self)
        }
    }

    func apply(to handle: borrowing CurlHandle) throws(TransportFailure) {
        try handle.setProxyLogin(terminated)
    }

    /// A user, a colon, and nothing that ends a line.
    private static func isPair(_ bytes: RawSpan) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            let colon = unsafe bytes.firstIndex(of: UInt8(ascii: ":")) ?? 0
            return unsafe colon > 0 && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }
}

/// Two logins are never taken for one: their bytes are not compared.
extension ProxyLogin: Hashable {
    package static func == (one: ProxyLogin, other: ProxyLogin) -> Bool { one === other }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
