/// Carries requests by libcurl, which is loaded with the first one.
package struct CurlTransport: Transport {
    package let settings: TransportSettings

    package init(settings: TransportSettings = TransportSettings()) { self.settings = settings }
}
extension CurlTransport {
    package func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse {
        throw TransportFailure(.library("not yet"), mayHaveBeenSent: false)
    }
}
