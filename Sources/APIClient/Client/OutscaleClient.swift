package import FoundationEssentials
import RequestSigning
import SecretMemory

/// OUTSCALE's API, one call at a time.
///
/// A read is repeated when it was throttled; what changes something is sent once, whatever happens, and
/// the error says whether it may have been done (`APIError.outcome`).
package final class OutscaleClient {
    package let endpoint: Endpoint
    package let region: Region
    private let authentication: Authentication
    private let transport: any Transport
    private let now: @Sendable () -> Date
    let pause: @Sendable (Double) -> Void
    /// Who asks: the id of the key that signs, or the e-mail that logs in.
    package var identity: String { authentication.identity }
    /// How that is shown.
    package var caller: Refusal.Caller { authentication.caller }

    /// This machine's clock minus OUTSCALE's, in seconds, from the last answer that told its time.
    package private(set) var clockSkew: TimeInterval?

    /// - Parameters:
    ///   - now: this machine's clock.
    ///   - pause: waits so many seconds.
    package init(
        endpoint: Endpoint, region: Region, authentication: Authentication,
        transport: any Transport, now: @escaping @Sendable () -> Date,
        pause: @escaping @Sendable (_ seconds: Double) -> Void
    ) {
        self.endpoint = endpoint
        self.region = region
        self.authentication = authentication
        self.transport = transport
        self.now = now
        self.pause = pause
    }

    /// Makes a call and returns its answer, scanned.
    func answer(
        to action: Action, _ members: [String: JSONText?] = [:]
    ) throws(APIError) -> OpenedAnswer {
        let body = JSONText.object(members).bytes
        var repeated = 0
        while true {
            do { return try attempt(action, body: body) } catch {
                guard action.isRead,
                    let seconds = RetryPolicy.pause(after: error, repeated: repeated)
                else { throw error }
                pause(seconds)
                repeated += 1
            }
        }
    }

    /// One request. It is signed anew each time: a signature is good for five minutes.
    private func attempt(_ action: Action, body: [UInt8]) throws(APIError) -> OpenedAnswer {
        let request = try request(action, body: body)
        let response: HTTPResponse
        do { response = try transport.send(request) } catch { throw APIError(error) }
        if let serverDate = response.serverDate {
            clockSkew = (now().timeIntervalSince(serverDate)).rounded()
        }
        return try AnswerReader(clockSkew: clockSkew, caller: authentication.caller).read(response)
    }

    private func request(_ action: Action, body: [UInt8]) throws(APIError) -> HTTPRequest {
        let signed = unsafe CanonicalRequest(
            path: Endpoint.path(of: action.rawValue), host: endpoint.host,
            time: SigningTime(now()), body: body.span.bytes)
        return HTTPRequest(
            action: action.rawValue, isRepeatable: action.isRead,
            url: endpoint.url(of: action.rawValue),
            isEncrypted: endpoint.isEncrypted,
            headers: [
                HTTPHeader(name: "Content-Type", value: signed.contentType),
                HTTPHeader(name: "Host", value: signed.host),
                HTTPHeader(name: "X-Osc-Date", value: signed.time.description),
            ],
            authorization: try authorization(for: signed), body: body, room: action.answerRoom)
    }

    private func authorization(for request: CanonicalRequest) throws(APIError) -> SecretBytes {
        switch authentication {
        case .login(let login):
            do { return try login.authorization() } catch { throw .invalidSetting(error) }
        case .signed(let signer):
            let header: Authorization
            do {
                header = try Authorization(signing: request, region: region.name, by: signer)
            } catch { throw .signing(error) }
            return unsafe SecretBytes(copying: Array(header.description.utf8).span.bytes)
        }
    }
}
