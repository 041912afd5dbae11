import CCurl
import Glibc
import KernelText
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
    case directory(FilePath)
    case bundle(FilePath)

    static let directories: [FilePath] = ["/etc/ssl/certs", "/etc/pki/tls/certs"]
    static let bundles: [FilePath] = [
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
        guard isReadable(caFile) else { throw .caFile(caFile) }
        return .file(caFile)
    }

    /// The first directory with hashed names in it, else the first bundle that can be read.
    static func ofSystem(
        directories: [FilePath] = directories, bundles: [FilePath] = bundles
    ) -> TrustStore? {
        if let directory = directories.first(where: isHashed) { return .directory(directory) }
        if let bundle = bundles.first(where: isReadable) { return .bundle(bundle) }
        return nil
    }

    /// Both options are always set: libcurl has defaults for what is left out.
    func apply(to handle: borrowing CurlHandle) throws(TransportFailure) {
        let (file, directory) = places
        try handle.set(CURLOPT_CAINFO, path: file)
        try handle.set(CURLOPT_CAPATH, path: directory)
    }

    /// The same for a proxy that is reached by TLS itself.
    func applyToProxy(of handle: borrowing CurlHandle) throws(TransportFailure) {
        let (file, directory) = places
        try handle.set(CURLOPT_PROXY_CAINFO, path: file)
        try handle.set(CURLOPT_PROXY_CAPATH, path: directory)
    }

    private var places: (file: FilePath?, directory: FilePath?) {
        switch self {
        case .file(let path), .bundle(let path): (path, nil)
        case .directory(let path): (nil, path)
        }
    }

    private static func isReadable(_ path: FilePath) -> Bool {
        unsafe access(path.cString, R_OK) == 0
    }

    /// Whether a directory has names such as `5ed36f99.0` in it.
    private static func isHashed(_ path: FilePath) -> Bool {
        guard var names = DirectoryNames(path) else { return false }
        while let name = names.next() {
            if name.bytes.count == 10, name.ends(with: ".0"),
                UInt32(name.text.prefix(8), radix: 16) != nil
            {
                return true
            }
        }
        return false
    }
}
