/// Carries one request and brings the answer. A transport never redirects, and never repeats what changes something.
package protocol Transport: Sendable {
    func send(_ request: borrowing HTTPRequest) throws(TransportFailure) -> HTTPResponse
}
