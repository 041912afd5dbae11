import CCurl
import Glibc
import SystemPackage

/// Which authorities may vouch for OUTSCALE.
///
/// Variables such as `CURL_CA_BUNDLE` and `SSL_CERT_FILE` have no say: who sets a process's environment
/// should not choose whom it trusts.
enum TrustStore: Hashable {
    /// A user's own file, and nothing else.
    case file(FilePath)
    /// A directory of certificates named by their subject's hash: OpenSSL reads the one that it needs,
    /// where a bundle is parsed whole.
    case directory(String)
    case bundle(String)

    static let directories = ["/etc/ssl/certs", "/etc/pki/tls/certs"]
    static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// The user's file, else what the system has.
    static func choose(
        caFile: FilePath?, system: TrustStore? = nil
    ) throws(InvalidSetting) -> TrustStore {
        guard let caFile else {
            guard let store = system ?? ofSystem() else { throw .noTrustedCertificates }
            return store
        }
        guard isReadable(caFile.string) else { throw .caFile(caFile) }
        return .file(caFile)
    }

    /// The first directory with hashed names in it, else the first bundle that can be read.
    static func ofSystem(
        directories: [String] = directories, bundles: [String] = bundles
    ) -> TrustStore? {
        if let directory = directories.first(where: isHashed) { return .directory(directory) }
        if let bundle = bundles.first(where: isReadable) { return .bundle(bundle) }
        return nil
    }

    /// Both options are always set: libcurl has defaults for what is left out.
    func apply(to handle: borrowing CurlHandle) throws(TransportFailure) {
        let (file, directory) = places
        try handle.set(CURLOPT_CAINFO, text: file)
        try handle.set(CURLOPT_CAPATH, text: directory)
    }

    /// The same for a proxy that is reached by TLS itself.
    func applyToProxy(of handle: borrowing CurlHandle) throws(TransportFailure) {
        let (file, directory) = places
        try handle.set(CURLOPT_PROXY_CAINFO, text: file)
        try handle.set(CURLOPT_PROXY_CAPATH, text: directory)
    }

    private var places: (file: String?, directory: String?) {
        switch self {
        case .file(let path): (path.string, nil)
        case .bundle(let path): (path, nil)
        case .directory(let path): (nil, path)
        }
    }

    private static func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

    /// Whether a directory has names such as `5ed36f99.0` in it.
    private static func isHashed(_ path: String) -> Bool {
        guard let directory = unsafe opendir(path) else { return false }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.utf8.count == 10, name.hasSuffix(".0"), UInt32(name.prefix(8), radix: 16) != nil
            {
                return true
            }
        }
        return false
    }
}
