import CCurl

/// The TLS sessions of one destination, so that a further connection needs no full handshake (`curl_share_init`).
///
/// They stand for whoever has made them, with a client certificate too: they are never shared between different
/// settings.
@safe final class TLSSessions: @unchecked Sendable {  // libcurl's; used by one request at a time
    /// libcurl's handle, for ``CurlHandle`` alone.
    let share: UnsafeMutableRawPointer

    init() throws(TransportFailure) {
        try CurlLibrary.load()
        guard let share = unsafe ccurl_sessions_new() else { throw .outOfMemory }
        unsafe self.share = share
    }

    deinit { unsafe ccurl_sessions_free(share) }
}

extension TransportFailure {
    static let outOfMemory = TransportFailure(.library("no memory"), mayHaveBeenSent: false)
}
