/// Carries one request and brings the answer, once: a transport never repeats, never redirects.
package protocol Transport: Sendable {
    func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse
}
