import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("Known answers: the bytes of format 1")
struct KnownAnswerFormatTests {
    private let vectors: Vectors
    private let key: InMemoryVaultKey

    init() throws {
        vectors = try Vectors()
        key = try vectors.vaultKey()
    }

    @Test func `a password gives the root, the slot's two keys and the slot`() throws {
        let vector = try vectors["password slot"]
        let parameters = KeyDerivationParameters(uncheckedMemoryKiB: 8, passes: 1)
        let root = try Slot.root(
            password: vector.secret("password"), salt: vector("salt"), parameters)
        #expect(try revealed(root) == vector("root"))
        try expectSlot(vector, .password, 0, root: root, parameters)
    }

    @Test func `a recovery code gives its text, the root and the slot`() throws {
        let vector = try vectors["recovery slot"]
        let code = RecoveryCode(bytes: try vector.secret("code"))
        #expect(try revealed(code.text) == vector("text"))
        let root = Slot.root(recoveryCode: code, salt: try vector("salt"))
        #expect(try revealed(root) == vector("root"))
        try expectSlot(vector, .recovery, 1, root: root, nil)
        let slot = try Slot(reading: vector("slot"))
        #expect(try revealed(slot.open(root: root)) == vector("vault_key"))
    }

    @Test func `a key file gives the root and the slot, alone and with a password`() throws {
        let alone = try vectors["key file slot"]
        let root = Slot.root(keyFile: try KeyFile(alone.secret("file")), salt: try alone("salt"))
        #expect(try revealed(root) == alone("root"))
        try expectSlot(alone, .keyFile, 3, root: root, nil)
        let both = try vectors["password and key file slot"]
        let parameters = KeyDerivationParameters(uncheckedMemoryKiB: 8, passes: 1)
        let joint = try Slot.root(
            password: both.secret("password"), keyFile: KeyFile(both.secret("file")),
            salt: both("salt"), parameters)
        #expect(try revealed(joint) == both("root"))
        try expectSlot(both, .passwordAndKeyFile, 2, root: joint, parameters)
    }

    @Test func `the vault key gives its id and a subkey for each purpose`() throws {
        let vector = try vectors["subkeys"]
        #expect(try key.keyID == vector("key_id"))
        for (purpose, name) in [
            (MACPurpose.manifest, "manifest"), (.audit, "audit"), (.highWaterMark, "mark"),
        ] {
            let expected = try BLAKE2b.keyedDigest(of: [1, 2, 3], key: vector.secret(name))
            #expect(key.mac([1, 2, 3], for: purpose) == revealed(expected))
        }
    }

    @Test func `a secret's context, key, plaintext and box`() throws {
        let vector = try vectors["secret"]
        let context = SealingContext.secret(try id("secret"), generation: 1)
        #expect(try revealed(key.open(vector("box"), under: context, type: 2)) == vector("payload"))
        let sealed = try seal(vector, context, type: 2)
        #expect(try sealed == vector("box"))
        #expect(try BLAKE2b.digest(of: sealed) == vector("digest"))
    }

