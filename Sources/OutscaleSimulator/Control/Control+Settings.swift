/// The rules and the clock of the cloud.
extension Simulator.State {
    /// `{"offset": seconds}` or `{"advance": seconds}`, `{"stop": true | false}`, `{"dateStyle": "+0000" | "Z" | …}`
    mutating func changeClock(_ body: JSON) throws(Control.Failure) -> JSON {
        if let offset = body["offset"]?.integer { cloud.moveClock(to: offset) }
        if let step = body["advance"]?.integer { cloud.moveClock(to: cloud.clockShift + step) }
        if let isStopped = body["stop"]?.bool { cloud.stopClock(isStopped) }
        if let style = body["dateStyle"]?.string {
            guard let style = DateStyle(rawValue: style) else { throw .field("dateStyle") }
            cloud.set(\.dateForm, style)
        }
        return [
            "offset": JSON(cloud.clockShift), "now": .string(DateStyle.zulu.spell(cloud.now)),
        ]
    }

    /// `{"MaxAccessKeyExpirationSeconds": n, "RequireTrustedEnv": bool}`, either alone too.
    mutating func changePolicy(_ body: JSON) throws(Control.Failure) -> JSON {
        if let ceiling = body["MaxAccessKeyExpirationSeconds"]?.integer {
            cloud.policy.maxAccessKeyExpirationSeconds = ceiling
        }
        if let isRequired = body["RequireTrustedEnv"]?.bool {
            cloud.policy.requireTrustedEnv = isRequired
        }
        return cloud.policy.json
    }

    /// `{"quota": n}`; 0 is no limit.
    mutating func changeQuota(_ body: JSON) throws(Control.Failure) -> JSON {
        guard let quota = body["quota"]?.integer, quota >= 0 else { throw .field("quota") }
        cloud.set(\.quota, quota)
        return ["quota": JSON(quota)]
    }

    /// `{"next": n, "action": …, "status": 429 | 503, "retryAfter": seconds}`, `{"rate": n}`
    mutating func changeThrottle(_ body: JSON) throws(Control.Failure) -> JSON {
        throttle.next = body["next"]?.integer ?? 0
        throttle.action = body["action"]?.string
        throttle.status = body["status"]?.integer ?? 429
        throttle.retryAfter = body["retryAfter"]?.integer
        throttle.rate = body["rate"]?.integer ?? throttle.rate
        return ["next": JSON(throttle.next), "rate": JSON(throttle.rate)]
    }

    /// `{"clear": true}`, `{"credential": …, "seconds": n}`, `{"credential": …, "forever": true}`
    mutating func changeLockouts(_ body: JSON) throws(Control.Failure) -> JSON {
        if body["clear"]?.bool == true { gate.lockout.clear() }
        if let credential = body["credential"]?.string {
            let seconds = body["forever"]?.bool == true ? nil : body["seconds"]?.integer ?? 60
            gate.lockout.lock(credential, seconds: seconds, now: cloud.now)
        }
        return ["locked": .array(gate.lockout.locked(at: cloud.now).map(JSON.string))]
    }
}
