/// What is kept of a request: enough to count and to blame, never a secret.
struct RequestRecord: Sendable {
    var number: Int
    var time: Instant
    /// The call's name, or the path of what is no call.
    var action: String
    /// `none`, `basic`, `OSC4`, `AWS4`, `other`.
    var authorization: String
    var host: String?
    var isDryRun: Bool
    var tag: String?
    var userName: String?
    var accessKeyID: String?
    /// Who it proved to be; nil when it was not let in.
    var principal: Principal?
    var credential: String?
    /// Whether the cloud was changed, or would have been by a reading call: it was carried out.
    var isCommitted = false
    /// The key that it made.
    var madeKeyID: String?
    /// The status on the wire; nil while unanswered and after a drop.
    var status: Int?
    var code: String?
    var fault: Fault.Kind?
    /// The request that something on the way has sent once more: no client has sent this one.
    var repeats: Int?

    var json: JSON {
        .present([
            "number": JSON(number),
            "time": .string(DateStyle.zulu.spell(time)),
            "action": .string(action),
            "authorization": .string(authorization),
            "host": host.map(JSON.string),
            "dryRun": .bool(isDryRun),
            "tag": tag.map(JSON.string),
            "userName": userName.map(JSON.string),
            "accessKeyId": accessKeyID.map(JSON.string),
            "principal": .string(principal?.label ?? "unknown"),
            "credential": credential.map(JSON.string),
            "committed": .bool(isCommitted),
            "madeKey": madeKeyID.map(JSON.string),
            "status": status.map { JSON($0) },
            "code": code.map(JSON.string),
            "fault": fault.map { .string($0.rawValue) },
            "repeats": repeats.map { JSON($0) },
        ])
    }

    /// The same request once more, with nothing done of it yet.
    func sentAgain(as number: Int, at time: Instant) -> RequestRecord {
        RequestRecord(
            number: number, time: time, action: action, authorization: authorization, host: host,
            isDryRun: isDryRun, tag: tag, userName: userName, accessKeyID: accessKeyID,
            repeats: self.number)
    }

    /// One line for the log.
    var line: String {
        [
            DateStyle.zulu.spell(time), "#\(number)", action + (isDryRun ? "(DryRun)" : ""),
            principal?.label ?? "unknown", authorization,
            status.map(String.init) ?? "no answer", code.map { "code " + $0 },
            isCommitted ? "done" : "not done", fault.map { "fault " + $0.rawValue },
            repeats.map { "repeats #\($0)" },
        ].compactMap { $0 }.joined(separator: " ")
    }
}
