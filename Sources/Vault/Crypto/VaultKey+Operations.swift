package import SecretMemory

extension VaultKey {
    package func perform(_ operations: [KeyOperation]) throws(BatchError) -> [KeyResult] {
        try perform(operations) {}
    }

    /// One after the other.
    package func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        work()
        return try inTurn(operations) { box throws(VaultError) in
            let payload = try open(box.box, under: box.context, type: box.type)
            return OpenedBox(type: box.type, payload: payload.publicBytes)
        }
    }

    /// A key that lives for one command remembers nothing.
    package func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16, remembering head: SpoolHead
    ) throws(VaultError) -> SecretBytes {
        try open(box, under: context, type: type)
    }

    /// What the key's holder remembers of the spool.
    func spoolHead() throws(VaultError) -> SpoolHead? {
        SpoolHead(try bytes(of: [.spoolHead]).first ?? [])
    }

    /// Opens pages and audit events.
    package func openEach(
        _ boxes: [MetadataBox], meanwhile work: () -> Void = {}
    ) throws(BatchError) -> [OpenedBox] {
        var opened: [OpenedBox] = []
        for result in try perform(boxes.map { .open($0) }, meanwhile: work) {
            guard case .opened(let box) = result else { throw .key(.otherAnswer) }
            opened.append(box)
        }
        guard opened.count == boxes.count else { throw .key(.otherAnswer) }
        return opened
    }

    /// What comes of operations that open nothing.
    func bytes(of operations: [KeyOperation]) throws(VaultError) -> [[UInt8]] {
        let results: [KeyResult]
        do throws(BatchError) { results = try perform(operations) } catch { throw error.reason }
        var all: [[UInt8]] = []
        for result in results {
            guard case .bytes(let bytes) = result else { throw .otherAnswer }
            all.append(bytes)
        }
        guard all.count == operations.count else { throw .otherAnswer }
        return all
    }

    /// The audit chain's head after these events' boxes, the first of a log.
    func chained(_ boxes: [[UInt8]]) throws(VaultError) -> [UInt8] {
        var (head, first) = (AuditRow.origin, UInt64(1))
        for start in stride(from: 0, to: boxes.count, by: AuditLinks.most) {
            let some = boxes[start..<min(start + AuditLinks.most, boxes.count)]
            head = try attest(
                .links(
                    AuditLinks(
                        from: head, first: first, digests: some.flatMap { BLAKE2b.digest(of: $0) })
                ))
            first += UInt64(some.count)
        }
        return head
    }

    func inTurn(
        _ operations: [KeyOperation],
        opening open: (MetadataBox) throws(VaultError) -> OpenedBox
    ) throws(BatchError) -> [KeyResult] {
        var results: [KeyResult] = []
        results.reserveCapacity(operations.count)
        for (index, operation) in operations.enumerated() {
            do throws(VaultError) {
                results.append(try result(of: operation, opening: open))
            } catch { throw .operation(index, error) }
        }
        return results
    }

    private func result(
        of operation: KeyOperation, opening open: (MetadataBox) throws(VaultError) -> OpenedBox
    ) throws(VaultError) -> KeyResult {
        switch operation {
        case .open(let box):
            guard box.context.isMetadata else { throw .notMetadata }
            return .opened(try open(box))
        case .seal(let plaintext, let context, let type):
            guard context.isMetadata else { throw .notMetadata }
            return .bytes(
                try SecretBytes(copying: plaintext).withBytes { bytes throws(VaultError) in
                    try seal(bytes, under: context, type: type)
                })
        case .attest(let attestation): return .bytes(try attest(attestation))
        case .spoolHead: return .bytes(SpoolHead.noneBytes)
        }
    }
}

extension AuditLinks {
    /// The last link, or all of them.
    func macs(_ mac: ([UInt8]) -> [UInt8]) -> [UInt8] {
        var (head, all) = (start, [UInt8]())
        for (index, place) in stride(from: 0, to: digests.count, by: Self.digestCount).enumerated()
        {
            let digest = digests[place...].prefix(Self.digestCount)
            head = mac(
                AuditRow.link(
                    previous: head, sequence: first &+ UInt64(index), boxDigest: Array(digest)))
            if wantsEach { all += head }
        }
        return wantsEach ? all : head
    }
}

extension VaultError {
    /// A batch's result lies in ordinary memory.
    package static let notMetadata = VaultError.damaged(
        "a box that may hold a secret is opened and sealed by itself")

    static let otherAnswer = VaultError.keyUnavailable(
        "whoever holds the key has answered something else than what it was asked")
}
