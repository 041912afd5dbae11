package import SecretMemory
import Vault

/// The agent without its socket: holds one vault's key, or a team's member, and answers messages.
///
/// A key comes in by a password and never goes out; what goes out are boxes, the content of boxes, MACs
/// and signatures. Nothing here opens a file.
package final class KeyHolder {
    let clock: AgentClock
    var session: KeySession?
    private var lastLock = AgentStatus.Lock.neverUnlocked
    var backOff = BackOff()
    /// Whether the message that is being answered comes from an observer.
    private var isObserved = false
    /// Names and expiries, in locked memory; it outlives the session.
    private var watch: SecretBytes?

    package init(clock: AgentClock) { self.clock = clock }

    /// Writes the answer to one whole frame; nothing secret of either lies anywhere else afterwards.
    ///
    /// - Parameter observed: whether it comes from an observer, whose use of the key does not prolong its
    ///   time; this message may make its sender one.
    package func answer(
        _ frame: RawSpan, observed: inout Bool, in reply: inout MessageBuffer
    ) {
        lockIfDue()
        isObserved = observed
        defer { observed = isObserved }
        do throws(AgentRefusal) {
            let request = try Self.request(in: frame)
            try checkKey(of: frame)
            try answer(request, frame, in: &reply)
        } catch {
            AgentReply.refuse(error, in: &reply)
        }
    }

    package func lock(_ reason: AgentStatus.Lock) {
        guard session != nil else { return }
        session = nil
        lastLock = reason
    }

    /// Locks if its time is over or the machine has slept.
    package func lockIfDue() {
        if let reason = session?.end(clock) { lock(reason) }
    }

    package var isLocked: Bool { session == nil }

    /// Whether it is of use while it is locked.
    package var isWatching: Bool { watch != nil }

    /// Seconds until it may have to lock; `nil` while it is locked.
    package var secondsLeft: Double? {
        session.map { max(0, min($0.idleLeft(clock), $0.totalLeft(clock))) }
    }

    private static func request(in frame: RawSpan) throws(AgentRefusal) -> ReceivedRequest {
        do {
            var reader = FrameReader(frame, from: Frame.lengthCount)
            guard try reader.u8(frame) == Frame.version else { throw MalformedMessage() }
        } catch { throw .otherVersion(Frame.version) }
        do { return try ReceivedRequest.read(frame) } catch { throw .malformed }
    }

    /// Between two messages of a client the agent may have got another vault's key: what was meant for one
    /// must not be sealed under another.
    private func checkKey(of frame: RawSpan) throws(AgentRefusal) {
        let wanted: [UInt8]?
        do { wanted = try ReceivedRequest.keyID(in: frame) } catch { throw .malformed }
        guard let wanted, let held = session?.held.key?.keyID, wanted != held else { return }
        throw .otherKey
    }

    private func answer(
        _ request: consuming ReceivedRequest, _ frame: RawSpan, in reply: inout MessageBuffer
    ) throws(AgentRefusal) {
        switch consume request {
        case .status:
            let status = AgentStatus(unlocked: session?.status(clock), lock: lastLock)
            Frame.write(code: ReplyCode.status.rawValue, to: &reply, payload: status.bytes)
        case .lock:
            lock(.asked)
            Frame.write(code: ReplyCode.done.rawValue, to: &reply)
        case .observe:
            isObserved = true
            Frame.write(code: ReplyCode.done.rawValue, to: &reply)
        case .watch(let watch):
            try keep(watch)
            Frame.write(code: ReplyCode.done.rawValue, to: &reply)
        case .watched: tellWatch(in: &reply)
        case .unlock(let unlock):
            try open(unlock)
            // A watch belongs to one unlocking; whoever unlocks anew asks for it anew.
            watch = nil
            Frame.write(code: ReplyCode.done.rawValue, to: &reply)
        case .unlockMember(let unlock):
            try open(unlock)
            watch = nil
            Frame.write(code: ReplyCode.done.rawValue, to: &reply)
        case .member:
            let told = try tellMember()
            Frame.write(code: ReplyCode.result.rawValue, to: &reply, payload: told.bytes)
        case .openSlot(let request):
            try open(request)
            Frame.write(code: ReplyCode.done.rawValue, to: &reply)
        case .signStatement(let step):
            Frame.write(code: ReplyCode.result.rawValue, to: &reply, payload: try sign(step))
        case .open(let place, let box):
            try useKey().open(frame.extracting(box), at: place, in: &reply)
        case .openNoted(let head, let place, let box):
            try useKey().open(frame.extracting(box), at: place, in: &reply)
            session?.known.remember(head)
        case .seal(let place, let content):
            try useKey().seal(frame.extracting(content), at: place, in: &reply)
        case .attest(let attestation):
            let key = try useKey()
            var known = session?.known ?? KnownState()
            let result = try known.attest(attestation, by: key)
            session?.known = known
            Frame.write(code: ReplyCode.result.rawValue, to: &reply, payload: result)
        case .sign(let place, let box, let text):
            let signature = try useKey().signature(
                of: text, by: frame.extracting(box), at: place)
            Frame.write(code: ReplyCode.result.rawValue, to: &reply, payload: signature)
        case .batch(let count, let operations):
            let key = try useKey()
            var known = session?.known ?? KnownState()
            try key.perform(count, operations, of: frame, knowing: &known, in: &reply)
            session?.known = known
        }
    }

    /// Only of the vault whose key it holds, and while it does.
    private func keep(_ watch: ExpiryWatch) throws(AgentRefusal) {
        guard let held = session?.status(clock) else { throw .locked }
        guard held.vaultID == watch.vaultID else { throw .otherKey }
        self.watch = SecretBytes(capacity: watch.byteCount) { watch.append(to: &$0) }
    }

    /// No bytes where there is none.
    private func tellWatch(in reply: inout MessageBuffer) {
        Frame.write(code: ReplyCode.result.rawValue, to: &reply) { output in
            switch watch {
            case .none: break
            case .some(let watch): watch.withBytes { output.append(contentsOf: $0) }
            }
        }
    }

    private func useKey() throws(AgentRefusal) -> InMemoryVaultKey {
        guard let key = session?.held.key else { throw .locked }
        noteUse()
        return key
    }

    func noteUse() {
        if !isObserved { session?.use(clock) }
    }
}
