import Foundation
import Testing

@testable import Vault

/// One thing that somebody who can write the file may do to it without the key.
struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let refusal: VaultError
    let change: @Sendable (Victim) throws -> Void

    init(
        _ name: String, _ refusal: VaultError,
        _ change: @escaping @Sendable (Victim) throws -> Void
    ) {
        (testDescription, self.refusal, self.change) = (name, refusal, change)
    }

    static func damaged(
        _ name: String, _ text: String, _ statements: String...
    ) -> Attack {
        Attack(name, .damaged(text)) { victim in
            let raw = try victim.raw()
            for statement in statements { try raw.run(statement) }
        }
    }
}

extension Attack {
    static let rows = [
        Attack.damaged(
            "two pages' boxes swapped", "a page is not the one of the manifest",
            "UPDATE page SET body = (SELECT body FROM page b WHERE b.place <> page.place LIMIT 1)"),
        Attack.damaged(
            "a page deleted", "the pages are not those of the manifest",
            "DELETE FROM page WHERE place = (SELECT min(place) FROM page)"),
        Attack.damaged(
            "a page under another number", "a page is not the one of the manifest",
            "UPDATE page SET place = place + 1000 WHERE place = (SELECT min(place) FROM page)"),
        Attack.damaged(
            "a page too many", "a page is not the one of the manifest",
            "INSERT INTO page SELECT place + 1000, generation, body FROM page LIMIT 1"),
        Attack.damaged(
            "a page's generation changed", "a page is not the one of the manifest",
            "UPDATE page SET generation = generation + 1"),
        Attack.damaged(
            "a node changed", "a node is not the one of the manifest",
            "UPDATE node SET body = zeroblob(length(body))"),
        Attack.damaged(
            "a node deleted", "a node is not the one of the manifest",
            "DELETE FROM node WHERE place = (SELECT min(place) FROM node)"),
        Attack.damaged(
            "two nodes swapped", "a node is not the one of the manifest",
            "UPDATE node SET body = (SELECT body FROM node b WHERE b.place <> node.place LIMIT 1)"),
        Attack.damaged(
            "a directory emptied", "a directory is not the one of the manifest",
            "UPDATE directory SET body = x''"),
        Attack.damaged(
            "a directory deleted", "a directory is not the one of the manifest",
            "DELETE FROM directory WHERE kind = 16"),
        Attack.damaged(
            "two secrets' boxes swapped", "a key's secret is not the one that was stored",
            "CREATE TEMP TABLE pair AS SELECT id, body FROM secret ORDER BY id LIMIT 2",
            "UPDATE secret SET body = (SELECT body FROM pair WHERE pair.id <> secret.id) "
                + "WHERE id IN (SELECT id FROM pair)"),
        Attack.damaged(
            "a secret deleted", "there are more or fewer secrets than keys",
            "DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)"),
        Attack.damaged(
            "a secret too many", "there are more or fewer secrets than keys",
            "INSERT INTO secret SELECT randomblob(16), 1, body FROM secret LIMIT 1"),
        Attack.damaged(
            "a secret under another id", "a secret belongs to no key",
            "UPDATE secret SET id = randomblob(16) WHERE id = (SELECT min(id) FROM secret)"),
        Attack.damaged(
            "a secret's generation changed", "a key's secret is not the one that was stored",
            "UPDATE secret SET generation = 2"),
        Attack.damaged(
            "the manifest deleted", "the manifest is missing", "DELETE FROM manifest"),
        Attack.damaged(
            "a manifest's MAC changed", "the manifest's MAC is wrong",
            "UPDATE manifest SET tag = zeroblob(32)"),
        Attack.damaged(
            "a manifest's body emptied", "the manifest's MAC is wrong",
            "UPDATE manifest SET body = x''"),
        Attack.damaged(
            "the recovery slot alone left", "the slots are not those of the manifest",
            "DELETE FROM slot WHERE number = 0"),
        Attack.damaged(
            "two slots swapped", "a slot stands in another's place",
            "UPDATE slot SET number = number + 10", "UPDATE slot SET number = 11 - number"),
        Attack.damaged(
            "no slot left", "the vault has no slot, or one of another vault", "DELETE FROM slot"),
        Attack.damaged(
            "an audit row removed in the middle", "the audit log has a gap",
            "DELETE FROM audit WHERE sequence = 3"),
        Attack.damaged(
            "the last audit row removed",
            "the audit log is longer or shorter than the manifest says",
            "DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"),
        Attack.damaged(
            "the last audit row twice",
            "the audit log is longer or shorter than the manifest says",
            "INSERT INTO audit SELECT max(sequence) + 1, body FROM audit"),
        Attack.damaged(
            "two audit rows in another order", "a box does not open where it stands",
            "UPDATE audit SET sequence = -sequence WHERE sequence IN (3, 4)",
            "UPDATE audit SET sequence = 7 + sequence WHERE sequence < 0"),
        Attack.damaged(
            "an audit row's box changed", "a box does not open where it stands",
            "UPDATE audit SET body = zeroblob(296) WHERE sequence = 2"),
        Attack("an old page put back", .damaged("a page is not the one of the manifest")) {
            victim in try victim.putBack(table: "page", of: 1)
        },
        Attack(
            "an old manifest put back",
            .damaged("the audit log is longer or shorter than the manifest says")
        ) { victim in try victim.putBack(table: "manifest", of: 2)
        },
    ]

    static let schema =
        [
            "CREATE TRIGGER added AFTER INSERT ON audit BEGIN DELETE FROM secret; END",
            "CREATE VIEW added AS SELECT * FROM secret", "CREATE INDEX added ON secret(body)",
            "CREATE TABLE added(x)", "ALTER TABLE secret ADD COLUMN x BLOB", "DROP TABLE audit",
            "ALTER TABLE audit RENAME TO log", "ANALYZE",
        ].map {
            Attack.damaged(
                $0, "the tables are not a vault's: something was added, removed or changed", $0)
        } + [
            Attack.damaged(
                "another application id", "the file is no vault", "PRAGMA application_id = 1"),
            Attack.damaged(
                "an older format", "the format version is 0", "PRAGMA user_version = 0"),
            Attack("a newer format", .newerFormat(found: 2)) {
                try $0.raw().run("PRAGMA user_version = 2")
            },
        ]
}

extension Victim {
    /// Puts the rows that a table had after an earlier write back.
    fileprivate func putBack(table: String, of step: Int) throws {
        let old = try Scratch()
        try old.write(stored.history[step], to: old.database)
        let raw = try raw()
        try raw.run("ATTACH '\(old.database.path)' AS old")
        try raw.run("REPLACE INTO main.\(table) SELECT * FROM old.\(table)")
    }
}
