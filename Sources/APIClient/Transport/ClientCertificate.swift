import CCurl
import Glibc
import KernelText
import SystemPackage

/// The certificate by which OUTSCALE's API access rules know a caller.
struct ClientCertificate {
    let certificate: FilePath
    /// `nil` if the certificate's file has the key, too.
    let key: FilePath?

    /// `nil` if no certificate is set.
    init?(_ settings: TransportSettings) throws(InvalidSetting) {
        guard let certificate = settings.clientCertificate else {
            guard settings.clientKey == nil else { throw .clientKeyWithoutCertificate }
            return nil
        }
        self.certificate = certificate
        key = settings.clientKey
        guard unsafe access(certificate.cString, R_OK) == 0 else {
            throw .clientCertificate(certificate)
        }
        if let key, unsafe access(key.cString, R_OK) != 0 { throw .clientKey(key) }
        try Self.demandPrivacy(of: key ?? certificate)
    }

    func apply(to handle: borrowing CurlHandle) throws(TransportFailure) {
        try handle.set(CURLOPT_SSLCERTTYPE, text: "PEM")
        try handle.set(CURLOPT_SSLCERT, path: certificate)
        try handle.set(CURLOPT_SSLKEYTYPE, text: "PEM")
        try handle.set(CURLOPT_SSLKEY, path: key ?? certificate)
        // Without a passphrase OpenSSL would ask the terminal for one.
        try handle.set(CURLOPT_KEYPASSWD, text: "")
    }

    /// A private key is a regular file of our own that no one else may read or change.
    private static func demandPrivacy(of path: FilePath) throws(InvalidSetting) {
        var facts = stat()
        guard unsafe stat(path.cString, &facts) == 0 else { throw .clientKey(path) }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_uid == geteuid(),
            facts.st_mode & 0o077 == 0
        else { throw .exposedFile(path) }
    }
}
