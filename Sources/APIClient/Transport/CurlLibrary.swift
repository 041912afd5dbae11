import CCurl

/// libcurl, loaded and started with the first request.
enum CurlLibrary {
    /// Makes sure that libcurl is there and good enough.
    static func load() throws(TransportFailure) {
        let state = ccurl_load()
        let words = unsafe String(cString: ccurl_load_words())
        switch state {
        case CCURL_LOADED: return
        case CCURL_TOO_OLD: throw failure("\(words) is too old, 7.85.0 or later is needed")
        case CCURL_NOT_STARTED: throw failure("\(words) could not be started")
        default: throw failure(words)
        }
    }

    private static func failure(_ words: String) -> TransportFailure {
        TransportFailure(.library(DisplayText.filtered(words)), mayHaveBeenSent: false)
    }
}