    @Test func `a page with one key`() throws {
        let vector = try vectors["page"]
        let entry = try KeyEntry.encode(storedKey())
        #expect(try entry == vector("entry"))
        #expect(try Page.encode([(id("secret"), entry)]) == vector("payload"))
        let place = PagePlace(kind: .keys, number: 0)
        let context = SealingContext.page(place, generation: 1)
        #expect(
            try revealed(key.open(vector("box"), under: context, type: 16)) == vector("payload"))
        #expect(try seal(vector, context, type: 16) == vector("box"))
        #expect(try KeyEntry.decode(entry[...], id: id("secret")).record == storedKey().record)
    }

    @Test func `the node, the directory and the name above that page`() throws {
        let vector = try vectors["tree"]
        let tree = try expectedTree()
        #expect(try tree.nodeBody(0) == vector("node"))
        #expect(try tree.nodeDigests.map(\.bytes) == [vector("node_digest")])
        #expect(try tree.directoryBody == vector("directory"))
        #expect(
            try PageTree.directoryDigest(.keys, pageCount: 1, tree.directoryBody)
                == vector("directory_digest"))
        let name = Array("vault/name/v1alice".utf8)
        #expect(try key.mac(name, for: .names).prefix(16) == vector("name_hash")[...])
    }

    @Test func `an event and the head of the chain after it`() throws {
        let vector = try vectors["audit"]
        let event = AuditEvent(
            at: Date(timeIntervalSince1970: 1_700_000_001), action: .stored, key: "alice",
            accessKeyID: "AKTEST00000000000000")
        #expect(try AuditRow(event: event).bytes == vector("payload"))
        #expect(try seal(vector, .audit(1), type: AuditRow.type) == vector("box"))
        let link = try AuditRow.link(
            previous: AuditRow.origin, sequence: 1, boxDigest: BLAKE2b.digest(of: vector("box")))
        #expect(try link == vector("link"))
        #expect(try key.mac(link, for: .audit) == vector("head"))
    }

    @Test func `an event in the spool, and the links around it`() throws {
        let vector = try vectors["spool"]
        let base = try SpoolBase(reading: vector("header")[...])
        #expect(try base.bytes == vector("header"))
        #expect(try base.head == vectors["audit"]("head"))
        var chain = SpoolChain(base)
        #expect(try chain.links == [vector("header_link")])
        #expect(try seal(vector, chain.next, type: SpoolRecord.type) == vector("box"))
        chain.append(try vector("box"))
        #expect(chain.last == SpoolHead(sequence: 2, link: try vector("link")))
    }

    @Test func `a key on its way into the database`() throws {
        let vector = try vectors["landing"]
        let intent = try #require(RecordID(vector("intent")))
        #expect(try seal(vector, .landing(intent), type: 33) == vector("box"))
        let file = try vector("file")
        let blank = [UInt8](repeating: 0, count: LandingFile.byteCount - file.count)
        let landed = try #require(try LandedKey.decode(file + blank, intent: intent, key: key))
        #expect(try landed.record == storedKey().record)
        #expect(try landed.row.box == vectors["secret"]("box"))
        #expect(try revealed(landed.open(with: key)) == vectors["secret"]("payload"))
    }

    @Test func `a key on its way into the database under a one-time key`() throws {
        let vector = try vectors["hold"]
        let intent = try #require(RecordID(vector("intent")))
        #expect(try seal(vector, .landingKey(intent), type: 35) == vector("box"))
        let file = try vector("file")
        let blank = [UInt8](repeating: 0, count: LandingFile.byteCount - file.count)
        guard case .key(let held) = try Landing.Content.read(file + blank, intent: intent, key: key)
        else {
            Issue.record("no key is found in it")
            return
        }
        #expect(try held.record == storedKey().record)
        #expect(try revealed(held.open(with: key)) == vectors["secret"]("payload"))
    }

    @Test func `the manifest over all of it`() throws {
        let vector = try vectors["manifest"]
        let manifest = try expectedManifest()
        #expect(try manifest.bytes == vector("body"))
        #expect(try Manifest(reading: vector("body")) == manifest)
        #expect(try key.mac(manifest.bytes, for: .manifest) == vector("tag"))
    }

    @Test func `the high-water mark of that manifest`() throws {
        let fixture = try Scratch()
        let mark = HighWaterMark(epoch: 2, manifestMAC: try vectors["manifest"]("tag"))
        let row = ManifestRow(
            body: try vectors["manifest"]("body"), mac: try vectors["manifest"]("tag"))
        try mark.write(to: fixture.files, of: key.vaultID, mac: key.attest(.mark(row)))
        let path = fixture.files.mark(for: key.vaultID).string
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        #expect(try bytes == vectors["mark"]("mark"))
        #expect(try HighWaterMark.read(from: fixture.files, key: key) == mark)
    }
}

