import RequestSigning
package import SecretMemory
import Vault

/// The agent without its socket: holds one vault's key, and answers messages.
///
/// The key comes in by a password and never goes out; what goes out are boxes, the content of boxes, MACs
/// and signatures. Nothing here opens a file.
package final class KeyHolder {
    private let clock: AgentClock
    private var session: KeySession?
    private var lastLock = AgentStatus.Lock.neverUnlocked
    private var backOff = BackOff()
    /// Of the message at hand.
    private var isObserved = false

    package init(clock: AgentClock) { self.clock = clock }

    /// The answer to one whole frame.
    ///
    /// - Parameter observed: whether it comes from an observer, whose use of the key does not prolong its
    ///   time; this message may make its sender one.
    package func reply(to frame: RawSpan, observed: inout Bool) -> SecretBytes {
        lockIfDue()
        isObserved = observed
        defer { observed = isObserved }
        return answer(to: frame).frame()
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

    /// Seconds until it may have to lock; `nil` while it is locked.
    package var secondsLeft: Double? {
        session.map { max(0, min($0.idleLeft(clock), $0.totalLeft(clock))) }
    }

    private func answer(to frame: RawSpan) -> AgentReply {
        do throws(AgentRefusal) {
            let request = try Self.request(in: frame)
            try checkKey(of: frame)
            return try answer(request)
        } catch {
            return .refused(error)
        }
    }

    private static func request(in frame: RawSpan) throws(AgentRefusal) -> AgentRequest {
        do {
            var reader = FrameReader(frame, from: Frame.lengthCount)
            guard try reader.u8(frame) == Frame.version else { throw MalformedMessage() }
        } catch { throw .otherVersion(Frame.version) }
        do { return try AgentRequest.read(frame) } catch { throw .malformed }
    }

    /// Between two messages of a client the agent may have got another vault's key: what was meant for one
    /// must not be sealed under another.
    private func checkKey(of frame: RawSpan) throws(AgentRefusal) {
        let wanted: [UInt8]?
        do { wanted = try AgentRequest.keyID(in: frame) } catch { throw .malformed }
        guard let wanted, let held = session?.key.keyID, wanted != held else { return }
        throw .otherKey
    }

    private func answer(_ request: consuming AgentRequest) throws(AgentRefusal) -> AgentReply {
        switch consume request {
        case .status:
            return .status(AgentStatus(unlocked: session?.status(clock), lock: lastLock))
        case .lock:
            lock(.asked)
            return .done
        case .observe:
            isObserved = true
            return .done
        case .unlock(let unlock):
            try open(unlock)
            return .done
        case .open(let sealed): return .content(try content(of: sealed))
        case .seal(let seal): return .result(try box(for: seal))
        case .mac(let purpose, let message):
            let key = try useKey()
            return .result(
                try opening { () throws(VaultError) in try key.mac(message, for: purpose) })
        case .sign(let sealed, let text):
            let signer = SecretKeySigner(accessKeyID: "", secretKey: try content(of: sealed))
            do { return .result(Array(try signer.signature(of: text).utf8)) } catch {
                throw .doesNotOpen
            }
        }
    }

    private func content(of sealed: SealedSecret) throws(AgentRefusal) -> SecretBytes {
        let key = try useKey()
        return try opening { () throws(VaultError) in
            try key.open(sealed.box, under: sealed.context, type: sealed.type)
        }
    }

    private func box(for seal: borrowing SealRequest) throws(AgentRefusal) -> [UInt8] {
        let key = try useKey()
        return try opening { () throws(VaultError) in
            try seal.plaintext.withBytes { bytes throws(VaultError) in
                try key.seal(bytes, under: seal.context, type: seal.type)
            }
        }
    }

    private func useKey() throws(AgentRefusal) -> any VaultKey {
        guard let key = session?.key else { throw .locked }
        if !isObserved { session?.use(clock) }
        return key
    }
}

// MARK: - Unlocking

extension KeyHolder {
    private func open(_ request: borrowing UnlockRequest) throws(AgentRefusal) {
        if let wait = backOff.wait(at: clock.awake()) { throw .tooSoon(milliseconds: wait) }
        do throws(VaultError) {
            let slots = try KeySlots(reading: request.slots)
            let key = try request.key(in: slots)
            // The time that the derivation took counts.
            session = KeySession(key, lifetime: request.lifetime, clock: clock)
            backOff = BackOff()
        } catch {
            if error == .wrongPassword { backOff.count(at: clock.awake()) }
            throw AgentRefusal(error)
        }
    }

    private func opening<Result: ~Copyable>(
        _ body: () throws(VaultError) -> Result
    ) throws(AgentRefusal) -> Result {
        do throws(VaultError) { return try body() } catch { throw AgentRefusal(error) }
    }
}

extension UnlockRequest {
    fileprivate borrowing func key(in slots: KeySlots) throws(VaultError) -> any VaultKey {
        switch kind {
        case .password: try slots.key(password: secret)
        case .recoveryCode: try slots.key(recoveryCode: try RecoveryCode(parsing: secret))
        }
    }
}

extension AgentRefusal {
    fileprivate init(_ error: VaultError) {
        self =
            switch error {
            case .wrongPassword, .malformedRecoveryCode, .mistypedRecoveryCode: .wrongPassword
            case .outOfMemory(let needed): .outOfMemory(neededKiB: needed)
            case .noSuchSlot, .newerFormat, .weakParameters, .excessiveParameters: .noSuchSlot
            default: .doesNotOpen
            }
    }
}

/// After the n-th wrong password in a row, n tenths of a second pass before another is looked at.
struct BackOff {
    private static let step = 0.1
    private static let most = 10.0
    private var failures = 0
    private var until = 0.0

    mutating func count(at now: Double) {
        failures += 1
        until = now + min(Double(failures) * Self.step, Self.most)
    }

    /// Milliseconds to wait, `nil` for none.
    func wait(at now: Double) -> UInt32? {
        until > now ? UInt32(max(1, ((until - now) * 1000).rounded())) : nil
    }
}
