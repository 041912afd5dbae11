import KernelText
import SystemPackage

/// What a member has noted on this machine while the team's server was away: it is sent when the server is there again.
///
/// `<vault id>-<member id>.waiting` in the state directory: "vault/wai/v1" ‖ ``DigestTrailer/digest(of:)`` of what follows 16 ‖
/// how many were sent before u32 ‖ for each event the length of its box u16 and the box. The boxes are those of ``MemberEvent``, numbered down from the greatest number, which no
/// event of a chain ever has; so each opens in its own place. Nothing is signed before the server takes it: only then is it known
/// what it follows.
struct WaitingEvents {
    private static let magic = Array("vault/wai/v1".utf8)
    /// So many wait at most.
    static let most = 2048
    /// No event's box has as many bytes.
    private static let mostBoxBytes = 4096
    private static let headCount = magic.count + DigestTrailer.byteCount
    private static let mostBytes = headCount + 4 + most * (2 + mostBoxBytes)

    private let member: RecordID
    private let path: FilePath
    private let lock: FilePath

    init(of member: RecordID, in vaultID: RecordID, _ directory: FilePath) {
        self.member = member
        path = directory.appending("\(vaultID)-\(member).waiting")
        lock = directory.appending("\(vaultID)-\(member).waiting-lock")
    }

    /// Whether any wait.
    var areThere: Bool { (try? content()).map { !$0.boxes.isEmpty } ?? true }

    /// Adds one, and waits until it is on the disk.
    ///
    /// - Throws: ``TeamError/unreachable(_:)`` where no more may wait.
    func add(_ event: AuditEvent, key: any VaultKey) throws(VaultError) {
        let held = try TeamLock(lock)
        defer { _ = held }
        var content = try content()
        guard content.boxes.count < Self.most, content.count < .max else {
            throw .team(
                .unreachable("\(Self.most) events of yours wait for it, and no more are kept"))
        }
        let payload = AuditRow(event: event).bytes
        let box = try key.seal(
            unsafe payload.span.bytes, under: context(content.count), type: MemberEvent.type)
        guard box.count < Self.mostBoxBytes else { throw .entryTooLarge(bytes: box.count) }
        content.boxes.append(box)
        try DurableFile.replace(path, with: content.bytes)
    }

    /// Sends what waits, oldest first, as far as somebody takes it. One that no key opens is left out: the vault has got another
    /// key meanwhile.
    ///
    /// What was sent right before a crash is sent once more.
    func send(
        opening keys: [any VaultKey], _ take: (AuditEvent) throws(VaultError) -> Void
    ) throws(VaultError) -> Sent {
        let held = try TeamLock(lock)
        defer { _ = held }
        var content = try content()
        var sent = Sent()
        for box in content.boxes.prefix(Self.mostSent) {
            if let event = opened(box, at: content.first, by: keys) {
                do throws(VaultError) { try take(event) } catch { break }
                sent.count += 1
            } else {
                sent.unreadable += 1
            }
            content.boxes.removeFirst()
            content.first += 1
        }
        guard sent.count + sent.unreadable > 0 else { return sent }
        if content.boxes.isEmpty {
            try LandingFile.remove(path)
        } else {
            try DurableFile.replace(path, with: content.bytes)
        }
        return sent
    }

    /// So many are sent by one command; the rest by the next ones.
    private static let mostSent = 256

    struct Sent {
        var count = 0
        var unreadable = 0
    }

    private func opened(
        _ box: [UInt8], at number: UInt32, by keys: [any VaultKey]
    ) -> AuditEvent? {
        for key in keys {
            guard let payload = try? key.open(box, under: context(number), type: MemberEvent.type)
            else { continue }
            return try? AuditRow(reading: payload.publicBytes).event
        }
        return nil
    }

    private func context(_ number: UInt32) -> SealingContext {
        MemberEvent.context(member: member, sequence: .max - UInt64(number))
    }

    private struct Content {
        /// How many were sent before those that are there.
        var first: UInt32 = 0
        var boxes: [[UInt8]] = []
        /// The number of the next one.
        var count: UInt32 { first &+ UInt32(boxes.count) }

        var bytes: [UInt8] {
            var writer = ByteWriter()
            writer.append(first)
            for box in boxes {
                writer.append(UInt16(box.count))
                writer.append(box)
            }
            return WaitingEvents.magic + DigestTrailer.digest(of: writer.bytes) + writer.bytes
        }
    }

    /// - Throws: ``TeamError/damagedFile(_:path:)``.
    private func content() throws(VaultError) -> Content {
        guard let bytes = try DurableFile.read(path, limit: Self.mostBytes) else {
            return Content()
        }
        return try TeamFile.waiting.reading(path) { () throws(VaultError) in
            guard bytes.starts(with: Self.magic) else {
                throw .damaged("the events that wait are none")
            }
            let content = Array(bytes.dropFirst(Self.headCount))
            try DigestTrailer.require(
                bytes.dropFirst(Self.magic.count).prefix(DigestTrailer.byteCount), of: content)
            var reader = ByteReader(content)
            var waiting = Content(first: try reader.u32())
            while !reader.isAtEnd {
                waiting.boxes.append(Array(try reader.take(Int(reader.u16()))))
            }
            return waiting
        }
    }
}
