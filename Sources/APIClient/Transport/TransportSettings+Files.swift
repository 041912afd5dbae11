import CCurl
import KernelText
import SystemPackage

extension TransportSettings {
    /// Opens and reads the files of the settings, as a request would.
    ///
    /// What is wrong is known when a setting is made, and not by the first request, which may be for the key
    /// that is needed now.
    package func checkFiles() throws(InvalidSetting) {
        if let caFile { try Self.requireCertificate(in: PEMFile(caFile), caFile) }
        let certificate = try checkCertificate()
        try askOpenSSL(certificate)
    }

    private func checkCertificate() throws(InvalidSetting) -> ClientCertificate? {
        guard let path = clientCertificate else {
            guard clientKey == nil else { throw .clientKeyWithoutCertificate }
            return nil
        }
        let file = try PEMFile(path)
        try Self.requireCertificate(in: file, path)
        let key = try clientKey.map { path throws(InvalidSetting) in (path, try PEMFile(path)) }
        let (keyPath, keyFile) = key ?? (path, file)
        guard !keyFile.hasEncryptedKey else { throw .encryptedKey(keyPath) }
        guard keyFile.hasKey else {
            throw clientKey == nil
                ? .certificateWithoutKey(path) : .noKey(keyPath, isDER: keyFile.isDER)
        }
        return try ClientCertificate(self)
    }

    private func askOpenSSL(_ client: ClientCertificate?) throws(InvalidSetting) {
        guard caFile != nil || client != nil else { return }
        // Without libcurl nothing can be said, and no request can be made either.
        do { try CurlLibrary.load() } catch { return }
        let key = client.map { $0.key ?? $0.certificate }
        let verdict = unsafe ccurl_check_files(
            caFile?.cString, client?.certificate.cString, key?.cString)
        switch (verdict, client, key) {
        case (CCURL_FILES_BAD_AUTHORITIES, _, _): if let caFile { throw .caFile(caFile) }
        case (CCURL_FILES_BAD_CERTIFICATE, let client?, _):
            throw .clientCertificate(client.certificate)
        case (CCURL_FILES_BAD_KEY, _, let key?): throw .clientKey(key)
        case (CCURL_FILES_OTHER_KEY, _, let key?): throw .keyOfAnotherCertificate(key)
        default: break
        }
    }

    private static func requireCertificate(
        in file: PEMFile, _ path: FilePath
    ) throws(InvalidSetting) {
        guard file.hasCertificate else { throw .noCertificate(path, isDER: file.isDER) }
    }
}