extension KnownAnswerFormatTests {
    private func id(_ name: String) throws -> RecordID {
        try #require(RecordID(vectors[name]("id")))
    }

    private func expectSlot(
        _ vector: Vectors.Vector, _ kind: SlotKind, _ number: UInt32,
        root: borrowing SecretBytes, _ parameters: KeyDerivationParameters?
    ) throws {
        #expect(try revealed(Subkey.derive(1, "VltSlot1", from: root)) == vector("wrapping_key"))
        #expect(try revealed(Subkey.derive(2, "VltSlot1", from: root)) == vector("tag_key"))
        let slot = Slot(
            sealing: try vector.secret("vault_key"), root: root, kind: kind, number: number,
            vaultID: key.vaultID, keyEpoch: 1, salt: try vector("salt"), parameters: parameters,
            nonce: try vector("nonce"))
        #expect(try slot.bytes == vector("slot"))
        #expect(try Array(slot.bytes[88..<136]) == vector("box"))
        #expect(try Array(slot.bytes[136...]) == vector("tag"))
        #expect(try revealed(slot.open(root: root)) == vector("vault_key"))
    }

    /// Seals the vector's payload as the vault does, with the vector's nonce.
    private func seal(
        _ vector: Vectors.Vector, _ context: SealingContext, type: UInt16
    ) throws -> [UInt8] {
        let place = context.bytes(vaultID: key.vaultID, keyEpoch: 1)
        #expect(try place == vector("context"))
        let boxKey = try BLAKE2b.keyedDigest(
            of: place, key: vectors["subkeys"].secret("records"))
        #expect(try revealed(boxKey) == vector("key"))
        let payload = try vector.secret("payload")
        let padded = payload.withBytes {
            Padding.padded($0, type: type, block: Padding.block(of: context))
        }
        let nonce = try vector("nonce")
        return padded.withBytes { SecretBox.seal($0, key: boxKey, nonce: nonce) }
    }

    private func storedKey() throws -> StoredKey {
        let record = KeyRecord(
            id: try id("secret"), name: try #require(EntryName("alice")),
            profile: try #require(RecordID(Array(0xA0...0xAF))), user: "alice",
            accessKeyID: "AKTEST00000000000000", state: .active,
            createdAt: Date(timeIntervalSince1970: 1_700_000_000),
            expiresAt: Date(timeIntervalSince1970: 1_800_000_000), tag: "vlt1-tag",
            storedAt: Date(timeIntervalSince1970: 1_700_000_001), verifiedAt: nil)
        let digest = try #require(Digest(vectors["secret"]("digest")))
        return StoredKey(record: record, secret: SecretReference(generation: 1, digest: digest))
    }

    private func expectedManifest() throws -> Manifest {
        let directory = Manifest.Directory(
            pageCount: 1, entryCount: 1, digest: try vectors["tree"]("directory_digest"))
        let slots = [try vectors["password slot"]("slot"), try vectors["recovery slot"]("slot")]
        return Manifest(
            vaultID: key.vaultID, epoch: 2, keyEpoch: 1, keyID: key.keyID,
            previousMAC: [UInt8](repeating: 0x5A, count: 32), time: 1_700_000_001, slotCount: 2,
            slotDigest: Manifest.digest(ofSlots: slots),
            directories: [
                .keys: directory, .profiles: .empty(.profiles), .journal: .empty(.journal),
                .names: .empty(.names),
            ], auditCount: 1, auditHead: try vectors["audit"]("head"))
    }

    private func expectedTree() throws -> PageTree {
        var tree = PageTree(.keys)
        _ = tree.grow()
        let digest = try #require(Digest(BLAKE2b.digest(of: vectors["page"]("box"))))
        tree.leaves[0] = PageLeaf(generation: 1, digest: digest)
        let place = PagePlace(kind: .keys, number: 0)
        tree.nodeDigests = [PageTree.nodeDigest(place, tree.nodeBody(0))]
        return tree
    }
}
