package import SystemPackage

/// A setting that keeps a request from being made. Nothing was sent.
package enum InvalidSetting: Error, Hashable, Sendable {
    /// The login's e-mail is empty or has a colon or a control character.
    case email
    /// A header would have a control character, which ends the line; with the header's name.
    case header(String)
    /// The file of trusted certificates can't be read, or has none.
    case caFile(FilePath)
    /// There is neither a directory nor a file of trusted certificates on this system.
    case noTrustedCertificates
    /// The client certificate can't be read or used.
    case clientCertificate(FilePath)
    /// The client certificate's key can't be read or used, or does not fit the certificate.
    case clientKey(FilePath)
    /// The file holds a private key, and someone else owns it, or may read or change it.
    case exposedFile(FilePath)
    /// There is no such file.
    case missingFile(FilePath)
    /// The file can't be read; with the system's reason.
    case unreadableFile(FilePath, reason: String)
    /// There is no certificate in PEM in the file; perhaps one in DER.
    case noCertificate(FilePath, isDER: Bool)
    /// There is no private key in PEM in the file; perhaps one in DER.
    case noKey(FilePath, isDER: Bool)
    /// The client certificate's file has no key, and no other file is named for it.
    case certificateWithoutKey(FilePath)
    /// The private key is encrypted, and nobody is asked for its passphrase.
    case encryptedKey(FilePath)
    /// The private key is good, and belongs to another certificate.
    case keyOfAnotherCertificate(FilePath)
    /// A key without its certificate.
    case clientKeyWithoutCertificate
    /// The proxy's login is not a user, a colon and a password in one line.
    case proxyLogin
    /// Seconds outside 1...3600.
    case timeout(Int)
    /// libcurl refused this option, which this program does not do without.
    case curlOption(UInt32)
}
