extension Simulator.State {
    /// Writes a request down as it arrives.
    /// - Returns: its number, and the fault that waits for it.
    mutating func register(_ request: WireRequest) -> (number: Int, fault: Fault?) {
        let body = JSON(text: request.body) ?? [:]
        let call = Call(path: request.resource)
        let action = call?.rawValue ?? request.path
        let isDryRun = body["DryRun"]?.bool == true
        if call != nil { cloud.noteCall() }
        let fault = faults.next(action: action, isDryRun: isDryRun)
        requestCount += 1
        requests.append(
            RequestRecord(
                number: requestCount, time: cloud.now, action: action,
                authorization: request.authorizationScheme, host: request.header("host"),
                isDryRun: isDryRun, tag: body["Tag"]?.string, userName: body["UserName"]?.string,
                accessKeyID: body["AccessKeyId"]?.string, fault: fault?.kind))
        return (requestCount, fault)
    }

    /// Writes down that something on the way has sent a request once more. No fault meets that.
    /// - Returns: its own number.
    mutating func registerAgain(_ request: WireRequest, _ number: Int) -> Int {
        requestCount += 1
        if Call(path: request.resource) != nil { cloud.noteCall() }
        guard let first = requests.first(where: { $0.number == number }) else {
            return requestCount
        }
        requests.append(first.sentAgain(as: requestCount, at: cloud.now))
        return requestCount
    }

    /// Lets the request in, checks it, does it.
    mutating func carryOut(_ request: WireRequest, _ number: Int, document: APIDocument) -> Answer {
        let requestID = cloud.source.uuid()
        do throws(APIError) {
            let action = try admit(request, number, document: document)
            return Answer(try perform(action, number), requestID: requestID)
        } catch {
            note(error, of: number)
            return Answer(error, requestID: requestID, in: cloud.model)
        }
    }

    /// Whether it may come in at all, and what it asks for.
    mutating func admit(_ request: WireRequest, _ number: Int, document: APIDocument)
        throws(APIError) -> Action
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
        return Action(call: call, caller: pass.principal, parameters: parameters)
    }

    mutating func perform(_ action: Action, _ number: Int) throws(APIError) -> JSON {
        let fields = try action.perform(in: &cloud)
        change(number) {
            $0.isCommitted = !$0.isDryRun
            if action.call == .createAccessKey {
                $0.madeKeyID = fields["AccessKey"]?["AccessKeyId"]?.string
            }
        }
        return fields
    }

    /// Writes down what went back.
    mutating func note(_ answer: Answer, of number: Int) {
        change(number) { $0.status = answer.delivery == .nothing ? nil : answer.status }
    }

    mutating func note(_ error: APIError, of number: Int) {
        change(number) { $0.code = error.code }
    }

    private mutating func change(_ number: Int, _ body: (inout RequestRecord) -> Void) {
        // The list may have been emptied since the request came.
        guard let index = requests.firstIndex(where: { $0.number == number }) else { return }
        body(&requests[index])
    }
}
