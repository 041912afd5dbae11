import Foundation
import SecretMemory
import Testing

@testable import Vault

/// Somebody who has the vault's key and writes what no vault does: only the format's own rules are left to notice it.
struct Forger {
    let victim: Victim
    private let key: InMemoryVaultKey

    init(_ victim: Victim) throws {
        self.victim = victim
        key = try #require(victim.unlocked().key as? InMemoryVaultKey)
    }

    /// A page's entries as they stand.
    func entries(_ place: PagePlace) throws -> [(id: RecordID, fields: [UInt8])] {
        let raw = try victim.raw()
        guard let box = try raw.run("SELECT body FROM page WHERE place = \(place.row)").first,
            let generation = try leaves(place, raw).first(where: { $0.key == place.number })
        else { return [] }
        let opened = try key.openEach([
            BoxRow(generation: generation.value.generation, box: box).metadata(of: place)
        ])
        return try Page.decode(opened[0].payload).map { ($0.id, Array($0.fields)) }
    }

    /// Seals a page with that content, and all that vouches for it.
    ///
    /// - Parameter more: by how many entries the kind has more than before.
    func write(_ entries: [(id: RecordID, fields: [UInt8])], at place: PagePlace, more: Int = 0)
        throws
    {
        let raw = try victim.raw()
        var leaves = try leaves(place, raw)
        let generation = (leaves[place.number]?.generation ?? 0) + 1
        let box = try key.bytes(of: [
            .seal(
                Page.encode(entries), under: .page(place, generation: generation),
                type: place.kind.rawValue)
        ])[0]
        leaves[place.number] = PageLeaf(generation: generation, digest: Digest(hashing: box))
        try raw.run("DELETE FROM page WHERE place = \(place.row)")
        try raw.run("INSERT INTO page VALUES (\(place.row), \(generation), ?1)", box)
        var body = ByteWriter()
        for number in leaves.keys.sorted() {
            body.append(leaves[number]?.generation ?? 0)
            body.append(leaves[number]?.digest.bytes ?? [])
        }
        let first = PagePlace(kind: place.kind, number: 0)
        let digest = PageTree.nodeDigest(first, body.bytes)
        try raw.run("REPLACE INTO node VALUES (\(first.row), ?1)", body.bytes)
        try raw.run("REPLACE INTO directory VALUES (\(place.kind.rawValue), ?1)", digest.bytes)
        try vouch(for: place.kind, pages: leaves.count, more: more, digest, raw)
    }

    private func leaves(_ place: PagePlace, _ raw: RawDatabase) throws -> [Int: PageLeaf] {
        let first = PagePlace(kind: place.kind, number: 0)
        guard let body = try raw.run("SELECT body FROM node WHERE place = \(first.row)").first
        else { return [:] }
        var tree = PageTree(place.kind, pageCount: body.count / PageLeaf.byteCount)
        try tree.take(node: 0, body, among: tree.pageCount)
        return tree.leaves
    }

    private func vouch(
        for kind: PageKind, pages: Int, more: Int, _ node: Digest, _ raw: RawDatabase
    ) throws {
        let old = try Manifest(reading: raw.run("SELECT body FROM manifest")[0])
        var directories = old.directories
        directories[kind] = Manifest.Directory(
            pageCount: UInt32(pages),
            entryCount: UInt64(Int(old.directory(of: kind).entryCount) + more),
            digest: PageTree.directoryDigest(kind, pageCount: pages, node.bytes))
        let manifest = Manifest(
            vaultID: old.vaultID, epoch: old.epoch + 1, keyEpoch: old.keyEpoch, keyID: old.keyID,
            previousMAC: try raw.run("SELECT tag FROM manifest")[0], time: old.time,
            slotCount: old.slotCount, slotDigest: old.slotDigest, directories: directories,
            auditCount: old.auditCount, auditHead: old.auditHead)
        try raw.run(
            "UPDATE manifest SET body = ?1, tag = ?2", manifest.bytes,
            key.mac(manifest.bytes, for: .manifest))
    }
}
