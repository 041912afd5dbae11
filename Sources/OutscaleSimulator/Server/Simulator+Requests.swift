extension Simulator.State {
    /// Writes a request down as it arrives.
    /// - Returns: its number, and the fault that waits for it.
    mutating func register(_ request: WireRequest) -> (number: Int, fault: Fault?) {
        let body = JSON(text: request.body) ?? [:]
        let action = Call(path: request.resource)?.rawValue ?? request.path
        let isDryRun = body["DryRun"]?.bool == true
        let fault = faults.next(action: action, isDryRun: isDryRun)
        requests.append(
            RequestRecord(
                number: (requests.last?.number ?? 0) + 1, time: cloud.now, action: action,
                authorization: request.authorizationScheme, host: request.header("host"),
                isDryRun: isDryRun, tag: body["Tag"]?.string, userName: body["UserName"]?.string,
                accessKeyID: body["AccessKeyId"]?.string, fault: fault?.kind))
        return (requests.last?.number ?? 0, fault)
    }

    /// Lets the request in, checks it, does it.
    mutating func carryOut(_ request: WireRequest, _ number: Int, document: APIDocument) -> Answer {
        let requestID = cloud.source.uuid()
        do throws(APIError) {
            let fields = try perform(request, number, document: document)
            change(number) { $0.isCommitted = !$0.isDryRun }
            return Answer(fields, requestID: requestID)
        } catch {
            change(number) { $0.code = error.code }
            return Answer(error, requestID: requestID)
        }
    }

    private mutating func perform(_ request: WireRequest, _ number: Int, document: APIDocument)
        throws(APIError) -> JSON
    {
        guard let call = Call(path: request.resource) else { throw .noSuchCall }
        guard request.method == "POST" else { throw .methodNotAllowed }
        try throttle.check(call, now: cloud.now)
        let pass = try gate.admit(
            request, takesLogin: document.takesLogin(call), cloud: cloud)
        change(number) {
            $0.principal = pass.principal
            $0.credential = pass.credential
        }
        guard let parameters = JSON(text: request.body) else { throw .notAnObject }
        try document.check(request: parameters, of: call)
        return try Action(call: call, caller: pass.principal, parameters: parameters)
            .perform(in: &cloud)
    }

    /// Writes down what went back.
    mutating func note(_ answer: Answer, of number: Int) {
        change(number) { $0.status = answer.delivery == .nothing ? nil : answer.status }
    }

    private mutating func change(_ number: Int, _ body: (inout RequestRecord) -> Void) {
        // The list may have been emptied since the request came.
        guard let index = requests.firstIndex(where: { $0.number == number }) else { return }
        body(&requests[index])
    }
}
