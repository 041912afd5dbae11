import APIClient
import KernelText
import SystemPackage

extension InvalidSetting {
    /// A missing file is one; anything else is a setting that is wrong.
    var status: ExitStatus {
        if case .missingFile = self { .notFound } else { .setting }
    }

    var sentence: String {
        switch self {
        case .email: "the e-mail of --login is empty or has a character that none has."
        case .header(let name): "the header \(name) would have a character that ends the line."
        case .caFile(let path): "the CA file \(path.text) can't be read or has no certificate."
        case .noTrustedCertificates:
            "this system has no trusted certificates. Install ca-certificates "
                + "or set the profile's --ca-file."
        case .clientCertificate(let path): "the client certificate \(path.text) can't be used."
        case .clientKey(let path): "the client certificate's key \(path.text) can't be used."
        case .exposedFile(let path):
            "\(path.text) holds a private key that others may read or change. chmod 600 it."
        case .missingFile(let path): "there is no file \(path.text)."
        case .unreadableFile(let path, let reason): "\(path.text) can't be used: \(reason)."
        case .noCertificate(let path, let isDER):
            "there is no PEM certificate in \(path.text)"
                + (isDER ? "; it is DER: convert it with 'openssl x509 -inform der'." : ".")
        case .noKey(let path, let isDER):
            "there is no PEM private key in \(path.text)"
                + (isDER ? "; it is DER: convert it with 'openssl pkey -inform der'." : ".")
        case .certificateWithoutKey(let path):
            "\(path.text) has a certificate and no private key. Name the key's file with --client-key."
        case .encryptedKey(let path):
            "the private key in \(path.text) is encrypted, and nobody is asked for its passphrase. "
                + "Decrypt it with 'openssl pkey' into a file of mode 600."
        case .keyOfAnotherCertificate(let path):
            "the private key in \(path.text) belongs to another certificate. Name the right one with "
                + "--client-key, or 'none' if it is in the certificate's file."
        case .clientKeyWithoutCertificate:
            "a client key is of no use without a certificate: name it with --client-cert."
        case .proxyLogin: "the proxy's login is not one line of the form user:password."
        case .timeout(let seconds): "--api-timeout \(seconds) is not between 1 and 3600 seconds."
        case .curlOption(let option):
            "libcurl refuses option \(option), which is needed for safety. Install a newer libcurl."
        }
    }
}
